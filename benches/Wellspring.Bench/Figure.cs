using System.Globalization;

namespace Wellspring.Bench;

/// <summary>One measured figure: all its runs, and what was expected of it.</summary>
/// <param name="Format">How a value is printed: <c>N0</c>, <c>N2</c>, …</param>
/// <param name="Expected">In words; null where nothing was promised.</param>
/// <param name="Met">Whether the median keeps the promise.</param>
internal sealed record Figure(
    string What, string Unit, string Format, IReadOnlyList<double> Runs, string? Expected = null,
    Func<double, bool>? Met = null)
{
    public double Median => MedianOf(Runs);

    public string Middle => $"{Print(Median)} {Unit}".TrimEnd();

    public string Spread => $"{Print(Runs.Min())} – {Print(Runs.Max())}";

    public string Verdict => Met is null ? "" : Met(Median) ? "met" : "missed";

    public static double MedianOf(IReadOnlyList<double> runs)
    {
        var sorted = runs.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private string Print(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
