using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Engine;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Hosting;

/// <summary>Keeps commands, due work and the journal's followers moving, once a second.</summary>
internal sealed class FlowLoop(
    Site site, IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<FlowLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var flow = services.GetRequiredService<PoolFlow>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await flow.RunAsync(stoppingToken);
            }
            catch (PoolStoppedException stopped)
            {
                // Memory may be ahead of the disk: a new process rebuilds from the journal.
                log.LogCritical(stopped, "the pool has stopped; the server stops with it");
                lifetime.StopApplication();
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "following the journal failed; trying again");
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
