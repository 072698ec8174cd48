using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Rewards;

/// <summary>Promoters, referrers, region agents and everybody's rewards: what they need, and their pages.</summary>
internal static class RewardParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<Promoters>();
        services.AddSingleton<RewardReading>();
        services.AddSingleton<AgentBook>();
        services.AddSingleton<AgencyDeeds>();
        services.AddSingleton<IFollowsJournal, RewardFollower>();
        services.AddSingleton<IFollowsJournal, ReferralFollower>();
        services.AddSingleton<IFollowsJournal, AgencyFollower>();
        services.AddScoped<PromoterPages.Desk>();
        services.AddScoped<ReferrerPages.Desk>();
        services.AddScoped<AgentPages.Desk>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        PromoterPages.Map(routes);
        ReferrerPages.Map(routes);
        AgentPages.Map(routes);
    }
}
