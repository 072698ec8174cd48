namespace Wellspring.Cli.Charts;

/// <summary>One value at one place on the time axis.</summary>
internal readonly record struct Spot(decimal Time, decimal Value);

/// <summary>Leaves out what no reader could see, and never a fall, a peak, the first value or the last.</summary>
internal static class Thinning
{
    public const int Most = 1200;

    // A column keeps at most its lowest, its highest and its last value, so this many columns always fit.
    private const int SafeColumns = (Most - 1) / 3;

    /// <summary>At most 1200 of the spots; one pixel column each if the values are calm enough for that.</summary>
    public static IReadOnlyList<Spot> Thin(IReadOnlyList<Spot> spots, int columns)
    {
        if (spots.Count <= Most)
        {
            return spots;
        }

        var kept = Keep(spots, Math.Min(columns, Most - 1));
        return kept.Count <= Most ? kept : Keep(spots, SafeColumns);
    }

    private static List<Spot> Keep(IReadOnlyList<Spot> spots, int columns)
    {
        var start = spots[0].Time;
        var span = spots[^1].Time - start;
        var kept = new List<Spot>(Most) { spots[0] };
        var from = 1;
        while (from < spots.Count)
        {
            var column = Column(from);
            var next = from + 1;
            while (next < spots.Count && Column(next) == column)
            {
                next++;
            }

            KeepColumn(spots, from, next, kept);
            from = next;
        }

        return kept;

        decimal Column(int spot) =>
            span == 0 ? 0 : Math.Min(columns - 1, Math.Floor((spots[spot].Time - start) * columns / span));
    }

    /// <summary>Keeps the last value, because the line rests on it, and the turns that go beyond both ends.</summary>
    private static void KeepColumn(IReadOnlyList<Spot> spots, int from, int next, List<Spot> kept)
    {
        var last = next - 1;
        var (low, high) = (last, last);
        for (var i = from; i < next; i++)
        {
            low = spots[i].Value < spots[low].Value ? i : low;
            high = spots[i].Value > spots[high].Value ? i : high;
        }

        var (entry, exit) = (kept[^1].Value, spots[last].Value);
        var dips = spots[low].Value < Math.Min(entry, exit);
        var peaks = spots[high].Value > Math.Max(entry, exit);
        foreach (var turn in low < high ? (int[])[low, high] : [high, low])
        {
            if (turn != last && ((turn == low && dips) || (turn == high && peaks)))
            {
                kept.Add(spots[turn]);
            }
        }

        kept.Add(spots[last]);
    }
}
