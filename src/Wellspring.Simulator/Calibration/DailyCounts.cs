using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Calibration;

/// <summary>Orders day by day: counted, their trend, and days that may come, drawn from those that were.</summary>
internal static class DailyCounts
{
    private const int Week = 7;
    private const int LatestWeeks = 26;
    private const int FewestDays = 14;
    private const int FewestOrders = 10;

    /// <summary>A trend is never drawn on beyond this many times the days that it was seen on.</summary>
    private const double MostGrowth = 4;

    /// <summary>Whole days back from an end to the first of some moments, which are in order.</summary>
    public static ImmutableArray<long> Until(IEnumerable<Instant> moments, Instant end)
    {
        var counts = new List<long>();
        foreach (var at in moments)
        {
            var back = (int)((end.Milliseconds - at.Milliseconds) / Instant.MillisecondsPerDay);
            while (counts.Count <= back)
            {
                counts.Add(0);
            }

            counts[back]++;
        }

        counts.Reverse();
        return [.. counts];
    }

    /// <summary>Whole days on from a beginning to some end.</summary>
    public static ImmutableArray<long> From(IEnumerable<Instant> moments, Instant begin, int days)
    {
        var counts = new long[days];
        foreach (var at in moments)
        {
            var day = (at.Milliseconds - begin.Milliseconds) / Instant.MillisecondsPerDay;
            if (day >= 0 && day < days)
            {
                counts[day]++;
            }
        }

        return [.. counts];
    }

    public static ArrivalTrend TrendOf(ImmutableArray<long> counts)
    {
        var half = counts.Length / 2;
        var (first, second) = (counts[..half], counts[^half..]);
        var (before, after) = (first.Sum(), second.Sum());
        if (counts.Length < FewestDays || before < FewestOrders || after < FewestOrders)
        {
            return new(before, after, null, 0);
        }

        // Days scatter more than chance alone would have them; the error grows with it.
        var scatter = Math.Max(1, (ScatterOf(first) + ScatterOf(second)) / 2);
        return new(
            before, after, GrowthOf(before, after, half),
            Math.Sqrt(scatter * ((1.0 / before) + (1.0 / after))) / half);
    }

    /// <summary>
    /// Days to come: whole weeks of the last half year in any order, each moved by a trend that is drawn anew from the
    /// weeks of either half.
    /// </summary>
    public static ImmutableArray<long> Draw(ImmutableArray<long> known, int days, Dice dice)
    {
        var block = known.Length >= 2 * Week ? Week : 1;
        var blocks = known.Length / block;
        var growth = DrawnGrowth(known, block, blocks, dice);
        var recent = Math.Min(blocks, block == 1 ? blocks : LatestWeeks);
        var coming = new long[days];
        for (var begin = 0; begin < days; begin += block)
        {
            // Counted from the end, so that weekdays stay weekdays.
            var chosen = known.Length - (block * (1 + (int)dice.Below(recent)));
            var moved = Portable.Exp(growth * (known.Length + begin - chosen));
            moved = Math.Clamp(moved, 1 / MostGrowth, MostGrowth);
            for (var day = 0; day < block && begin + day < days; day++)
            {
                var expected = known[chosen + day] * moved;
                var whole = (long)expected;
                coming[begin + day] = whole + (dice.Below(1_000_000) < (expected - whole) * 1e6 ? 1 : 0);
            }
        }

        return [.. coming];
    }

    private static double DrawnGrowth(ImmutableArray<long> known, int block, int blocks, Dice dice)
    {
        if (TrendOf(known).Growth is null || blocks < 4)
        {
            return 0;
        }

        var half = blocks / 2;
        var (before, after) = (0L, 0L);
        for (var draw = 0; draw < half; draw++)
        {
            // The first half is counted from the end too; what is over at the beginning is left out.
            before += BlockSum(known, block, half + (int)dice.Below(half));
            after += BlockSum(known, block, (int)dice.Below(half));
        }

        return before == 0 || after == 0 ? 0 : GrowthOf(before, after, half * block);
    }

    private static long BlockSum(ImmutableArray<long> known, int block, int fromTheEnd)
    {
        var sum = 0L;
        for (var day = 0; day < block; day++)
        {
            sum += known[known.Length - (block * (fromTheEnd + 1)) + day];
        }

        return sum;
    }

    private static double GrowthOf(long before, long after, int halfDays) =>
        Portable.Log((double)after / before) / halfDays;

    // Variance over mean; 1 where orders come by chance alone.
    private static double ScatterOf(ImmutableArray<long> days)
    {
        var mean = (double)days.Sum() / days.Length;
        return days.Sum(day => (day - mean) * (day - mean)) / ((days.Length - 1) * mean);
    }
}
