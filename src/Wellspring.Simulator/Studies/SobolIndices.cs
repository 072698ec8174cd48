using System.Collections.Immutable;

namespace Wellspring.Simulator.Studies;

/// <summary>Which share of an outcome's variance comes from which knob, and how sure that is.</summary>
/// <param name="First">S1: by the knob alone.</param>
/// <param name="Total">ST: by the knob with all it acts together with.</param>
public readonly record struct SobolIndex(Band First, Band Total);

/// <summary>An estimate with the P5 and P95 of its bootstrap.</summary>
public readonly record struct Band(double Value, double P5, double P95);

/// <summary>
/// First and total indices from Saltelli's design: Saltelli 2010 for the first, Jansen 1999 for the total.
/// </summary>
internal static class SobolIndices
{
    private const int Resamples = 400;

    /// <param name="a">The outcome at each base point.</param>
    /// <param name="b">At the points that stand beside them.</param>
    /// <param name="mixed">For each knob: at the base points with that knob taken from beside.</param>
    public static ImmutableArray<SobolIndex> Of(double[] a, double[] b, double[][] mixed, Draws draws)
    {
        var all = Enumerable.Range(0, a.Length).ToArray();
        var value = Indices(a, b, mixed, all);
        var again = new (double First, double Total)[Resamples][];
        var picked = new int[a.Length];
        for (var resample = 0; resample < Resamples; resample++)
        {
            for (var place = 0; place < picked.Length; place++)
            {
                picked[place] = (int)draws.Below(Purpose.Amount, ((long)resample << 32) + place, a.Length);
            }

            again[resample] = Indices(a, b, mixed, picked);
        }

        return
        [
            .. value.Select((index, knob) => new SobolIndex(
                BandOf(index.First, again.Select(one => one[knob].First)),
                BandOf(index.Total, again.Select(one => one[knob].Total)))),
        ];
    }

    private static Band BandOf(double value, IEnumerable<double> resampled)
    {
        var sorted = resampled.Order().ToArray();
        return new(value, sorted[sorted.Length / 20], sorted[sorted.Length - 1 - (sorted.Length / 20)]);
    }

    private static (double First, double Total)[] Indices(double[] a, double[] b, double[][] mixed, int[] rows)
    {
        var (sum, count) = (0.0, rows.Length);
        foreach (var row in rows)
        {
            sum += a[row] + b[row];
        }

        var (mean, variance) = (sum / (2 * count), 0.0);
        foreach (var row in rows)
        {
            variance += ((a[row] - mean) * (a[row] - mean)) + ((b[row] - mean) * (b[row] - mean));
        }

        variance /= 2 * count;
        var indices = new (double First, double Total)[mixed.Length];
        for (var knob = 0; knob < mixed.Length && variance > 0; knob++)
        {
            var (first, total) = (0.0, 0.0);
            foreach (var row in rows)
            {
                var step = mixed[knob][row] - a[row];
                first += (b[row] - mean) * step;
                total += step * step;
            }

            indices[knob] = (first / count / variance, total / (2 * count) / variance);
        }

        return indices;
    }
}
