using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>A size to draw the chart in: its room, its text size and what is written inside it.</summary>
/// <param name="Captioned">Whether title and source stand in the picture, because nothing around it says them.</param>
/// <param name="Narrow">Whether the values are written over the plot, because there is no room beside it.</param>
internal sealed record ChartFrame(string Name, int Width, int Height, decimal Text, bool Captioned, bool Narrow)
{
    /// <summary>A picture on its own, for a document or a slide.</summary>
    public static readonly ChartFrame Sheet = new("sheet", 1200, 675, 19.2m, Captioned: true, Narrow: false);

    /// <summary>Part of a page that already has a heading.</summary>
    public static readonly ChartFrame Inline = new("inline", 960, 520, 16, Captioned: false, Narrow: false);

    /// <summary>Part of a page on a phone, where the letters must not shrink with the picture.</summary>
    public static readonly ChartFrame Phone = new("phone", 360, 448, 16, Captioned: false, Narrow: true);

    /// <summary>The size for figures along the axes; over a narrow plot they make room for the values.</summary>
    public decimal Figure => Narrow ? Text * Lettering.Small : Text;

    public decimal Margin => Captioned ? 32 : 0;

    public int ValueSteps => Narrow ? 3 : 5;

    public decimal PoolTitle => Captioned ? 128 : Text;

    public decimal PoolTop => PoolTitle + Headroom;

    public decimal PoolBottom => PoolTop + Math.Round(Plots * 0.6m);

    public decimal PriceTitle => PoolBottom + (2 * Text);

    public decimal PriceTop => PriceTitle + Headroom;

    public decimal PriceBottom => Height - (Captioned ? 80 : 8) - (4 * Text);

    public decimal Source => Height - 44;

    public decimal Footer => Height - 20;

    // Above a narrow plot there is one more line, for the last value.
    private decimal Headroom => Text * (Narrow ? 2.25m : 0.75m);

    private decimal Plots => PriceBottom - PoolTop - (2 * Text) - Headroom;
}
