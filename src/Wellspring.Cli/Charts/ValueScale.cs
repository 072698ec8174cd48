namespace Wellspring.Cli.Charts;

/// <summary>A vertical axis that starts at zero, ends at a round number and says what stands between.</summary>
internal sealed class ValueScale
{
    private readonly decimal _step;
    private readonly string _format;

    private ValueScale(decimal step, decimal top, string format)
    {
        _step = step;
        Top = top;
        _format = format;
    }

    public decimal Top { get; }

    public IEnumerable<decimal> Ticks => Enumerable.Range(0, (int)(Top / _step) + 1).Select(tick => tick * _step);

    /// <summary>The axis for yuan in the pool; fen appear only where the steps are smaller than a yuan.</summary>
    public static ValueScale OfPool(decimal highest, int steps)
    {
        var step = NiceStep(highest, steps, smallest: 0.01m);
        return new(step, Reach(highest, step), step < 1 ? "#,##0.00" : "#,##0");
    }

    /// <summary>The axis for the unit price; its marks are round and carry no decimals beyond those.</summary>
    public static ValueScale OfPrice(decimal highest, int steps)
    {
        var step = NiceStep(highest, steps, smallest: 0.0001m);
        var format = step switch
        {
            >= 1 => "#,##0",
            >= 0.1m => "0.0",
            >= 0.01m => "0.00",
            _ => "0.0000",
        };
        return new(step, Reach(highest, step), format);
    }

    public string Written(decimal tick) => tick == 0 ? "0" : Figures.Written(tick, _format);

    private static decimal Reach(decimal highest, decimal step) => Math.Max(1, Math.Ceiling(highest / step)) * step;

    /// <summary>The smallest of 1, 2, 5, 10, 20, … that reaches the highest value in so many steps.</summary>
    private static decimal NiceStep(decimal highest, int steps, decimal smallest)
    {
        var power = smallest;
        while (power * 10 * steps < highest)
        {
            power *= 10;
        }

        decimal[] nice = [power, power * 2, power * 5, power * 10];
        return nice.First(step => step * steps >= highest);
    }
}
