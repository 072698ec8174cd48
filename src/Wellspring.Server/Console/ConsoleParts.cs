using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Access;
using Wellspring.Server.Console.Legacy;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Plans;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Texts;

namespace Wellspring.Server.Console;

/// <summary>What the console needs beside the shop's own parts.</summary>
internal static class ConsoleParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var protector = provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("staff");
            return new SecretBox(protector.Protect, protector.Unprotect);
        });
        services.AddSingleton<Identities>();
        services.AddSingleton<StaffBook>();
        services.AddSingleton<StaffLogin>();
        services.AddSingleton<PoolEffects>();
        services.AddSingleton<Approvals>();
        services.AddSingleton<IFollowsJournal, PoolDays>();
        services.AddSingleton<ConsoleReads>();
        services.AddSingleton<Jobs>();
        services.AddSingleton<PoolDeeds>();
        services.AddSingleton<GoLive>();
        services.AddSingleton<BillMatching>();
        services.AddSingleton<PlanBook>();
        services.AddSingleton<ReferralReading>();
        services.AddSingleton<TextBook>();
        services.AddSingleton<NoticeBoard>();
        services.AddSingleton<LegacyReads>();
        services.AddSingleton<LegacyOutlook>();
        services.AddSingleton<ClaimUploads>();
        services.AddSingleton<LegacyDeeds>();
        services.AddSingleton<IFollowsJournal>(provider => provider.GetRequiredService<LegacyDeeds>());
        services.AddSingleton<DebtReconciliation>();
        services.AddSingleton<LegacySignOffs>();
        services.AddSingleton<ISecondActs>(provider => provider.GetRequiredService<LegacySignOffs>());
        services.AddSingleton<Simulator.SimulatorDesk>();
        services.AddScoped<Desk>();
    }

    /// <summary>
    /// The console's pages, each with its own policy, and the circuit behind them, which is for staff too: without a
    /// policy the fallback would let nobody in.
    /// </summary>
    public static void MapPages(IEndpointRouteBuilder routes) => routes.MapRazorComponents<ConsoleRoot>()
        .AddInteractiveServerRenderMode()
        .Add(endpoint =>
        {
            if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path }
                && (path.TrimStart('/').StartsWith("_blazor", StringComparison.Ordinal)
                    || path.TrimStart('/').StartsWith("_framework", StringComparison.Ordinal)))
            {
                endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Staff));
            }
        });

    /// <summary>Files that pages link to: exports, and licences for those who decide on merchants.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Simulator.SimulatorDesk.Map(routes);
        routes.MapGet("/console/exports/{id}", (string id, Jobs jobs) => jobs.FileOf(id) is { } file
                ? Results.File(file, "application/octet-stream", Path.GetFileName(file))
                : Results.NotFound())
            .RequireAuthorization(new AuthorizeAttribute(Policies.Staff) { Roles = Seats.Books });
        routes.MapGet("/console/reports/{id}", (string id, ReportBook reports, Visitor visitor) =>
                reports.Download(id, visitor.StaffId!) is var (zip, name)
                    ? Results.File(zip, "application/zip", name)
                    : Results.NotFound())
            .RequireAuthorization(new AuthorizeAttribute(Policies.Staff) { Roles = Seats.Filing });
        routes.MapGet("/console/merchants/{id}/licence", (string id, MerchantBook merchants, LicenceFiles files) =>
                merchants.Find(id) is { LicenceHash: { } hash } && files.Open(hash) is var (content, type)
                    ? Results.File(content, type)
                    : Results.NotFound())
            .RequireAuthorization(new AuthorizeAttribute(Policies.Staff) { Roles = Seats.Persons });
    }
}
