using System.Collections.Immutable;

namespace Wellspring.Proof;

/// <summary>The right edge of a Merkle log: all that a follower keeps to know the root after every new entry.</summary>
public sealed class LogFrontier
{
    // The roots of the complete subtrees, the largest first: one for each bit of the size.
    private readonly List<Digest> _peaks = [];

    public LogFrontier()
    {
    }

    /// <param name="peaks">What <see cref="Peaks"/> said at that size.</param>
    /// <exception cref="FormatException">A log of that size has another number of peaks.</exception>
    public LogFrontier(long size, IEnumerable<Digest> peaks)
    {
        (Size, _peaks) = (size, [.. peaks]);
        if (size < 0 || long.PopCount(size) != _peaks.Count)
        {
            throw new FormatException($"a log of {size} entries has {long.PopCount(size)} peaks, not {_peaks.Count}");
        }
    }

    public long Size { get; private set; }

    public ImmutableArray<Digest> Peaks => [.. _peaks];

    public Digest Root
    {
        get
        {
            if (_peaks.Count == 0)
            {
                return LogProof.Empty;
            }

            var root = _peaks[^1];
            for (var place = _peaks.Count - 2; place >= 0; place--)
            {
                root = LogProof.Node(_peaks[place], root);
            }

            return root;
        }
    }

    /// <param name="leaf">Of <see cref="LogProof.Leaf"/>.</param>
    public void Add(Digest leaf)
    {
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            leaf = LogProof.Node(_peaks[^1], leaf);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(leaf);
        Size++;
    }
}
