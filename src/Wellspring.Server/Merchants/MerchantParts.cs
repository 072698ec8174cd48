using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>The merchants' part of the platform: records, the nightly settlement, pages under /merchant.</summary>
internal static class MerchantParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<MerchantBook>();
        services.AddSingleton<MerchantPeople>();
        services.AddSingleton<StoreBook>();
        services.AddSingleton<GoodsBook>();
        services.AddSingleton<DepositBook>();
        services.AddSingleton<SettlementBook>();
        services.AddSingleton<CustomerLocks>();
        services.AddSingleton<MerchantDays>();
        services.AddSingleton(provider => new LicenceFiles(
            Path.Combine(provider.GetRequiredService<Site>().Options.Folder, "licences"),
            provider.GetRequiredService<Site>().Options.Shelf));
        services.AddSingleton<IFollowsJournal, MerchantLedger>();
        services.AddHostedService<SettlementLoop>();
    }
}
