using System.Collections.Immutable;

namespace Wellspring.Simulator.Answers;

/// <summary>What became of a member 结果分类, from the least to the most: for an icon array.</summary>
public enum OutcomeClass
{
    /// <summary>Nothing at all.</summary>
    Nothing,

    /// <summary>Something, but no more than a flat rebate of the same cost.</summary>
    UpToRebate,

    /// <summary>More than the rebate, less than half of what was spent.</summary>
    AboveRebate,

    /// <summary>Half of it or more, without ever reaching the cap.</summary>
    HalfOrMore,

    /// <summary>Sold out at the cap at least once.</summary>
    Capped,
}

/// <summary>How many members stand in one class.</summary>
/// <param name="OfThousand">Of a thousand members; all classes together are a thousand.</param>
public readonly record struct ClassShare(OutcomeClass Class, long Members, int OfThousand);

/// <summary>How many members got back so much of what they spent: a column of the heat map 热图.</summary>
/// <param name="From">The least, in millionths of spend; the first bin is nothing at all.</param>
/// <param name="Until">Everybody of the bin has less; null: no limit.</param>
/// <param name="OfThousand">Of a thousand members; all bins together are a thousand.</param>
public readonly record struct OutcomeBin(long From, long? Until, long Members, int OfThousand);

/// <summary>Where the bins of outcomes begin, and how counts become a thousand.</summary>
public static class OutcomeBins
{
    /// <summary>Multiples of spend in millionths; the same for every scenario, so that two can be compared.</summary>
    public static ImmutableArray<long> Edges { get; } =
    [
        0, 1, 20_000, 40_000, 60_000, 80_000, 100_000, 120_000, 140_000, 160_000, 200_000, 250_000, 300_000, 400_000,
        500_000, 800_000, 1_000_000,
    ];

    /// <summary>Quantiles of a dot plot: twenty dots, each one member in twenty.</summary>
    public static ImmutableArray<int> DotPerMilles { get; } =
        [.. Enumerable.Range(0, 20).Select(dot => 25 + (50 * dot))];

    /// <summary>
    /// Counts as parts of a thousand that add up to a thousand: the largest remainders get what rounding left over.
    /// All zero where nobody is counted.
    /// </summary>
    public static ImmutableArray<int> OfThousand(IReadOnlyList<long> counts)
    {
        var sum = counts.Sum();
        if (sum == 0)
        {
            return [.. counts.Select(_ => 0)];
        }

        var parts = counts.Select(count => (int)((Int128)count * 1000 / sum)).ToArray();
        var remainders = counts.Select(count => (long)((Int128)count * 1000 % sum)).ToArray();
        foreach (var place in Enumerable.Range(0, parts.Length)
            .OrderByDescending(place => remainders[place]).ThenBy(place => place).Take(1000 - parts.Sum()))
        {
            parts[place]++;
        }

        return [.. parts];
    }

    internal static ImmutableArray<OutcomeBin> Of(Histogram histogram)
    {
        var counts = histogram.CountsFrom(Edges.AsSpan());
        var shares = OfThousand(counts);
        return [.. counts.Select((count, place) => new OutcomeBin(
            Edges[place], place + 1 < Edges.Length ? Edges[place + 1] : null, count, shares[place]))];
    }

    internal static ImmutableArray<ClassShare> Of(IReadOnlyList<long> classes)
    {
        var shares = OfThousand(classes);
        return [.. classes.Select((count, place) => new ClassShare((OutcomeClass)place, count, shares[place]))];
    }
}
