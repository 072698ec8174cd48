using System.Numerics;

namespace Wellspring.Simulator;

/// <summary>
/// How multiples lie, without keeping them: in parts per million of spend, bins a thousandth wide, beside exact sums.
/// </summary>
internal sealed class Histogram
{
    private const int Fine = 10;
    private const int Step = 4096;
    private const long Most = 1L << 50;

    private uint[] _bins = new uint[Step];

    public long Count { get; private set; }

    public long Least { get; private set; } = long.MaxValue;

    public long Greatest { get; private set; }

    public void Add(long partsPerMillion)
    {
        var bin = BinOf(partsPerMillion);
        if (bin >= _bins.Length)
        {
            Array.Resize(ref _bins, (bin + Step) & ~(Step - 1));
        }

        _bins[bin]++;
        Count++;
        Least = Math.Min(Least, partsPerMillion);
        Greatest = Math.Max(Greatest, partsPerMillion);
    }

    /// <summary>So many who have nothing.</summary>
    public void AddNothing(long count)
    {
        _bins[0] += (uint)count;
        Count += count;
        Least = count > 0 ? 0 : Least;
    }

    public void Add(Histogram other)
    {
        if (_bins.Length < other._bins.Length)
        {
            Array.Resize(ref _bins, other._bins.Length);
        }

        for (var bin = 0; bin < other._bins.Length; bin++)
        {
            _bins[bin] += other._bins[bin];
        }

        Count += other.Count;
        Least = Math.Min(Least, other.Least);
        Greatest = Math.Max(Greatest, other.Greatest);
    }

    /// <summary>
    /// The value that so many in a thousand do not pass (nearest rank), to a thousandth of itself.
    /// </summary>
    public long Quantile(int perMille)
    {
        var rank = Math.Max(1, ((Count * perMille) + 999) / 1000);
        var passed = 0L;
        for (var bin = 0; bin < _bins.Length; bin++)
        {
            passed += _bins[bin];
            if (passed >= rank)
            {
                return Math.Clamp(MiddleOf(bin), Least, Greatest);
            }
        }

        return 0;
    }

    /// <summary>The same of several, rising, in one pass.</summary>
    public long[] Quantiles(ReadOnlySpan<int> perMilles)
    {
        var (values, passed, bin) = (new long[perMilles.Length], 0L, -1);
        for (var place = 0; place < values.Length && Count > 0; place++)
        {
            var rank = Math.Max(1, ((Count * perMilles[place]) + 999) / 1000);
            while (passed < rank)
            {
                passed += _bins[++bin];
            }

            values[place] = Math.Clamp(MiddleOf(bin), Least, Greatest);
        }

        return values;
    }

    /// <summary>
    /// How many lie from each of the rising edges to the next; one within a thousandth of an edge may fall on either
    /// side.
    /// </summary>
    public long[] CountsFrom(ReadOnlySpan<long> edges)
    {
        var counts = new long[edges.Length];
        for (var place = 0; place < counts.Length; place++)
        {
            var end = place + 1 < edges.Length ? Math.Min(BinOf(edges[place + 1]), _bins.Length) : _bins.Length;
            for (var bin = BinOf(edges[place]); bin < end; bin++)
            {
                counts[place] += _bins[bin];
            }
        }

        return counts;
    }

    private static int BinOf(long value)
    {
        value = Math.Min(value, Most);
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value | 1) - Fine);
        return (shift << Fine) + (int)(value >> shift);
    }

    private static long MiddleOf(int bin)
    {
        var shift = Math.Max(0, (bin >> Fine) - 1);
        var low = (long)(bin - (shift << Fine)) << shift;
        return low + ((1L << shift) / 2);
    }
}
