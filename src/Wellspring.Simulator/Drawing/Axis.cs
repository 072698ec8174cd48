using System.Collections.Immutable;
using System.Globalization;

namespace Wellspring.Simulator.Drawing;

/// <summary>One axis of a plot: where a value stands between its ends, and which round values are written.</summary>
public sealed class Axis
{
    private readonly double _from;
    private readonly double _to;
    private readonly bool _logarithmic;

    private Axis(double from, double to, bool logarithmic, ImmutableArray<(double Value, string Label)> ticks) =>
        (_from, _to, _logarithmic, Ticks) = (from, to, logarithmic, ticks);

    public ImmutableArray<(double Value, string Label)> Ticks { get; }

    public double To => _to;

    /// <summary>From zero to a round number that is not below the greatest.</summary>
    public static Axis FromZero(double greatest, int steps, string unit = "")
    {
        var step = NiceStep(Math.Max(greatest, 1e-9), steps);
        var count = Math.Max(1, (int)Math.Ceiling((greatest / step) - 1e-9));
        var format = step >= 1 ? "#,##0" : step >= 0.1 ? "0.0" : step >= 0.01 ? "0.00" : "0.0000";
        return new(0, count * step, logarithmic: false,
            [.. Enumerable.Range(0, count + 1).Select(tick => (tick * step,
                tick == 0 ? "0" : (tick * step).ToString(format, CultureInfo.InvariantCulture) + unit))]);
    }

    /// <summary>A plain stretch, with both of its ends written.</summary>
    public static Axis Between(double from, double to, int steps)
    {
        var step = NiceStep(Math.Max(to - from, 1e-9), steps);
        var first = Math.Ceiling(from / step) * step;
        var ticks = new List<(double, string)>();
        for (var value = first; value <= to + (step * 1e-9); value += step)
        {
            ticks.Add((value, value.ToString("#,##0.####", CultureInfo.InvariantCulture)));
        }

        return new(from, Math.Max(to, from + 1e-9), logarithmic: false, [.. ticks]);
    }

    /// <summary>Each step the same factor; the powers of ten are written, as many as there is room for.</summary>
    public static Axis Logarithmic(double least, double greatest, int most)
    {
        var low = (int)Math.Floor(Portable.Log(Math.Max(least, 1e-300)) / Log10 + 1e-9);
        var high = Math.Max(low + 1, (int)Math.Ceiling(Portable.Log(Math.Max(greatest, 1e-300)) / Log10 - 1e-9));
        var every = (int)Math.Ceiling((high - low) / (double)Math.Max(1, most - 1));
        var ticks = ImmutableArray.CreateBuilder<(double, string)>();
        for (var power = low; power <= high; power += every)
        {
            ticks.Add((Portable.Power(10, power), Label(power)));
        }

        return new(low, high, logarithmic: true, ticks.DrainToImmutable());
    }

    /// <summary>0 where the axis begins, 1 where it ends; what lies outside is held at the end.</summary>
    public double Place(double value) => Math.Clamp(Share(value), 0, 1);

    /// <summary>The same without holding: above 1 is beyond the end.</summary>
    public double Share(double value) =>
        ((_logarithmic ? Portable.Log(Math.Max(value, 1e-300)) / Log10 : value) - _from) / (_to - _from);

    private const double Log10 = 2.302585092994045684;

    private static string Label(int power) => power is >= 0 and <= 6
        ? Portable.Power(10, power).ToString("#,##0", CultureInfo.InvariantCulture)
        : $"10{string.Concat(power.ToString(CultureInfo.InvariantCulture).Select(Raised))}";

    private static char Raised(char letter) => letter == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter - '0'];

    // The smallest of 1, 2, 5, 10, 20 … that reaches the greatest in so many steps.
    private static double NiceStep(double greatest, int steps)
    {
        var power = 1e-6;
        while (power * 10 * steps < greatest)
        {
            power *= 10;
        }

        double[] nice = [power, power * 2, power * 5, power * 10];
        return nice.First(step => step * steps >= greatest * (1 - 1e-12));
    }
}
