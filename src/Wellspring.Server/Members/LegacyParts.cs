using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Members;

/// <summary>What imports, offers and answers of an old platform's creditors need.</summary>
internal static class LegacyParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<PaperConsents>();
        services.AddSingleton<ISecondActs>(provider => provider.GetRequiredService<PaperConsents>());
        services.AddSingleton<LegacyOffers>();
        services.AddSingleton<LegacyReminders>();
        services.AddSingleton<ClaimImports>();
        services.AddSingleton<MemberImports>();
        services.AddSingleton<ClaimDesk>();
        services.AddSingleton<IFollowsJournal, OfferFollower>();
    }
}
