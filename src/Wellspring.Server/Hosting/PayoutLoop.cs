using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Hosting;

/// <summary>Sends approved withdrawals and asks after those on their way, every few seconds.</summary>
internal sealed class PayoutLoop(Site site, IServiceProvider services, ILogger<PayoutLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var payouts = services.GetRequiredService<Payouts>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await payouts.RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "sending withdrawals failed; trying again");
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
