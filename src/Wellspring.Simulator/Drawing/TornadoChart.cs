using Wellspring.Core;

namespace Wellspring.Simulator.Drawing;

/// <summary>How far one figure moves when each knob is turned from end to end; the widest first.</summary>
internal static class TornadoChart
{
    /// <param name="AtFrom">The figure where the knob is at its first end.</param>
    /// <param name="From">That end, written.</param>
    public readonly record struct Bar(Bilingual Name, double AtFrom, double AtTo, string From, string To);

    public static Markup Draw(
        Frame frame, IReadOnlyList<Bar> bars, double now, Bilingual unit, Bilingual described)
    {
        var greatest = Math.Max(now, bars.Max(bar => Math.Max(bar.AtFrom, bar.AtTo)));
        var axis = Axis.FromZero(greatest * 1.05, frame.Narrow ? 4 : 8);
        var (left, right) = frame.Narrow ? (40.0, frame.Width - 40.0) : (280.0, frame.Width - 60.0);
        var high = frame.Narrow ? 50.0 : 40.0;
        var top = frame.Text * 0.6;
        var bottom = top + (bars.Count * high);
        var svg = frame.Open(bottom + (frame.Text * 3.6), described);
        foreach (var (value, label) in axis.Ticks)
        {
            svg.Line($"""<path class="{(value == 0 ? "ws-zero" : "ws-grid")}" d="M{Place(value)} {top}V{bottom}"/>""")
                .Line($"""<text class="ws-quiet" x="{Place(value)}" y="{bottom + (frame.Text * 1.3)}" """)
                .Line($"""text-anchor="middle" font-size="{frame.Small}">{label}</text>""");
        }

        svg.Line($"""<path class="ws-tick" d="M{Place(now)} {top}V{bottom}"/>""");
        for (var index = 0; index < bars.Count; index++)
        {
            DrawBar(frame, svg, bars[index], top + (index * high), Place);
        }

        frame.Title(svg, unit, right, bottom + (frame.Text * 2.9), "end");
        return svg.Line($"</svg>");

        double Place(double value) => left + (axis.Place(value) * (right - left));
    }

    private static void DrawBar(Frame frame, Markup svg, in Bar bar, double top, Func<double, double> place)
    {
        var (text, small) = (frame.Text, frame.Small);
        var middle = frame.Narrow ? top + 34 : top + 20;
        if (frame.Narrow)
        {
            frame.Title(svg, bar.Name, 0, top + 16);
        }
        else
        {
            svg.Line($"""<text class="ws-ink" x="0" y="{middle - 1}" font-size="{text}">{bar.Name.Zh}""")
                .Line($"""<tspan class="ws-quiet" lang="en" x="0" dy="{small * 1.15}" """)
                .Line($"""font-size="{small}">{bar.Name.En}</tspan></text>""");
        }

        var falls = bar.AtTo < bar.AtFrom;
        var (low, high) = falls ? (bar.AtTo, bar.AtFrom) : (bar.AtFrom, bar.AtTo);
        var (lowEnd, highEnd) = falls ? (bar.To, bar.From) : (bar.From, bar.To);
        var (start, end) = (place(low), place(high));
        svg.Line($"""<rect class="ws-band2" x="{start}" y="{middle - 8}" width="{Math.Max(3, end - start)}" """)
            .Line($"""height="16" rx="2"/>""")
            .Line($"""<text class="ws-quiet ws-halo" text-anchor="end" x="{start - 5}" """)
            .Line($"""y="{middle + (0.35 * small)}" font-size="{small}">{lowEnd}</text>""")
            .Line($"""<text class="ws-quiet ws-halo" x="{end + 5}" y="{middle + (0.35 * small)}" """)
            .Line($"""font-size="{small}">{highEnd}</text>""");
    }
}
