using Wellspring.Core;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Console.Legacy;

/// <summary>One course of things: what was assumed and what would come of it.</summary>
public sealed record OutlookCourse(Bilingual Name, string Look, Forecast Forecast);

/// <summary>The forecast of the old debt for the console: three courses, run beside the work of the day.</summary>
/// <remarks>The pool is copied between two commands; what is run is the copy, and nobody waits for it.</remarks>
public sealed class LegacyOutlook(Site site, ShopDatabase database)
{
    /// <summary>Growth and shrinking a month, in parts per million: 5 %.</summary>
    public const int Change = 50_000;

    /// <summary>Days that the assumptions are taken from.</summary>
    public const int Window = 30;

    private readonly SemaphoreSlim _alone = new(1, 1);
    private (long Position, ForecastAssumptions Assumptions, IReadOnlyList<OutlookCourse> Courses)? _kept;

    private static readonly (Bilingual Name, string Look, int Growth)[] Courses =
    [
        (new("每月减少 5%", "5% less each month"), "p-falling", -Change),
        (new("保持不变", "as it is now"), "p-flat", 0),
        (new("每月增加 5%", "5% more each month"), "p-growing", Change),
    ];

    /// <summary>How many courses are run.</summary>
    public static int Count => Courses.Length;

    /// <summary>What the last days showed: others' turnover and the operator's own money, as a month.</summary>
    public ForecastAssumptions Lately()
    {
        var today = site.Clock.Now().DayAt(site.Pool.Plan.Settings.TimeZone);
        return database.Read(reader => new ForecastAssumptions(
            LegacyDeeds.OthersFrom(reader, today - Window + 1),
            LegacyDeeds.FundedFrom(reader, site.Clock.Now().Plus(Duration.Days(-Window)))));
    }

    /// <summary>Runs the three courses; the same question about the same record is answered from before.</summary>
    /// <param name="said">Told how many courses are done.</param>
    public async Task<IReadOnlyList<OutlookCourse>> RunAsync(
        ForecastAssumptions assumptions, Action<int> said, CancellationToken cancellation)
    {
        await _alone.WaitAsync(cancellation);
        try
        {
            var (position, start) = await site.Pool.ReadAsync(
                desk => (desk.Position, ForecastStart.Of(desk.Pool)), cancellation);
            if (start is null)
            {
                return [];
            }

            if (_kept is { } kept && kept.Position == position && kept.Assumptions == assumptions)
            {
                return kept.Courses;
            }

            var courses = await Task.Run(() => Run(start, assumptions, said, cancellation), cancellation);
            _kept = (position, assumptions, courses);
            return courses;
        }
        finally
        {
            _alone.Release();
        }
    }

    private static List<OutlookCourse> Run(
        ForecastStart start, ForecastAssumptions assumptions, Action<int> said, CancellationToken cancellation)
    {
        var courses = new List<OutlookCourse>();
        foreach (var (name, look, growth) in Courses)
        {
            cancellation.ThrowIfCancellationRequested();
            courses.Add(new(name, look, start.Run(assumptions with { GrowthParts = growth })));
            said(courses.Count);
        }

        return courses;
    }
}
