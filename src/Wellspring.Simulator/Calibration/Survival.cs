using System.Collections.Immutable;

namespace Wellspring.Simulator.Calibration;

/// <summary>One thing under watch from one mark of a scale to another, and whether it ended there by will.</summary>
/// <param name="Entry">Where the watch began: 0 of an age, the first multiple of a lot.</param>
/// <param name="Ended">
/// Whether it was sold. Else it is only known to have lasted so long: still held, sold out at the cap, or taken back.
/// </param>
/// <param name="Weight">The part of one; a part that was sold is a spell of its own.</param>
internal readonly record struct Spell(long Entry, long Exit, bool Ended, double Weight = 1);

/// <summary>One mark at which somebody ended.</summary>
/// <param name="Left">The share that is estimated to last beyond it.</param>
/// <param name="Error">Its standard error (Greenwood 1926).</param>
public readonly record struct SurvivalStep(long At, double AtRisk, double Ended, double Left, double Error);

/// <summary>
/// Which share lasts beyond a mark 生存曲线, estimated as Kaplan and Meier did (1958): whoever is only known to have
/// lasted so long counts among those at risk until then, and not beyond.
/// </summary>
public sealed class Survival
{
    private Survival(ImmutableArray<SurvivalStep> steps, double watched, double ended, long longest) =>
        (Steps, Watched, Ended, Longest) = (steps, watched, ended, longest);

    public ImmutableArray<SurvivalStep> Steps { get; }

    /// <summary>All who were watched, and of these who ended by will.</summary>
    public double Watched { get; }

    public double Ended { get; }

    /// <summary>The farthest mark that anybody was watched to; beyond it nothing is known.</summary>
    public long Longest { get; }

    /// <summary>The share that lasts beyond every mark at which somebody ended.</summary>
    public double AtLast => Steps.IsEmpty ? 1 : Steps[^1].Left;

    /// <summary>
    /// The same curve, drawn on beyond what was watched: as the rate of ending fell from the second third of the ages
    /// that enough reached to the last third, so it goes on falling.
    /// </summary>
    internal Survival Extended(long until, long step)
    {
        const int enough = 10;
        var third = Steps.LastOrDefault(one => one.AtRisk >= enough).At / 3;
        if (third == 0 || AtLast <= 0 || At(third * 3) <= 0)
        {
            return this;
        }

        var (before, rate) = (RateOver(third, third * 2), RateOver(third * 2, third * 3));
        var falls = before > rate ? rate / before : 1;
        var fallsAStep = falls <= 0 ? 0 : Portable.Exp(Portable.Log(falls) * step / third);

        // Mean rates belong to the middles of their thirds.
        rate *= falls <= 0 ? 0 : Portable.Exp(Portable.Log(falls) / 2);
        var all = Steps.ToBuilder();
        var left = AtLast;
        for (var at = Math.Max(Longest, all[^1].At) + step; at <= until; at += step)
        {
            left *= Portable.Exp(-rate * step);
            rate *= fallsAStep;
            all.Add(new(at, 0, 0, left, 0));
        }

        return new(all.DrainToImmutable(), Watched, Ended, Math.Max(Longest, until));
    }

    private double RateOver(long from, long until) => Portable.Log(At(from) / At(until)) / (until - from);

    /// <param name="spells">By exit.</param>
    /// <param name="copies">How often each counts; null where once.</param>
    internal static Survival Of(IReadOnlyList<Spell> spells, int[]? copies = null)
    {
        double WeightOf(int index) => copies is null ? spells[index].Weight : spells[index].Weight * copies[index];

        var entries = Enumerable.Range(0, spells.Count).Where(index => spells[index].Entry > 0)
            .OrderBy(index => spells[index].Entry).ToList();
        var (watched, late) = (0.0, 0.0);
        for (var index = 0; index < spells.Count; index++)
        {
            watched += WeightOf(index);
        }

        foreach (var index in entries)
        {
            late += WeightOf(index);
        }

        var steps = ImmutableArray.CreateBuilder<SurvivalStep>();
        var (atRisk, left, variance, allEnded, entered) = (watched - late, 1.0, 0.0, 0.0, 0);
        for (var index = 0; index < spells.Count;)
        {
            var at = spells[index].Exit;
            for (; entered < entries.Count && spells[entries[entered]].Entry <= at; entered++)
            {
                atRisk += WeightOf(entries[entered]);
            }

            var (ended, gone) = (0.0, 0.0);
            for (; index < spells.Count && spells[index].Exit == at; index++)
            {
                gone += WeightOf(index);
                ended += spells[index].Ended ? WeightOf(index) : 0;
            }

            if (ended > 0)
            {
                // Sums of parts of a holding may miss a whole by a rounding.
                var rest = atRisk - ended < 1e-9 * watched ? 0 : atRisk - ended;
                left *= rest / atRisk;
                variance += rest > 0 ? ended / (atRisk * rest) : 0;
                steps.Add(new(at, atRisk, ended, left, left * Math.Sqrt(variance)));
            }

            atRisk -= gone;
            allEnded += ended;
        }

        return new(steps.DrainToImmutable(), watched, allEnded, spells.Count == 0 ? 0 : spells[^1].Exit);
    }

    /// <summary>The share that lasts beyond a mark.</summary>
    public double At(long mark)
    {
        var passed = PassedBy(mark);
        return passed == 0 ? 1 : Steps[passed - 1].Left;
    }

    public double ErrorAt(long mark)
    {
        var passed = PassedBy(mark);
        return passed == 0 ? 0 : Steps[passed - 1].Error;
    }

    /// <summary>The first mark beyond which less than a share lasts; null where it never comes to that.</summary>
    public long? FirstBelow(double share)
    {
        var (low, high) = (0, Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Steps[middle].Left < share ? (low, middle) : (middle + 1, high);
        }

        return low == Steps.Length ? null : Steps[low].At;
    }

    private int PassedBy(long mark)
    {
        var (low, high) = (0, Steps.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Steps[middle].At <= mark ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
