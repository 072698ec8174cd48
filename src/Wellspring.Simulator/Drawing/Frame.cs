using Wellspring.Core;

namespace Wellspring.Simulator.Drawing;

/// <summary>The room that a picture has: a desk, or a phone, where letters must not shrink with the picture.</summary>
public sealed record Frame(string Name, int Width, double Text, bool Narrow)
{
    public static Frame Desk { get; } = new("wide", 960, 15, Narrow: false);

    public static Frame Phone { get; } = new("narrow", 328, 13, Narrow: true);

    public double Small => Text / 1.15;

    /// <summary>The picture in both sizes; the style shows the legible one.</summary>
    public static void Both(Markup html, Func<Frame, Markup> draw) => html
        .Line($"""<div class="wide">""").Add(draw(Desk))
        .Line($"""</div><div class="narrow">""").Add(draw(Phone)).Line($"</div>");

    /// <summary>Begins a picture; its words for those who do not see it come with it.</summary>
    public Markup Open(double height, Bilingual described) => new Markup()
        .Line($"""<svg class="ws-chart" role="img" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" """)
        .Line($"""aria-label="{described.Zh} {described.En}">""");

    /// <summary>A title in both languages at a place.</summary>
    public void Title(Markup svg, Bilingual title, double x, double y, string anchor = "start") => svg
        .Line($"""<text class="ws-ink ws-halo" x="{x}" y="{y}" text-anchor="{anchor}" font-size="{Text}">{title.Zh}""")
        .Line($"""<tspan class="ws-quiet" lang="en" dx="6" font-size="{Small}">{title.En}</tspan></text>""");
}
