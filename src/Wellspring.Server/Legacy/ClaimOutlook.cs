using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Server.Console.Legacy;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Legacy;

/// <summary>The console's forecast for creditors' pages: run once a day; no page waits for it.</summary>
internal sealed class ClaimOutlook(Site site, LegacyOutlook outlook, ILogger<ClaimOutlook> log)
{
    private readonly Lock _keeping = new();
    private (long Day, ClaimOutlookShown Shown)? _kept;
    private Task? _running;

    /// <summary>The courses, as of today or the last day that was run; null while the first is being run.</summary>
    public ClaimOutlookShown? Latest()
    {
        var now = site.Clock.Now();
        var today = now.DayAt(site.Pool.Plan.Settings.TimeZone);
        lock (_keeping)
        {
            if (_kept?.Day != today && _running is null or { IsCompleted: true })
            {
                _running = Task.Run(() => RunAsync(today, now));
            }

            return _kept?.Shown;
        }
    }

    /// <summary>Waits for the run that is under way, where there is one.</summary>
    internal Task DoneAsync()
    {
        lock (_keeping)
        {
            return _running ?? Task.CompletedTask;
        }
    }

    private async Task RunAsync(long day, Instant now)
    {
        try
        {
            var courses = await outlook.RunAsync(outlook.Lately(), _ => { }, CancellationToken.None);
            lock (_keeping)
            {
                _kept = (day, new(now, courses));
            }
        }
        catch (Exception failure)
        {
            log.LogError(failure, "the forecast for creditors failed; the next page tries again");
        }
    }
}

/// <summary>What would come of the old debt, the falling course first.</summary>
/// <param name="AsOf">The moment the courses start from.</param>
public sealed record ClaimOutlookShown(Instant AsOf, IReadOnlyList<OutlookCourse> Courses);
