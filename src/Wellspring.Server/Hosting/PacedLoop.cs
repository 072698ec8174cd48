using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wellspring.Server.Hosting;

/// <summary>Work that comes around again and again while the platform is open; what fails is tried again.</summary>
/// <param name="pace">The pause between two rounds.</param>
/// <param name="work">What it does, for the line that says that it failed.</param>
internal abstract class PacedLoop(Site site, TimeSpan pace, string work, ILogger log) : BackgroundService
{
    protected ILogger Log { get; } = log;

    /// <summary>Whether a pause comes before the first round, so that a start is not slowed down.</summary>
    protected virtual bool PausesFirst => false;

    /// <summary>One round.</summary>
    protected abstract Task RunAsync(CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        if (PausesFirst)
        {
            await Task.Delay(pace, stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Log.LogError(failure, "{Work} failed; trying again", work);
            }

            await Task.Delay(pace, stoppingToken);
        }
    }
}
