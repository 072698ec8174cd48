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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var entry in await book.AllAsync(stoppingToken))
                {
                    if (!entry.IsSuspended)
                    {
                        await AskAsync(entry.Key, stoppingToken);
                    }
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning("looking after platforms failed; trying again: {Reason}", failure.Message);
            }

            await Task.Delay(Pace, wall, stoppingToken);
        }
    }

    // Asking opens it. One that takes long, or cannot be opened, keeps no other waiting.
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
