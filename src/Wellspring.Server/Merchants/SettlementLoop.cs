using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>Builds the merchants' settlement batches when a day has ended, by the journal's clock.</summary>
internal sealed class SettlementLoop(Site site, IServiceProvider services, ILogger<SettlementLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, stoppingToken);
            try
            {
                await services.GetRequiredService<PoolFlow>().RunAsync(stoppingToken);
                if (services.GetRequiredService<SettlementBook>().CloseDays() > 0)
                {
                    await CompareAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "building settlement batches failed; trying again");
            }
        }
    }

    private async Task CompareAsync(CancellationToken cancellation)
    {
        foreach (var found in await services.GetRequiredService<SettlementBook>().CompareAsync(cancellation))
        {
            log.LogError("merchant {Merchant}: {What} is {Ours} in our lines and {Pool} in the pool",
                found.Merchant, found.What, found.Ours, found.Pool);
        }
    }
}
