using Wellspring.Core;
using Wellspring.Simulator.Drawing;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Reports;

/// <summary>The four worlds in cards of one size, and their outcomes on one scale.</summary>
internal static class WorldsPart
{
    public static void Add(Markup html, Report report)
    {
        var worlds = report.Worlds!.Worlds;
        html.Say(
            "同一个方案，同样的人，四种走势。哪一种会发生，没有人知道；不要只看其中一种。金额是每消费 1,000 元的所得：已到手的，加上现在单独卖出可得的。",
            "The same plan and people in four worlds. Nobody knows which will come; do not look at one alone. "
            + "Amounts are what "
            + "there is of 1,000 yuan spent: paid out, and what each could get by selling alone now.")
            .Line($"""<div class="worlds">""");
        foreach (var world in worlds)
        {
            AddCard(html, world);
        }

        html.Line($"</div>");
        var rebate = worlds[0].Result.All.Rebate;
        html.Figure(
            frame => RangeChart.Draw(
                frame, [.. worlds.Select(world => Row(world.Title, world.Result.All))],
                (rebate / 1_000.0, RebateName(rebate)), Unit,
                new("四种世界的结果范围。", "How outcomes spread in four worlds.")),
            Caption);
        html.Behind(
            new("每消费 1,000 元的所得，元", "Yuan of 1,000 spent"),
            [new("世界", "world"), new("最低", "least"), new("P5", "P5"), new("P25", "P25"), new("一半的人", "median"),
                new("P75", "P75"), new("P95", "P95"), new("平均", "mean"), new("已到手，一半的人", "paid so far, median")],
            [.. worlds.Select(world => world.Result.All is var all ? new[]
            {
                world.Title.Zh, Written.Of1000(all.Together.Min), Written.Of1000(all.Together.P5),
                Written.Of1000(all.Together.P25), Written.Of1000(all.Together.P50), Written.Of1000(all.Together.P75),
                Written.Of1000(all.Together.P95), Written.Of1000(all.Together.Mean), Written.Of1000(all.SoFar.P50),
            } : [])]);
    }

    internal static Bilingual Unit { get; } = new("每消费 1,000 元得到的元数", "yuan of 1,000 spent");

    internal static Bilingual Caption { get; } = new(
        "浅色：十人中九人在其中。深色：一半的人在其中。竖线：一半的人不超过这里，数字即此。虚线：同样成本的直接返利。",
        "Light: nine of ten members. Dark: half of them. Upright: half have no more, which is the figure at the right. "
        + "Dashed: a plain rebate of the same cost.");

    internal static Bilingual RebateName(long rebate) => new(
        $"直接返利 {Written.Of1000(rebate)}", "plain rebate");

    internal static RangeChart.Row Row(Bilingual name, CohortOutcome of) => new(
        name, of.Together.P5 / 1_000.0, of.Together.P25 / 1_000.0, of.Together.P50 / 1_000.0, of.Together.P75 / 1_000.0,
        of.Together.P95 / 1_000.0, Written.Of1000(of.Together.P50));

    private static void AddCard(Markup html, World world)
    {
        var all = world.Result.All;
        html.Line($"""<div class="world"><h3>{world.Title.Zh} <span lang="en">{world.Title.En}</span></h3>""")
            .Line($"""<p class="what">{world.Story.Zh} <span lang="en">{world.Story.En}</span></p>""")
            .Line($"""<p class="big">¥{Written.Of1000(all.Together.P50)}</p>""")
            .Line($"""<p class="of">一半的人不超过 <span lang="en">half have no more</span></p><dl>""");
        Fact("20 人中 1 人超过", "1 in 20 more than", "¥" + Written.Of1000(all.Together.P95));
        Fact("20 人中 1 人不到", "1 in 20 less than", "¥" + Written.Of1000(all.Together.P5));
        Fact("已到手，一半的人", "paid so far, half", "¥" + Written.Of1000(all.SoFar.P50));
        Fact("多于直接返利", "more than the rebate", PerMille(all.BeatsRebate));
        Fact("达到封顶", "reached the cap", PerMille(all.Capped));
        html.Line($"</dl></div>");

        void Fact(string zh, string en, string value) => html
            .Line($"""<div><dt>{zh} <span lang="en">{en}</span></dt><dd>{value}</dd></div>""");

        string PerMille(long part) => $"{Written.PerMille(part, all.Members)} / 1,000";
    }
}
