using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Cluster;

namespace Wellspring.Server.Platforms;

/// <summary>
/// Sees that every platform of the cluster is open somewhere, visitors or not: what is due in it waits for nobody.
/// </summary>
internal sealed class PlatformKeeper(
    PlatformBook book, PoolCalls calls, TimeProvider wall, ILogger<PlatformKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    // Those that take long to open, or do not open, keep this many waiting and no more.
    private const int AskedAtOnce = 8;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var options = new ParallelOptions
                {
                    MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = stoppingToken,
                };
                await Parallel.ForEachAsync(
                    (await book.AllAsync(stoppingToken)).Where(entry => !entry.IsSuspended), options,
                    async (entry, stopping) => await AskAsync(entry.Key, stopping));
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("looking after platforms failed; trying again: {Reason}", failure.Message);
            }

            await Task.Delay(Pace, wall, stoppingToken);
        }
    }

    // Asking opens it. One that takes long opens on after nobody waits for it any more.
    private async Task AskAsync(PoolKey key, CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(Pace);
        try
        {
            await calls.WhereAsync(key, patience.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            log.LogInformation("the platform {Platform} is not open yet", key);
        }
    }
}
