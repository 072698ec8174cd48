using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Finance;

/// <summary>
/// Runs the monitor once for each day of the journal's calendar; the run key makes a second run nothing.
/// </summary>
internal sealed class MonitorLoop(Site site, IServiceProvider services, ILogger<MonitorLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, stoppingToken);
            try
            {
                var flow = services.GetRequiredService<PoolFlow>();
                await flow.RunAsync(stoppingToken);
                if (services.GetRequiredService<MonitorBook>().Run() is > 0 and var found)
                {
                    log.LogWarning("the monitor found {Count} things that a person has to look at", found);
                    await flow.RunAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "the monitor failed; trying again");
            }
        }
    }
}
