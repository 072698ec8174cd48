using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Finance;

/// <summary>Identity, tax, bank, monitor, reports and requests about personal data.</summary>
internal static class FinanceParts
{
    public static void AddServices(IServiceCollection services, Site site)
    {
        services.AddSingleton(_ => PersonalBox.Open(Path.Combine(site.Options.Folder, "keys")));
        services.AddSingleton<PayeeBook>();
        services.AddSingleton<PayoutCheck>();
        services.AddSingleton<PayoutTax>();
        services.AddSingleton<PayoutDesk>();
        services.AddSingleton<TaxProof>();
        services.AddSingleton<ILiveAcknowledgements, PoolAcknowledgements>();
        services.AddSingleton<PrivacyBook>();
        services.AddSingleton<SuspicionBook>();
        AddActs<TaxBook>(services);
        AddActs<AttestationBook>(services);
        AddActs<AuthorityBook>(services);
        services.AddSingleton<ReportPack>();
        AddActs<ReportBook>(services);
        AddActs<HoldBook>(services);
        AddActs<MonitorBook>(services);
        services.AddSingleton<IFollowsJournal, RewardEdges>();
        services.AddHostedService<MonitorLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        IdentityPages.Map(routes);
        PrivacyPages.Map(routes);
    }

    private static void AddActs<T>(IServiceCollection services)
        where T : class, ISecondActs
    {
        services.AddSingleton<T>();
        services.AddSingleton<ISecondActs>(provider => provider.GetRequiredService<T>());
    }
}
