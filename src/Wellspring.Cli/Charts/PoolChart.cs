using System.Globalization;
using System.Text;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>Draws the pool above its unit price, on one time axis and both from zero, as one picture.</summary>
internal sealed class PoolChart
{
    private const int DotRadius = 5;

    private readonly ChartPage _page;
    private readonly ChartFrame _frame;
    private readonly Markup _svg = new();

    private PoolChart(ChartPage page, ChartFrame frame)
    {
        _page = page;
        _frame = frame;
    }

    private decimal Text => _frame.Text;

    /// <summary>The picture as one SVG document of 1200 × 675, the same bytes for the same page.</summary>
    public static string Svg(ChartPage page) => Draw(page, ChartFrame.Sheet).ToString();

    /// <summary>The picture as part of something larger.</summary>
    public static Markup Draw(ChartPage page, ChartFrame frame) => new PoolChart(page, frame).Draw();

    private Markup Draw()
    {
        var id = $"ws-{_frame.Name}";
        _svg.Line($"""<svg xmlns="http://www.w3.org/2000/svg" class="ws-chart" role="img" lang="zh-CN" """)
            .Line($"""viewBox="0 0 {_frame.Width} {_frame.Height}" width="{_frame.Width}" height="{_frame.Height}" """)
            .Line($"""aria-labelledby="{id}-title {id}-desc">""")
            .Line($"""<title id="{id}-title">{_page.TitleZh} · {_page.TitleEn}</title>""")
            .Line($"""<desc id="{id}-desc">{ChartWords.Description(_page)}</desc>""")
            .Add(Markup.Trusted($"<style>{Palette.ChartRules}</style>\n"))
            .Line($"""<rect class="ws-paper" width="{_frame.Width}" height="{_frame.Height}"/>""");
        if (_frame.Captioned)
        {
            DrawCaption();
        }

        if (_page.Points.Count == 0)
        {
            DrawNothingYet();
        }
        else
        {
            DrawPanels();
        }

        return _svg.Line($"</svg>");
    }

    private void DrawCaption()
    {
        var (left, room) = (_frame.Margin, _frame.Width - (2 * _frame.Margin));
        var title = Lettering.Fit(_page.TitleZh, Text * Lettering.Heading, room);
        var titleEn = Lettering.Fit(_page.TitleEn, Text, room);
        _svg.Line($"""<text class="ws-ink ws-strong" x="{left}" y="58" font-size="{title}">{_page.TitleZh}</text>""")
            .Line($"""<text class="ws-quiet" lang="en" x="{left}" y="86" """)
            .Line($"""font-size="{titleEn}">{_page.TitleEn}</text>""");
        DrawNote("ws-quiet", $"{_page.SourceZh} · {_page.SourceEn}", _frame.Source);

        // The picture travels without its page, so a warning such as "demo" has to travel inside it.
        DrawNote("ws-ink", $"{_page.FooterZh} · {_page.FooterEn}", _frame.Footer);
    }

    private void DrawNote(string kind, string note, decimal y)
    {
        var size = Lettering.Fit(note, Text * Lettering.Small, _frame.Width - (2 * _frame.Margin));
        _svg.Line($"""<text class="{kind}" x="{_frame.Margin}" y="{y}" font-size="{size}">{note}</text>""");
    }

    private void DrawNothingYet()
    {
        var (x, y) = (_frame.Width / 2m, _frame.Height / 2m);
        var (zh, en) = (Text * Lettering.Heading, Text);
        _svg.Line($"""<text class="ws-ink" text-anchor="middle" x="{x}" y="{y}" font-size="{zh}">""")
            .Line($"""{ChartWords.NothingYetZh}<tspan class="ws-quiet" font-size="{en}">""")
            .Line($""" · <tspan lang="en">{ChartWords.NothingYetEn}</tspan></tspan></text>""");
    }

