using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Legacy;

/// <summary>The pages of creditors of the old debt, and what they need.</summary>
internal static class ClaimParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IFollowsJournal, CreditorFollower>();
        services.AddSingleton<CreditorReading>();
        services.AddSingleton<CreditorNews>();
        services.AddSingleton<ClaimOutlook>();
        services.AddScoped<ClaimPages.Desk>();
        services.AddHostedService<CreditorNewsLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes) => ClaimPages.Map(routes);
}
