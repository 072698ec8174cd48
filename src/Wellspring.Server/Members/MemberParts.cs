using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Access;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Members;

/// <summary>Everything about members as persons: joining, logging in, messages, the account.</summary>
internal static class MemberParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IFollowsJournal, CapFollower>();
        services.AddSingleton<DisclosureFigures>();
        services.AddSingleton<RateGate>();
        services.AddSingleton(new MemberLimits());
        services.AddSingleton<Gatekeeping>();
        services.AddSingleton<Seal>();
        services.AddScoped<JoinPages.Desk>();
        services.AddScoped<LoginPages.Desk>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        JoinPages.Map(routes);
        LoginPages.Map(routes);
        OutboxPages.Map(routes);
        ConsentPages.Map(routes);
    }
}
