using System.Numerics;

namespace Wellspring.Proof;

/// <summary>
/// The rules of a Merkle log 默克尔日志 as RFC 6962 and RFC 9162 write them: hashing, and checking what somebody else
/// claims. Nothing here trusts the log that sent a proof.
/// </summary>
public static class LogProof
{
    /// <summary>The root of a log without entries.</summary>
    public static Digest Empty { get; } = Digest.Of([]);

    /// <summary>An entry's place in the tree: SHA-256 of 0x00 and the entry.</summary>
    public static Digest Leaf(ReadOnlySpan<byte> entry)
    {
        var bytes = new byte[entry.Length + 1];
        entry.CopyTo(bytes.AsSpan(1));
        return Digest.Of(bytes);
    }

    /// <summary>Two halves together: SHA-256 of 0x01, left and right.</summary>
    public static Digest Node(in Digest left, in Digest right)
    {
        Span<byte> bytes = stackalloc byte[1 + (2 * Digest.Size)];
        bytes[0] = 1;
        left.CopyTo(bytes[1..]);
        right.CopyTo(bytes[(1 + Digest.Size)..]);
        return Digest.Of(bytes);
    }

    /// <summary>Whether the entry stands at <paramref name="index"/> of the log with this size and root.</summary>
    public static bool Includes(
        long index, long size, in Digest leaf, IReadOnlyList<Digest> proof, in Digest root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (place, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((place & 1) == 1 || place == last)
            {
                // Where the right edge has no sibling, the node goes up as it is.
                var up = BitOperations.TrailingZeroCount(place);
                (hash, place, last) = (Node(sibling, hash), place >> up, last >> up);
            }
            else
            {
                hash = Node(hash, sibling);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether a log of the later size and root begins with all of the earlier one, unchanged.</summary>
    /// <remarks>Every log continues an empty one, so that nothing is proved by it: false.</remarks>
    public static bool Continues(
        long earlier, long later, in Digest earlierRoot, in Digest laterRoot, IReadOnlyList<Digest> proof)
    {
        return earlier > 0 && earlier <= later && (earlier == later
            ? proof.Count == 0 && earlierRoot == laterRoot
            : Holds(0, earlier, later, earlierRoot, laterRoot, proof));
    }

    /// <summary>Whether the entry stands at <paramref name="index"/> of a subtree, from start up to end.</summary>
    public static bool IncludesInSubtree(
        long index, long start, long end, in Digest leaf, IReadOnlyList<Digest> proof, in Digest root) =>
        IsSubtree(start, end) && index >= start && index < end
        && Includes(index - start, end - start, leaf, proof, root);

    /// <summary>Whether a log of this size and root holds just that subtree; an empty one is in every log.</summary>
    public static bool HoldsSubtree(
        long start, long end, long size, in Digest subtreeRoot, in Digest root, IReadOnlyList<Digest> proof) =>
        start >= 0 && start == end
            ? end <= size && proof.Count == 0 && subtreeRoot == Empty
            : IsSubtree(start, end) && end <= size && Holds(start, end, size, subtreeRoot, root, proof);

    // A subtree begins where a whole one of the next power of two would.
    private static bool IsSubtree(long start, long end) =>
        start >= 0 && start < end
        && start % (long)BitOperations.RoundUpToPowerOf2((ulong)(end - start)) == 0;

    // Both roots are built from the same hashes, so that neither can be right without the other's entries.
    private static bool Holds(
        long start, long end, long size, in Digest partRoot, in Digest root, IReadOnlyList<Digest> proof)
    {
        var (first, lastOfPart, last) = (start, end - 1, size - 1);
        while (first != lastOfPart && (lastOfPart == last || (lastOfPart & 1) == 1))
        {
            (first, lastOfPart, last) = (first >> 1, lastOfPart >> 1, last >> 1);
        }

        var used = 0;
        if (first != lastOfPart && proof.Count == 0)
        {
            return false;
        }

        var part = first == lastOfPart ? partRoot : proof[used++];
        var whole = part;
        for (; used < proof.Count; used++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((lastOfPart & 1) == 1 || lastOfPart == last)
            {
                part = first < lastOfPart ? Node(proof[used], part) : part;
                whole = Node(proof[used], whole);
                while ((lastOfPart & 1) == 0)
                {
                    (first, lastOfPart, last) = (first >> 1, lastOfPart >> 1, last >> 1);
                }
            }
            else
            {
                whole = Node(whole, proof[used]);
            }

            (first, lastOfPart, last) = (first >> 1, lastOfPart >> 1, last >> 1);
        }

        return last == 0 && part == partRoot && whole == root;
    }
}
