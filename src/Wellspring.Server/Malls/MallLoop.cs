using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Malls;

/// <summary>Reads every connected mall twice a minute, and compares its days once a night.</summary>
internal sealed class MallLoop(Site site, MallBoard board, ILogger<MallLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    // Two hours after midnight the mall's own jobs of the night are done.
    private static readonly Duration Night = new(2 * 3_600_000L);

    // A day is compared again when its orders have been delivered, and once more when late refunds are through.
    private static readonly long[] Ages = [30, 7, 0];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var mall in board.All)
            {
                await RunAsync(mall, stoppingToken);
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }

    private async Task RunAsync(ConnectedMall mall, CancellationToken stopping)
    {
        try
        {
            await mall.Points.SweepAsync(stopping);
            await mall.Connector.PollAsync(stopping);
            var night = new Instant(site.Clock.WallNow().Milliseconds - Night.Milliseconds);
            var yesterday = night.DayAt(site.Pool.Plan.Settings.TimeZone) - 1;
            if (mall.Connector.Days(1) is not [{ Day: var last }] || last < yesterday)
            {
                await CompareAsync(mall, yesterday, stopping);
            }
        }
        catch (Exception failure) when (
            failure is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // Drivers put hosts and accounts into their messages.
            log.LogError(
                "mall {Mall} could not be read ({Failure}); trying again",
                mall.Connector.Settings.Name, failure.GetType().Name);
        }
    }

    private async Task CompareAsync(ConnectedMall mall, long yesterday, CancellationToken stopping)
    {
        // Yesterday last: it is what marks the night as done.
        foreach (var age in Ages)
        {
            var day = await mall.Connector.CompareAsync(yesterday - age, stopping);
            log.LogInformation(
                "mall {Mall}: orders paid {Age} days before yesterday were compared, {Differences} differences",
                mall.Connector.Settings.Name, age, day.Differences.Length);
        }
    }
}
