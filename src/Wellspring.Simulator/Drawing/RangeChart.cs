using Wellspring.Core;

namespace Wellspring.Simulator.Drawing;

/// <summary>How outcomes spread, one row each on one scale: nine of ten, half of all, and the middle one.</summary>
internal static class RangeChart
{
    /// <summary>One row: its name and its quantiles, in the unit of the axis.</summary>
    public readonly record struct Row(
        Bilingual Name, double P5, double P25, double P50, double P75, double P95, string Middle);

    /// <param name="level">A line through all rows, such as what a flat rebate pays.</param>
    public static Markup Draw(
        Frame frame, IReadOnlyList<Row> rows, (double Value, Bilingual Name) level, Bilingual unit,
        Bilingual described)
    {
        var greatest = Math.Max(rows.Max(row => row.P95), level.Value * 1.25);
        var axis = Axis.FromZero(greatest, frame.Narrow ? 4 : 8);
        var (left, right) = frame.Narrow ? (2.0, frame.Width - 14.0) : (196.0, frame.Width - 120.0);
        var high = frame.Narrow ? 50.0 : 40.0;
        var top = frame.Text * 2;
        var bottom = top + (rows.Count * high);
        var svg = frame.Open(bottom + (frame.Text * 3.6), described);
        foreach (var (value, label) in axis.Ticks)
        {
            var x = Place(value);
            svg.Line($"""<path class="{(value == 0 ? "ws-zero" : "ws-grid")}" d="M{x} {top}V{bottom}"/>""")
                .Line($"""<text class="ws-quiet" x="{x}" y="{bottom + (frame.Text * 1.3)}" """)
                .Line($"""text-anchor="{(value == 0 && frame.Narrow ? "start" : "middle")}" """)
                .Line($"""font-size="{frame.Small}">{label}</text>""");
        }

        for (var index = 0; index < rows.Count; index++)
        {
            DrawRow(frame, svg, rows[index], top + (index * high), left, right, Place);
        }

        var at = Place(level.Value);
        var end = at > frame.Width * 0.6;
        svg.Line($"""<path class="ws-mark" d="M{at} {top - 4}V{bottom}"/>""");
        frame.Title(svg, level.Name, at + (end ? 4 : -2), frame.Text, end ? "end" : "start");
        frame.Title(svg, unit, right, bottom + (frame.Text * 2.9), "end");
        return svg.Line($"</svg>");

        double Place(double value) => left + (axis.Place(value) * (right - left));
    }

    private static void DrawRow(
        Frame frame, Markup svg, in Row row, double top, double left, double right, Func<double, double> place)
    {
        var (text, small) = (frame.Text, frame.Small);
        var middle = frame.Narrow ? top + 34 : top + 20;
        var baseline = frame.Narrow ? top + 16 : middle + (0.35 * text);
        if (frame.Narrow)
        {
            frame.Title(svg, row.Name, left, baseline);
            svg.Line($"""<text class="ws-ink ws-strong" text-anchor="end" x="{right + 14}" y="{baseline}" """)
                .Line($"""font-size="{text}">{row.Middle}</text>""");
        }
        else
        {
            svg.Line($"""<text class="ws-ink" x="0" y="{middle - 1}" font-size="{text}">{row.Name.Zh}""")
                .Line($"""<tspan class="ws-quiet" lang="en" x="0" dy="{small * 1.15}" """)
                .Line($"""font-size="{small}">{row.Name.En}</tspan></text>""")
                .Line($"""<text class="ws-ink ws-strong" text-anchor="end" x="{frame.Width}" y="{baseline}" """)
                .Line($"""font-size="{text}">{row.Middle}</text>""");
        }

        Bar("ws-band", place(row.P5), place(row.P95), 10);
        Bar("ws-band2", place(row.P25), place(row.P75), 18);
        svg.Line($"""<path class="ws-tick" d="M{place(row.P50)} {middle - 12}v24"/>""");

        void Bar(string kind, double from, double to, double height) => svg
            .Line($"""<rect class="{kind}" x="{from}" y="{middle - (height / 2)}" width="{Math.Max(2, to - from)}" """)
            .Line($"""height="{height}" rx="2"/>""");
    }
}
