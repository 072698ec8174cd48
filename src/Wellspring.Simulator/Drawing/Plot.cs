using System.Globalization;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Simulator.Drawing;

/// <summary>A plot with two axes: grid, bands, lines and words that stand beside what they name.</summary>
internal sealed class Plot
{
    private readonly Frame _frame;
    private readonly Axis _x;
    private readonly Axis _y;
    private readonly double _left;
    private readonly double _right;
    private readonly double _top;
    private readonly double _bottom;
    private readonly double _height;
    private readonly Markup _svg;

    /// <param name="end">Room at the right end for words beside the lines.</param>
    public Plot(Frame frame, double height, Bilingual described, Axis x, Axis y, double end = 0)
    {
        (_frame, _x, _y, _height) = (frame, x, y, height);
        var widest = y.Ticks.Max(tick => (double)Lettering.Width(tick.Label, (decimal)frame.Small));
        (_left, _right) = (widest + 10, frame.Width - Math.Max(end, 12));
        (_top, _bottom) = (frame.Text * 2.2, height - (frame.Text * 3.2));
        _svg = frame.Open(height, described);
    }

    public double Right => _right;

    public Plot Grid(Bilingual titleX, Bilingual titleY)
    {
        _frame.Title(_svg, titleY, 0, _frame.Text);
        var drawn = double.NegativeInfinity;
        foreach (var (value, label) in _y.Ticks)
        {
            var y = Y(value);
            var kind = _y.Place(value) == 0 ? "ws-zero" : "ws-grid";
            _svg.Line($"""<path class="{kind}" d="M{_left} {y}H{_right}"/>""")
                .Line($"""<text class="ws-quiet" text-anchor="end" x="{_left - 8}" y="{y + (0.35 * _frame.Small)}" """)
                .Line($"""font-size="{_frame.Small}">{label}</text>""");
        }

        foreach (var (value, label) in _x.Ticks)
        {
            var (x, half) = (X(value), (double)Lettering.Width(label, (decimal)_frame.Small) / 2);
            _svg.Line($"""<path class="ws-zero" d="M{x} {_bottom}v5"/>""");
            var middle = Math.Min(x, _frame.Width - half);
            if (middle - half < drawn)
            {
                continue;
            }

            drawn = middle + half + 4;
            _svg.Line($"""<text class="ws-quiet" text-anchor="middle" x="{middle}" y="{_bottom + 6 + _frame.Text}" """)
                .Line($"""font-size="{_frame.Small}">{label}</text>""");
        }

        _frame.Title(_svg, titleX, _right, _height - 4, "end");
        return this;
    }

    /// <summary>What lies between two lines.</summary>
    public Plot Band(string kind, IReadOnlyList<(double X, double Low, double High)> spots)
    {
        if (spots.Count > 1)
        {
            var path = Path(spots.Select(spot => (spot.X, spot.High)))
                + Path(spots.Reverse().Select(spot => (spot.X, spot.Low)), begun: true) + "Z";
            _svg.Line($"""<path class="{kind}" d="{path}"/>""");
        }

        return this;
    }

    public Plot Line(string kind, double thickness, IEnumerable<(double X, double Y)> spots)
    {
        _svg.Line($"""<path class="{kind}" stroke-width="{thickness}" d="{Path(spots)}"/>""");
        return this;
    }

    /// <summary>A line that may leave the plot at its top, and is seen to.</summary>
    public Plot Through(string kind, double thickness, IEnumerable<(double X, double Y)> spots)
    {
        var (width, height) = (_right - _left, _bottom - _top);
        _svg.Line($"""<svg x="{_left}" y="{_top}" width="{width}" height="{height}" """)
            .Line($"""viewBox="{_left} {_top} {width} {height}">""");
        Line(kind, thickness, spots);
        _svg.Line($"</svg>");
        return this;
    }

    /// <summary>A level across the whole plot, with its words above it at the left.</summary>
    public Plot Level(double value, Bilingual name)
    {
        var y = Y(value);
        _svg.Line($"""<path class="ws-mark" d="M{_left} {y}H{_right}"/>""")
            .Line($"""<text class="ws-ink ws-halo" x="{_left + 6}" y="{y - 5}" font-size="{_frame.Small}">{name.Zh}""")
            .Line($"""<tspan class="ws-quiet" lang="en" dx="5">{name.En}</tspan></text>""");
        return this;
    }

    /// <summary>Words to the right of a plot, beside the end of a line or band.</summary>
    public Plot Beside(double value, string text, string kind = "ws-ink")
    {
        _svg.Line($"""<text class="{kind}" x="{_right + 6}" y="{Y(value) + (0.35 * _frame.Small)}" """)
            .Line($"""font-size="{_frame.Small}">{text}</text>""");
        return this;
    }

    public Markup Done() => _svg.Line($"</svg>");

    private double X(double value) => _left + (_x.Place(value) * (_right - _left));

    private double Y(double value) => _bottom - (_y.Share(value) * (_bottom - _top));

    private string Path(IEnumerable<(double X, double Y)> spots, bool begun = false)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in spots)
        {
            path.Append(path.Length == 0 && !begun ? 'M' : 'L')
                .Append(CultureInfo.InvariantCulture, $"{X(x):0.#} {Y(y):0.#}");
        }

        return path.ToString();
    }
}
