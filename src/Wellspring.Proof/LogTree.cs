namespace Wellspring.Proof;

/// <summary>
/// A Merkle log as its keeper holds it 日志树: entries are only ever added, and what was proved once stays provable.
/// </summary>
/// <remarks>It keeps the hash of every complete subtree: 64 bytes an entry.</remarks>
public sealed class LogTree
{
    // Level 0 holds the leaves, level n the roots of complete subtrees of 2^n leaves.
    private readonly List<List<Digest>> _levels = [[]];

    public long Size => _levels[0].Count;

    public Digest Root => RootAt(Size);

    /// <param name="leaf">Of <see cref="LogProof.Leaf"/>.</param>
    public void Add(in Digest leaf)
    {
        _levels[0].Add(leaf);
        for (var level = 0; (_levels[level].Count & 1) == 0; level++)
        {
            if (_levels.Count == level + 1)
            {
                _levels.Add([]);
            }

            _levels[level + 1].Add(LogProof.Node(_levels[level][^2], _levels[level][^1]));
        }
    }

    /// <summary>The root that the log had at an earlier size.</summary>
    public Digest RootAt(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        return size == 0 ? LogProof.Empty : Hash(0, size);
    }

    /// <summary>Proves that entry <paramref name="index"/> stands in the log of that size.</summary>
    public IReadOnlyList<Digest> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        var proof = new List<Digest>();
        Include(index, 0, size, proof);
        return proof;
    }

    /// <summary>Proves that the log of the later size begins with the log of the earlier one.</summary>
    public IReadOnlyList<Digest> Consistency(long earlier, long later)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(earlier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlier, later);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(later, Size);
        var proof = new List<Digest>();
        if (earlier > 0 && earlier < later)
        {
            Continue(earlier, 0, later, isWhole: true, proof);
        }

        return proof;
    }

    private void Include(long index, long from, long until, List<Digest> proof)
    {
        if (until - from == 1)
        {
            return;
        }

        var middle = from + Half(until - from);
        if (index < middle)
        {
            Include(index, from, middle, proof);
            proof.Add(Hash(middle, until));
        }
        else
        {
            Include(index, middle, until, proof);
            proof.Add(Hash(from, middle));
        }
    }

    private void Continue(long earlier, long from, long until, bool isWhole, List<Digest> proof)
    {
        if (earlier == until)
        {
            if (!isWhole)
            {
                proof.Add(Hash(from, until));
            }

            return;
        }

        var middle = from + Half(until - from);
        if (earlier <= middle)
        {
            Continue(earlier, from, middle, isWhole, proof);
            proof.Add(Hash(middle, until));
        }
        else
        {
            Continue(earlier, middle, until, isWhole: false, proof);
            proof.Add(Hash(from, middle));
        }
    }

    // Every range asked for begins where a complete subtree of its size would.
    private Digest Hash(long from, long until)
    {
        var length = until - from;
        if (long.IsPow2(length))
        {
            var level = (int)long.Log2(length);
            return _levels[level][(int)(from >> level)];
        }

        var middle = from + Half(length);
        return LogProof.Node(Hash(from, middle), Hash(middle, until));
    }

    // The largest power of two below a length of at least two.
    private static long Half(long length) => 1L << (int)long.Log2(length - 1);
}
