using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Api;
using Wellspring.Server.Malls;
using Wellspring.Server.Merchants;
using Wellspring.Server.Members;
using Wellspring.Server.Orders;
using Wellspring.Server.Pages;
using Wellspring.Server.Pages.Wallet;
using Wellspring.Shop.Access;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Hosting;

/// <summary>The parts of the platform: each adds what it needs and maps its own addresses, one line a part.</summary>
internal static class Parts
{
    public static void AddServices(IServiceCollection services, Site site)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<FormKeys>();
        MerchantParts.AddServices(services);
        MemberParts.AddServices(services, site.Settings);
        LegacyParts.AddServices(services);
        MallParts.AddServices(services);
        OrderParts.AddServices(services);
        Rewards.RewardParts.AddServices(services);
        AddWallets(services);
        Legacy.ClaimParts.AddServices(services);
        Finance.FinanceParts.AddServices(services, site);
        Proofs.ProofParts.AddServices(services, site);
        Console.ConsoleParts.AddServices(services);
        WhatIf.WhatIfPages.AddServices(services);
        Watching.WatchParts.AddServices(services);
        Logs.LogParts.AddServices(services, site);
    }

    private static void AddWallets(IServiceCollection services)
    {
        services.AddSingleton<MemberMoney>();
        services.AddSingleton<Cohorts>();
        services.AddSingleton<Withdrawals>();
        services.AddSingleton<Payouts>();
        services.AddSingleton<IHearsNotices>(provider => provider.GetRequiredService<Payouts>());
        services.AddSingleton<IFollowsJournal, WithdrawalFollower>();
        services.AddSingleton<SimulatedChannel>();
        services.AddSingleton<IPaymentChannel>(provider => provider.GetRequiredService<SimulatedChannel>());
        services.AddSingleton(provider => new Channels(
            provider.GetServices<IPaymentChannel>(), () => provider.GetRequiredService<Site>().PublicUrl));
        services.AddHostedService<PayoutLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        FrontPages.Map(routes);
        MemberParts.Map(routes);
        MallParts.Map(routes);
        MerchantPages.Map(routes);
        MoneyPages.Map(routes);
        Finance.FinanceParts.Map(routes);
        Proofs.ProofParts.Map(routes);
        OrderParts.Map(routes);
        Rewards.RewardParts.Map(routes);
        Legacy.ClaimParts.Map(routes);
        Setup.SetupPages.Map(routes);
        WhatIf.WhatIfPages.Map(routes);
        Console.Login.LoginPages.Map(routes);
        Console.ConsoleParts.Map(routes);
        Watching.WatchParts.Map(routes);
        Logs.LogParts.Map(routes);
        ApiParts.Map(routes);
    }
}
