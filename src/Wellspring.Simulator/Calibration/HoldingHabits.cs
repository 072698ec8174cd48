using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Calibration;

/// <summary>
/// A curve of holding times as behaviours of a scenario: some sell at once, some after a time as it was seen, and those
/// of whom no sale was seen never do.
/// </summary>
internal static class HoldingHabits
{
    public const byte AtOnce = 0;
    public const byte After = 1;
    public const byte Never = 2;

    private const long Day = Instant.MillisecondsPerDay;
    private const int Whole = 1_000_000;
    private const int FinestStep = 50;

    /// <summary>The three in that order; a weight may be 0.</summary>
    public static ImmutableArray<Behaviour> Of(Survival holding)
    {
        var (later, never) = (Parts(holding.At((Day / 2) - 1)), Parts(holding.AtLast));
        var quantiles = QuantilesOf(holding);
        return
        [
            new(Whole - later, SellsWhen.AtOnce),
            new(quantiles.IsEmpty ? 0 : later - never, SellsWhen.After)
            {
                Shape = HoldingShape.Empirical,
                Quantiles = quantiles,
            },
            new(quantiles.IsEmpty ? later : never, SellsWhen.Never),
        ];
    }

    /// <summary>
    /// When somebody sells who has held so long already, in milliseconds of age; null where that is never.
    /// </summary>
    public static long? SellsAt(Survival holding, long age, double uniform) =>
        holding.FirstBelow(holding.At(age) * uniform);

    private static int Parts(double share) => (int)Math.Round(share * Whole);

    private static long DayOf(long age) => Math.Max(1, (age + (Day / 2)) / Day);

    // Days that so many in ten thousand of those who sell later do not pass. A sale on day n is a value above n − 1.
    private static ImmutableArray<Quantile> QuantilesOf(Survival holding)
    {
        var (start, end) = (holding.At((Day / 2) - 1), holding.AtLast);
        var steps = holding.Steps.Where(step => step.At >= Day / 2).ToList();
        if (steps.Count == 0 || start <= end)
        {
            return [];
        }

        var all = ImmutableArray.CreateBuilder<Quantile>();
        all.Add(new(0, DayOf(steps[0].At) - 1));
        var before = DayOf(steps[0].At) - 1;
        for (var index = 0; index < steps.Count; index++)
        {
            var day = DayOf(steps[index].At);
            if (index + 1 < steps.Count && DayOf(steps[index + 1].At) == day)
            {
                continue;
            }

            var isLast = index == steps.Count - 1;
            var place = isLast ? 10_000 : (long)Math.Round((start - steps[index].Left) / (start - end) * 10_000);
            if (place - all[^1].BasisPoints < FinestStep && !isLast)
            {
                before = day;
                continue;
            }

            // Days without a sale are passed over, not smeared.
            if (before < day - 1 && all[^1].BasisPoints + 1 < place)
            {
                all.Add(new(all[^1].BasisPoints + 1, day - 1));
            }

            if (place <= all[^1].BasisPoints || (place >= 10_000 && !isLast))
            {
                before = day;
                continue;
            }

            all.Add(new(place, day));
            before = day;
        }

        return all.DrainToImmutable();
    }
}
