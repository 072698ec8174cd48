using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What each cohort of joiners has, the lowest first; nobody who joined is left out.</summary>
internal static class CohortsPart
{
    private static readonly Bilingual[] Heads =
    [
        new("批", "cohort"), new("人数", "members"), new("最低", "least"), new("P5", "P5"), new("P25", "P25"),
        new("一半", "median"), new("P75", "P75"), new("P95", "P95"), new("平均", "mean"),
        new("已到手，一半", "paid so far, median"), new("现在卖出，一半", "if sold now, median"),
        new("封顶 ‰", "at the cap"), new("多于返利 ‰", "above the rebate"),
    ];

    public static void Add(Markup html, Report report)
    {
        var all = report.Result.All;
        var rows = report.Result.Cohorts.OrderBy(cohort => cohort.Together.P50).ToArray();
        html.Say(
            "按加入先后分批，所得最少的批排在最前。人人都算在内：一分未得的、还没卖的也算。",
            "By the order of joining, the cohort that has least stands first. Everybody who joined is counted, "
            + "also those who got "
            + "nothing or have not sold.")
            .Figure(
                frame => RangeChart.Draw(
                    frame,
                    [.. rows.Select(cohort => WorldsPart.Row(Name(cohort), cohort)), WorldsPart.Row(Everybody, all)],
                    (all.Rebate / 1_000.0, WorldsPart.RebateName(all.Rebate)), WorldsPart.Unit,
                    new("各批的结果范围，最少的在前。", "How outcomes spread by cohort, the lowest first.")),
                WorldsPart.Caption);
        if (!all.Bins.IsEmpty)
        {
            PeoplePart.AddHeat(html, report);
        }

        html.Behind(
                new("每消费 1,000 元的所得，元；‰ 为每 1,000 人", "Yuan of 1,000 spent; ‰ of 1,000 members"),
                Heads, [.. rows.Append(all).Select(Cells)]);
        if (StopOf(report) is { } stopped)
        {
            AddStop(html, stopped);
        }
    }

    // Of the run asked for, else of the world in which growth stops.
    private static SimulationResult? StopOf(Report report) =>
        report.Result.Stop is not null ? report.Result
        : report.Worlds?.Worlds.Select(world => world.Result).FirstOrDefault(result => result.Stop is not null);

    private static void AddStop(Markup html, SimulationResult result)
    {
        var stop = result.Stop!;
        html.Line($"""<h3>增长停止，前后各批 <span lang="en">growth stops: each cohort before and after</span></h3>""")
            .Table(
                new($"第 {stop.Day} 天、{Written.Count(stop.Orders)} 单之后没有新订单；一半的人每消费 1,000 元所得，元",
                    $"no order after day {stop.Day}, {Written.Count(stop.Orders)} orders; median of 1,000 yuan spent"),
                [new("批", "cohort"), new("停止时", "as it stopped"), new("最后", "at the end"),
                    new("封顶 ‰，停止时", "at cap ‰, stopped"), new("封顶 ‰，最后", "at cap ‰, end")],
                result.Cohorts.Select(cohort => StopRow(
                    cohort, stop.Cohorts.FirstOrDefault(one => one.Place == cohort.Place))),
                fits: true);
    }

    private static string[] StopRow(CohortOutcome cohort, CohortOutcome? before) =>
    [
        Written.Plain(cohort.Place), before is null ? "" : Written.Of1000(before.Together.P50),
        Written.Of1000(cohort.Together.P50),
        before is null ? "" : Written.PerMille(before.Capped, before.Members),
        Written.PerMille(cohort.Capped, cohort.Members),
    ];

    internal static Bilingual Everybody { get; } = new("所有人", "everybody");

    internal static Bilingual Name(CohortOutcome cohort) =>
        new($"第 {cohort.Place} 批", $"joined {Ordinal(cohort.Place)}");

    private static string Ordinal(int place) => place switch
    {
        1 or 21 or 31 => $"{place}st",
        2 or 22 or 32 => $"{place}nd",
        3 or 23 or 33 => $"{place}rd",
        _ => $"{place}th",
    };

    private static string[] Cells(CohortOutcome cohort) =>
    [
        cohort.Place == 0 ? Everybody.Zh : $"{cohort.Place}", Written.Count(cohort.Members),
        Written.Of1000(cohort.Together.Min), Written.Of1000(cohort.Together.P5), Written.Of1000(cohort.Together.P25),
        Written.Of1000(cohort.Together.P50), Written.Of1000(cohort.Together.P75), Written.Of1000(cohort.Together.P95),
        Written.Of1000(cohort.Together.Mean), Written.Of1000(cohort.SoFar.P50), Written.Of1000(cohort.IfSold.P50),
        Written.PerMille(cohort.Capped, cohort.Members), Written.PerMille(cohort.BeatsRebate, cohort.Members),
    ];
}
