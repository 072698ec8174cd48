using System.Globalization;
using Wellspring.Core;
using Wellspring.Simulator.Drawing;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Reports;

/// <summary>Which settings and behaviours move the outcome: each alone, and over a whole box of them.</summary>
internal static class KnobsPart
{
    public static void Add(Markup html, Report report)
    {
        if (report.Tornado is { } tornado)
        {
            AddTornado(html, tornado);
        }

        if (report.Sobol is { } sobol)
        {
            AddSobol(html, sobol);
        }
    }

    private static void AddTornado(Markup html, TornadoStudy study)
    {
        html.Say(
            "每次只动一项，其余不变：一半的人每消费 1,000 元所得的变化。",
            "One setting moved at a time, the others as they are: how the median of 1,000 yuan spent changes.")
            .Figure(
                frame => TornadoChart.Draw(
                    frame, [.. study.Bars.Select(Bar)], study.Base.Median / 1_000.0, WorldsPart.Unit,
                    new("每一项从一端到另一端，中位数的变化。", "How the median changes from one end of each knob to the other.")),
                new($"每次 {Written.Count(study.Orders)} 单。竖线：方案现在。",
                    $"{Written.Count(study.Orders)} orders a run. Upright: as it is."))
            .Behind(
                new("一半的人每消费 1,000 元所得，元", "Median of 1,000 yuan spent"),
                [new("旋钮", "knob"), new("从", "from"), new("到", "to"), new("在起点", "at from"), new("在终点", "at to"),
                    new("多于返利 ‰，起", "above rebate ‰, from"), new("多于返利 ‰，终", "above rebate ‰, to")],
                [
                    .. study.Bars.Select(bar => new[]
                    {
                        $"{bar.Knob.Title.Zh} {bar.Knob.Title.En}", Number(bar.Knob.From), Number(bar.Knob.To),
                        Written.Of1000(bar.AtFrom.Median), Written.Of1000(bar.AtTo.Median),
                        Written.PerMille(bar.AtFrom.ShareBeatingRebate, Rate.PartsPerWhole),
                        Written.PerMille(bar.AtTo.ShareBeatingRebate, Rate.PartsPerWhole),
                    }),
                ]);
    }

    private static TornadoChart.Bar Bar(TornadoBar bar) => new(
        bar.Knob.Title, bar.AtFrom.Median / 1_000.0, bar.AtTo.Median / 1_000.0, Number(bar.Knob.From),
        Number(bar.Knob.To));

    private static void AddSobol(Markup html, SobolStudy study)
    {
        html.Line($"<h3>几项一起动时，谁起作用 <span lang=\"en\">moved together: which one does it (Sobol indices)</span></h3>")
            .Say(
                $"在整个范围里抽 {Written.Count(study.BasePoints)} 个点，共 {Written.Count(study.Runs)} 次运行，每次 "
                + $"{Written.Count(study.Orders)} 单。"
                + "S1 是一项单独造成的差异占比，ST 连同它与别项的配合；括号内是自助法的 P5–P95，点少时较宽。",
                $"{Written.Count(study.BasePoints)} points over the whole box, {Written.Count(study.Runs)} runs of "
                + $"{Written.Count(study.Orders)} orders. S1 is the share of the variance by one alone, ST with "
                + $"all it acts together "
                + "with; in brackets P5–P95 of the bootstrap, wide where there are few points.");
        AddTotals(html, study);
        html.Line($"""<details><summary>全部指数 <span lang="en">all indices, S1 and ST</span></summary><div>""");
        foreach (var outcome in study.Outcomes)
        {
            var title = outcome.Figure.Title;
            html.Table(
                new($"{title.Zh}：全部运行的 P5／P50／P95 为 {Share(outcome.P5)}／{Share(outcome.P50)}／{Share(outcome.P95)}",
                    $"{title.En}: P5/P50/P95 over all runs "
                    + $"{Share(outcome.P5)}/{Share(outcome.P50)}/{Share(outcome.P95)}"),
                [new("旋钮", "knob"), new("范围", "box"), new("S1", "alone"), new("ST", "with others")],
                study.Box.Zip(outcome.Indices).OrderByDescending(one => one.Second.Total.Value).Select(one => new[]
                {
                    $"{one.First.Title.Zh} {one.First.Title.En}", $"{Number(one.First.From)} – {Number(one.First.To)}",
                    Index(one.Second.First), Index(one.Second.Total),
                }));
        }

        html.Line($"</div></details>");
    }

    // One look at all outcomes: knobs down, outcomes across, darker where a knob does more of the difference.
    private static void AddTotals(Markup html, SobolStudy study)
    {
        html.Line($"""<table class="heat few"><caption>ST：每个结果的差异里，与这一项有关的占比""")
            .Line($"""<span lang="en">ST: the share of each outcome's variance that has to do with""")
            .Line($"""the knob</span></caption>""")
            .Line($"""<thead><tr><th scope="col">旋钮 <span lang="en">knob</span></th>""");
        foreach (var outcome in study.Outcomes)
        {
            var title = outcome.Figure.Title;
            html.Line($"""<th scope="col">{title.Zh} <span lang="en">{title.En}</span></th>""");
        }

        html.Line($"</tr></thead><tbody>");
        for (var knob = 0; knob < study.Box.Length; knob++)
        {
            var title = study.Box[knob].Title;
            html.Line($"""<tr><th scope="row">{title.Zh} <span lang="en">{title.En}</span></th>""");
            foreach (var outcome in study.Outcomes)
            {
                var total = outcome.Indices[knob].Total;
                html.Line($"""<td class="h{Math.Clamp((int)(total.Value * 8), 0, 7)}">{Two(total.Value)}""")
                    .Line($"""<small>{Two(total.P5)} – {Two(total.P95)}</small></td>""");
            }

            html.Line($"</tr>");
        }

        html.Line($"</tbody></table>");
    }

    private static string Index(Band band) => $"{Two(band.Value)} ({Two(band.P5)} – {Two(band.P95)})";

    private static string Two(double value)
    {
        var text = value.ToString("0.00", CultureInfo.InvariantCulture);
        return text == "-0.00" ? "0.00" : text;
    }

    private static string Share(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("#,##0.####", CultureInfo.InvariantCulture);
}