    private void DrawPanels()
    {
        var points = _page.Points;
        var time = TimeScale.Between(points[0].At, _page.Until);
        var pool = new Panel(
            ChartWords.PoolZh, ChartWords.PoolEn, _frame.PoolTitle, _frame.PoolTop, _frame.PoolBottom,
            Filled: true,
            ValueScale.OfPool(points.Max(point => point.Pool), _frame.ValueSteps),
            Spots(time, point => point.Pool), Figures.Yuan(points[^1].Pool));
        var price = new Panel(
            ChartWords.PriceZh, ChartWords.PriceEn, _frame.PriceTitle, _frame.PriceTop, _frame.PriceBottom,
            Filled: false,
            ValueScale.OfPrice(points.Max(point => point.Price), _frame.ValueSteps),
            Spots(time, point => point.Price), Figures.Price(points[^1].Price));

        var plot = Room(pool, price);
        DrawTimeAxis(time, plot);
        DrawPanel(pool, plot);
        DrawPanel(price, plot);
    }

    /// <summary>Values by place in time. An earlier business date stands where the clock already was.</summary>
    private List<Spot> Spots(TimeScale time, Func<ChartPoint, decimal> value)
    {
        var clock = 0m;
        return [.. _page.Points.Select(point => new Spot(clock = Math.Max(clock, time.Place(point.At)), value(point)))];
    }

    /// <summary>The part of the width that is left to the plot once the longest figures have their place.</summary>
    private (decimal Left, decimal Right) Room(params Panel[] panels)
    {
        var (left, right) = (_frame.Margin, _frame.Width - _frame.Margin);
        if (_frame.Narrow)
        {
            return (left, right - DotRadius - 1);
        }

        var before = panels.SelectMany(panel => panel.Scale.Ticks.Select(panel.Scale.Written))
            .Max(label => Lettering.Width(label, Text));
        var after = panels.Max(panel => Lettering.BoldWidth(panel.LastValue, Text * Lettering.Large));
        return (left + before + (0.75m * Text), right - after - Text);
    }

    private void DrawTimeAxis(TimeScale time, (decimal Left, decimal Right) plot)
    {
        var bottom = _frame.PriceBottom;
        var ticks = time.Ticks(plot.Right - plot.Left, _frame.Figure);
        foreach (var tick in ticks)
        {
            var x = plot.Left + (tick.Time * (plot.Right - plot.Left));
            _svg.Line($"""<path class="ws-grid" d="M{x} {_frame.PoolTop}V{_frame.PoolBottom}"/>""")
                .Line($"""<path class="ws-grid" d="M{x} {_frame.PriceTop}V{bottom}"/>""")
                .Line($"""<path class="ws-zero" d="M{x} {bottom}v6"/>""");
            DrawTimeLabel(tick.Label, x, bottom + (1.5m * Text));
            if (tick.Context is { Length: > 0 } context)
            {
                DrawTimeLabel(context, x, bottom + (2.75m * Text));
            }
        }

        DrawTitle(ChartWords.TimeZh, $"{ChartWords.TimeEn}, {time.Zone}", plot.Left,
            bottom + (Text * (ticks.Any(tick => tick.Context?.Length > 0) ? 4 : 2.75m)));
    }

    private void DrawTimeLabel(string label, decimal x, decimal y)
    {
        var half = Lettering.Width(label, _frame.Figure) / 2;
        var middle = Math.Clamp(x, half, _frame.Width - half);
        _svg.Line($"""<text class="ws-quiet" text-anchor="middle" x="{middle}" y="{y}" """)
            .Line($"""font-size="{_frame.Figure}">{label}</text>""");
    }

    private void DrawTitle(string zh, string en, decimal x, decimal y) => _svg
        .Line($"""<text class="ws-ink" x="{x}" y="{y}" font-size="{Text}">{zh}<tspan class="ws-quiet" lang="en" """)
        .Line($"""dx="{Text / 2}" font-size="{Text * Lettering.Small}">{en}</tspan></text>""");

