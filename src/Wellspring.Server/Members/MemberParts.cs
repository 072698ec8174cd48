using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Members;

/// <summary>Everything about members as persons: joining, logging in, messages, the account.</summary>
internal static class MemberParts
{
    public static void AddServices(IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<IFollowsJournal, CapFollower>();
        services.AddSingleton<DisclosureFigures>();
        services.AddSingleton<RateGate>();
        services.AddSingleton(MemberLimits.From(settings));
        services.AddSingleton(new TicketDeadlines(
            settings.Number("tickets:complaintDays", 15, 1, 15),
            settings.Number("tickets:reviewWorkingDays", 3, 1, 15)));
        services.AddSingleton<Gatekeeping>();
        services.AddSingleton<Seal>();
        services.AddScoped<JoinPages.Desk>();
        services.AddScoped<LoginPages.Desk>();
        services.AddScoped<AccountPages.Desk>();
        services.AddScoped<TicketPages.Desk>();
        services.AddScoped<ClosingPages.Desk>();
        services.AddSingleton<AccountClosing>();
        services.AddSingleton<MemberExport>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        JoinPages.Map(routes);
        LoginPages.Map(routes);
        OutboxPages.Map(routes);
        ConsentPages.Map(routes);
        RulesPages.Map(routes);
        AccountPages.Map(routes);
        AddressPages.Map(routes);
        TicketPages.Map(routes);
        ClosingPages.Map(routes);
    }
}
