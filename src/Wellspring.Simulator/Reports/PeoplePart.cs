using Wellspring.Core;
using Wellspring.Simulator.Answers;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What became of each of a thousand members: an icon array, and by cohort as a heat map.</summary>
internal static class PeoplePart
{
    // Edges of the heat map, in millionths: few enough for a phone; they are edges of the outcome bins.
    private static readonly long[] Edges = [1, 40_000, 80_000, 120_000, 160_000, 250_000, 500_000];

    public static void Add(Markup html, Report report)
    {
        var all = report.Result.All;
        html.Say(
            "每一点是 1,000 人中的 1 人，所得最少的在前。人人都算在内。",
            "Each dot is one of 1,000 members, those who have least first. Everybody is counted.")
            .Line($"""<ul class="key">""");
        foreach (var share in all.Classes)
        {
            var name = Name(share.Class, all);
            html.Line($"<li>").Add(IconArray.Sample((int)share.Class))
                .Line($"""<span><b>{Written.PerMille(share.Members, all.Members)}</b> {name.Zh} """)
                .Line($"""<span lang="en">{name.En}</span></span></li>""");
        }

        html.Line($"</ul>").Figure(
            frame => IconArray.Draw(
                frame, [.. all.Classes.Select(share => share.OfThousand)],
                new("一千人的结果。", "What became of a thousand members.")),
            new("不足一人的不画点，数字见上。", "Fewer than one in a thousand have no dot; the figure above says how many."));
    }

    /// <summary>How many of a thousand of each cohort got how much, the lowest first.</summary>
    public static void AddHeat(Markup html, Report report)
    {
        var rows = report.Result.Cohorts.OrderBy(cohort => cohort.Together.P50).Append(report.Result.All).ToArray();
        html.Line($"""<table class="heat"><caption>每批 1,000 人中，每消费 1,000 元得到这么多元的人数""")
            .Line($"""<span lang="en">of 1,000 members of each cohort: how many have so many yuan of""")
            .Line($"""1,000 spent</span></caption>""")
            .Line($"""<thead><tr><th scope="col">批 <span lang="en">cohort</span></th><th scope="col">0</th>""");
        for (var edge = 1; edge < Edges.Length; edge++)
        {
            html.Line($"""<th scope="col">&lt;{Edges[edge] / 1_000m}</th>""");
        }

        html.Line($"""<th scope="col">≥{Edges[^1] / 1_000m}</th></tr></thead><tbody>""");
        foreach (var cohort in rows)
        {
            var name = cohort.Place == 0 ? "全体" : Written.Plain(cohort.Place);
            html.Line($"""<tr class="{(cohort.Place == 0 ? "all" : "one")}"><th scope="row">{name}</th>""");
            foreach (var count in Counts(cohort))
            {
                html.Line($"""<td class="h{Shade(count)}">{count}</td>""");
            }

            html.Line($"</tr>");
        }

        html.Line($"</tbody></table>");
    }

    internal static Bilingual Name(OutcomeClass kind, CohortOutcome all)
    {
        var rebate = Written.Of1000(all.Rebate);
        return kind switch
        {
            OutcomeClass.Nothing => new("一分不得", "nothing"),
            OutcomeClass.UpToRebate => new($"不多于直接返利 {rebate} 元", $"no more than the plain rebate, {rebate}"),
            OutcomeClass.AboveRebate => new("多于返利，不到一半", "more than the rebate, less than half"),
            OutcomeClass.HalfOrMore => new("拿回一半以上，未封顶", "half or more, below the cap"),
            _ => new("达到封顶", "reached the cap"),
        };
    }

    private static IReadOnlyList<int> Counts(CohortOutcome cohort)
    {
        var counts = new long[Edges.Length + 1];
        foreach (var bin in cohort.Bins)
        {
            counts[Edges.Count(edge => edge <= bin.From)] += bin.Members;
        }

        return OutcomeBins.OfThousand(counts);
    }

    private static int Shade(int count) => count switch
    {
        0 => 0,
        < 10 => 1,
        < 50 => 2,
        < 150 => 3,
        < 300 => 4,
        < 500 => 5,
        < 800 => 6,
        _ => 7,
    };
}
