using System.Collections.Immutable;

namespace Wellspring.Core;

/// <summary>Draws that are the same on every machine, in every release, for ever.</summary>
/// <remarks>
/// SplitMix64 (Steele, Lea, Flood 2014), written out here because <c>System.Random</c> does not promise that a seed
/// gives the same numbers in the next version of .NET. Integers only, so no processor rounds differently. Not for
/// secrets, and no pool ever draws: only makers of examples do.
/// </remarks>
public sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>A number from 0 to one less than <paramref name="limit"/>; uneven by at most limit ÷ 2^64.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    public bool Chance(long wanted, long outOf) => Below(outOf) < wanted;

    /// <summary>The place of one weight, drawn in proportion to the weights.</summary>
    public int Weighted(ImmutableArray<long> cumulative)
    {
        var found = cumulative.BinarySearch(Below(cumulative[^1]) + 1);
        return found >= 0 ? found : ~found;
    }

    /// <summary>A value of a distribution given by its quantiles, straight lines between them, rounded down.</summary>
    public long Drawn(ImmutableArray<Quantile> quantiles)
    {
        const long finer = 1000;
        var place = Below(quantiles[^1].BasisPoints * finer);
        var upper = 1;
        while (quantiles[upper].BasisPoints * finer <= place)
        {
            upper++;
        }

        var (low, high) = (quantiles[upper - 1], quantiles[upper]);
        return low.Value + ((high.Value - low.Value) * (place - (low.BasisPoints * finer))
            / ((high.BasisPoints - low.BasisPoints) * finer));
    }
}

/// <summary>The value that this many in ten thousand do not pass.</summary>
public readonly record struct Quantile(long BasisPoints, long Value);