    private void DrawPanel(Panel panel, (decimal Left, decimal Right) plot)
    {
        DrawTitle(panel.TitleZh, panel.TitleEn, plot.Left, panel.Title);
        foreach (var tick in panel.Scale.Ticks)
        {
            var kind = tick == 0 ? "ws-zero" : "ws-grid";
            _svg.Line($"""<path class="{kind}" d="M{plot.Left} {panel.Y(tick)}H{plot.Right}"/>""");
        }

        var spots = Thinning.Thin(panel.Spots, (int)(plot.Right - plot.Left));
        var line = Steps(panel, plot, spots);
        var (start, end) = (X(plot, spots[0]), X(plot, spots[^1]));
        if (panel.Filled)
        {
            _svg.Line($"""<path class="ws-area" d="M{start} {panel.Bottom}V{line}V{panel.Bottom}Z"/>""");
        }

        var y = panel.Y(spots[^1].Value);
        if (start == end)
        {
            // A single moment has no width; a stem shows that its value, too, is counted from zero.
            _svg.Line($"""<path class="ws-line" stroke-width="{Text / 8}" d="M{start} {panel.Bottom}V{y}"/>""");
        }

        _svg.Line($"""<path class="ws-line" stroke-width="{Text / 8}" d="M{start} {line}"/>""")
            .Line($"""<circle class="ws-accent" cx="{end}" cy="{y}" r="{DotRadius}"/>""");
        DrawValueLabels(panel, plot, y);
        DrawLastValue(panel.LastValue, end, y);
    }

    private void DrawValueLabels(Panel panel, (decimal Left, decimal Right) plot, decimal last)
    {
        foreach (var tick in panel.Scale.Ticks)
        {
            var (label, y) = (panel.Scale.Written(tick), panel.Y(tick));
            if (!_frame.Narrow)
            {
                _svg.Line($"""<text class="ws-quiet" text-anchor="end" x="{plot.Left - (0.6m * Text)}" """)
                    .Line($"""y="{y + (0.35m * Text)}" font-size="{_frame.Figure}">{label}</text>""");
            }
            else if (tick > 0 && !Collides(label, y))
            {
                _svg.Line($"""<text class="ws-quiet ws-halo" x="{plot.Left}" y="{y - 4}" """)
                    .Line($"""font-size="{_frame.Figure}">{label}</text>""");
            }
        }

        // Where the two cannot stand side by side, the last value is the one that matters.
        bool Collides(string label, decimal y) =>
            Math.Abs(y - last) < 2 * Text && Lettering.Width(label, _frame.Figure) + Text +
            Lettering.BoldWidth(panel.LastValue, Text * Lettering.Large) > plot.Right - plot.Left;
    }

    /// <summary>Writes the last value where the line ends: beside it, or above it in a narrow plot.</summary>
    private void DrawLastValue(string value, decimal x, decimal y)
    {
        var size = Text * Lettering.Large;
        var half = Lettering.BoldWidth(value, size) / 2;
        var (anchor, at, baseline) = _frame.Narrow
            ? ("middle", Math.Clamp(x, half, _frame.Width - half), y - (0.75m * Text))
            : ("start", x + (0.75m * Text), y + (0.35m * size));
        _svg.Line($"""<text class="ws-accent ws-strong ws-halo" text-anchor="{anchor}" x="{at}" y="{baseline}" """)
            .Line($"""font-size="{size}">{value}</text>""");
    }

    /// <summary>A line that keeps its height until the next order, since nothing changes in between.</summary>
    private static string Steps(Panel panel, (decimal Left, decimal Right) plot, IReadOnlyList<Spot> spots)
    {
        var path = new StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"{panel.Y(spots[0].Value):0.#}");
        foreach (var spot in spots.Skip(1))
        {
            path.Append(CultureInfo.InvariantCulture, $"H{X(plot, spot):0.#}V{panel.Y(spot.Value):0.#}");
        }

        return path.ToString();
    }

    private static decimal X((decimal Left, decimal Right) plot, Spot spot) =>
        plot.Left + (spot.Time * (plot.Right - plot.Left));

    /// <summary>One of the two plots: its words, its place, its axis and its values.</summary>
    private sealed record Panel(
        string TitleZh,
        string TitleEn,
        decimal Title,
        decimal Top,
        decimal Bottom,
        bool Filled,
        ValueScale Scale,
        IReadOnlyList<Spot> Spots,
        string LastValue)
    {
        public decimal Y(decimal value) => Bottom - (value / Scale.Top * (Bottom - Top));
    }
}
