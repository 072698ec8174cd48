using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>One step of a waterfall: an amount that is taken off what stood before, or what stands then.</summary>
/// <param name="IsTotal">Counted from zero; else it hangs where the step before ended.</param>
internal sealed record WaterfallStep(Bilingual Label, Money Amount, bool IsTotal);

/// <summary>What a waterfall says: its headings, its steps, where the numbers come from.</summary>
internal sealed record Waterfall(
    Bilingual Title, Bilingual Source, Bilingual Footer, IReadOnlyList<WaterfallStep> Steps)
{
    /// <summary>Where each step begins and ends, as shares of the first total.</summary>
    public IEnumerable<(WaterfallStep Step, decimal From, decimal To)> Bars()
    {
        var whole = Steps.Count == 0 ? 0 : Steps.Max(step => step.Amount.Units);
        var level = 0L;
        foreach (var step in Steps)
        {
            var (from, to) = step.IsTotal ? (0, step.Amount.Units) : (level - step.Amount.Units, level);
            level = step.IsTotal ? to : from;
            yield return (step, Share(from), Share(to));
        }

        decimal Share(long units) => whole == 0 ? 0 : (decimal)Math.Max(0, units) / whole;
    }
}

/// <summary>Draws a waterfall 瀑布图 as horizontal bars, each with its label, amount and share.</summary>
internal static class WaterfallChart
{
    private const int Width = 1200;
    private const int Margin = 48;
    private const int Top = 120;
    private const int Row = 46;
    private const int BarHeight = 26;
    private const decimal Text = 17;
    private const decimal LabelWidth = 240;
    private const decimal AmountWidth = 200;

    /// <summary>The picture as one SVG document, the same bytes for the same figures.</summary>
    public static string Svg(Waterfall given)
    {
        var height = Top + (given.Steps.Count * Row) + 84;
        var svg = new Markup()
            .Line($"""<svg xmlns="http://www.w3.org/2000/svg" class="ws-chart" role="img" lang="zh-CN" """)
            .Line($"""viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" """)
            .Line($"""aria-labelledby="ws-fall-title ws-fall-desc">""")
            .Line($"""<title id="ws-fall-title">{given.Title.Zh} · {given.Title.En}</title>""")
            .Line($"""<desc id="ws-fall-desc">{Described(given)}</desc>""")
            .Add(Markup.Trusted($"<style>{Palette.ChartRules}</style>\n"))
            .Line($"""<rect class="ws-paper" width="{Width}" height="{height}"/>""")
            .Line($"""<text class="ws-ink ws-strong" x="{Margin}" y="56" """)
            .Line($"""font-size="{Text * Lettering.Heading}">{given.Title.Zh}</text>""")
            .Line($"""<text class="ws-quiet" lang="en" x="{Margin}" y="84" """
                + $"""font-size="{Text}">{given.Title.En}</text>""");
        var row = 0;
        foreach (var (step, from, to) in given.Bars())
        {
            DrawBar(svg, step, from, to, Top + (row++ * Row));
        }

        Note(svg, "ws-quiet", given.Source, height - 44);
        Note(svg, "ws-ink", given.Footer, height - 20);
        return svg.Line($"</svg>").ToString();
    }

    private static void DrawBar(Markup svg, WaterfallStep step, decimal from, decimal to, int y)
    {
        var left = Margin + LabelWidth;
        var room = Width - Margin - AmountWidth - left;
        var baseline = y + (BarHeight / 2m) + (0.35m * Text);
        var kind = step.IsTotal ? "ws-ink ws-strong" : "ws-ink";
        var fill = step.IsTotal ? "ws-accent" : "ws-area";
        var width = Math.Max(1, (to - from) * room);
        svg.Line($"""<text class="{kind}" x="{Margin}" y="{baseline}" font-size="{Text}">{step.Label.Zh}""")
            .Line($"""<tspan class="ws-quiet" lang="en" dx="8" """)
            .Line($"""font-size="{Text * Lettering.Small}">{step.Label.En}</tspan></text>""")
            .Line($"""<path class="ws-grid" d="M{left} {y + BarHeight + 10}H{Width - Margin}"/>""")
            .Line($"""<rect class="{fill}" x="{left + (from * room)}" y="{y}" width="{width}" """
                + $"""height="{BarHeight}"/>""");
        if (!step.IsTotal)
        {
            // The lighter bar gets a line where it ends, so that thin ones are seen too.
            svg.Line($"""<path class="ws-line" stroke-width="2" d="M{left + (from * room)} {y}v{BarHeight}"/>""");
        }

        var amount = (step.IsTotal ? "" : "− ") + Figures.Yuan((decimal)step.Amount.Units / Money.UnitsPerYuan);
        svg.Line($"""<text class="{kind}" text-anchor="end" x="{Width - Margin}" y="{baseline}" """)
            .Line($"""font-size="{Text}">{amount}</text>""");
    }

    private static void Note(Markup svg, string kind, Bilingual note, int y)
    {
        var text = $"{note.Zh} · {note.En}";
        var size = Lettering.Fit(text, Text * Lettering.Small, Width - (2 * Margin));
        svg.Line($"""<text class="{kind}" x="{Margin}" y="{y}" font-size="{size}">{text}</text>""");
    }

    private static string Described(Waterfall given) => string.Join("; ", given.Steps.Select(step =>
        $"{step.Label.Zh} {step.Label.En} {(step.IsTotal ? "" : "-")}{step.Amount}"));
}
