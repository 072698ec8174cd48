using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Engine;
using Wellspring.Shop.Pools;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Hosting;

/// <summary>Keeps commands, due work and the journal's followers moving, once a second.</summary>
internal sealed class FlowLoop(
    Site site, IServiceProvider services, IHostApplicationLifetime lifetime, ILogger<FlowLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReopenPace = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var flow = services.GetRequiredService<PoolFlow>();
        var wasAway = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (wasAway)
                {
                    // A pool at rest has noticed nothing: another server may have taken the database's place.
                    await site.Pool.RequireHeldAsync(stoppingToken);
                    wasAway = false;
                }

                await flow.RunAsync(stoppingToken);
            }
            catch (PoolStoppedException stopped)
            {
                if (await WhyNotReopenedAsync(stopped, stoppingToken) is { } failure)
                {
                    // Memory may be ahead of the disk: a new process rebuilds from the journal.
                    log.LogCritical(failure, "the pool has stopped; the server stops with it");
                    site.Failure = failure;
                    lifetime.StopApplication();
                    return;
                }
            }
            catch (Exception away) when (PostgresAway.Is(away))
            {
                wasAway = true;
                log.LogWarning("the database does not answer; trying again: {Reason}", away.Message);
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(failure, "following the journal failed; trying again");
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }

    // A journal out of reach is whole: the pool is opened from it when it is back, and the platform answers 503 until
    // then. Anything else that stops a pool stops the server.
    private async Task<Exception?> WhyNotReopenedAsync(PoolStoppedException stopped, CancellationToken cancellation)
    {
        if (!site.Options.Reopens || !PostgresAway.Is(stopped))
        {
            return stopped;
        }

        log.LogWarning(
            "the database does not answer; the pool waits for it: {Reason}", stopped.GetBaseException().Message);
        while (true)
        {
            try
            {
                await site.Pool.ReopenAsync();
                log.LogWarning("the database is back; the pool goes on");
                return null;
            }
            catch (Exception away) when (PostgresAway.Is(away))
            {
                await Task.Delay(ReopenPace, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                return new PoolStoppedException(failure);
            }
        }
    }
}
