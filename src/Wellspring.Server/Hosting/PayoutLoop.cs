using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Hosting;

/// <summary>Sends approved withdrawals and asks after those on their way, every few seconds.</summary>
internal sealed class PayoutLoop(Site site, IServiceProvider services, ILogger<PayoutLoop> log)
    : PacedLoop(site, TimeSpan.FromSeconds(3), "sending withdrawals", log)
{
    protected override Task RunAsync(CancellationToken stopping) =>
        services.GetRequiredService<Payouts>().RunAsync(stopping);
}
