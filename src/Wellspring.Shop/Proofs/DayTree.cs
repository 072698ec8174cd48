using System.Buffers.Binary;
using Wellspring.Proof;

namespace Wellspring.Shop.Proofs;

/// <summary>
/// The tree of one day's balances in parts that are stored and read one by one: a proof reads its own part and the
/// roots of the others.
/// </summary>
/// <remarks>
/// Leaves stand in the order of their pseudonyms, new every day. So a place says nothing about who joined when, and the
/// one neighbour whose balances a proof shows is somebody else every day.
/// </remarks>
internal static class DayTree
{
    /// <summary>Levels that one part has above its leaves.</summary>
    public const int Height = 12;

    /// <summary>Leaves that a full part has.</summary>
    public const int PartSize = 1 << Height;

    private const int LeafSize = Digest.Size + (3 * sizeof(long));

    /// <summary>Pseudonyms and balances in the order they stand in the tree.</summary>
    public static (Digest Pseudonym, Balances Balances)[] Order(byte[] secret, IReadOnlyList<Balances> byNumber)
    {
        var names = new Digest[byNumber.Count];
        var leaves = new Balances[byNumber.Count];
        Parallel.For(0, names.Length, place =>
        {
            names[place] = NameOf(secret, place + 1);
            leaves[place] = byNumber[place];
        });
        Array.Sort(names, leaves);
        return [.. names.Zip(leaves)];
    }

    /// <summary>The name under which a member stands in the tree of the day with this secret.</summary>
    public static Digest NameOf(byte[] secret, long member) =>
        BalanceTree.Pseudonym(BalanceTree.Salt(secret, member), member);

    /// <summary>The levels of one part, from its leaves to where the tree of all parts begins.</summary>
    /// <param name="isOnly">Whether there is no other part: then it is the whole tree.</param>
    public static IReadOnlyList<BalanceNode[]> Part(
        ReadOnlySpan<(Digest Pseudonym, Balances Balances)> leaves, bool isOnly)
    {
        var nodes = new BalanceNode[leaves.Length];
        for (var place = 0; place < nodes.Length; place++)
        {
            nodes[place] = BalanceTree.Leaf(leaves[place].Pseudonym, leaves[place].Balances);
        }

        return BalanceTree.Raise(BalanceTree.Build(nodes), isOnly ? 0 : Height);
    }

    /// <summary>The roots of all parts, worked out side by side.</summary>
    public static BalanceNode[] Roots((Digest Pseudonym, Balances Balances)[] leaves)
    {
        var roots = new BalanceNode[(leaves.Length + PartSize - 1) / PartSize];
        Parallel.For(0, roots.Length, part => roots[part] = Part(Slice(leaves, part), roots.Length == 1)[^1].Single());
        return roots;
    }

    public static ReadOnlySpan<(Digest Pseudonym, Balances Balances)> Slice(
        (Digest Pseudonym, Balances Balances)[] leaves, int part) =>
        leaves.AsSpan(part * PartSize, Math.Min(PartSize, leaves.Length - (part * PartSize)));

    /// <summary>A part as it is stored: 56 bytes a leaf.</summary>
    public static byte[] Pack(ReadOnlySpan<(Digest Pseudonym, Balances Balances)> leaves)
    {
        var bytes = new byte[leaves.Length * LeafSize];
        for (var place = 0; place < leaves.Length; place++)
        {
            var leaf = bytes.AsSpan(place * LeafSize, LeafSize);
            var (name, balances) = leaves[place];
            name.CopyTo(leaf);
            BinaryPrimitives.WriteInt64BigEndian(leaf[Digest.Size..], balances.Points);
            BinaryPrimitives.WriteInt64BigEndian(leaf[(Digest.Size + 8)..], balances.Wallet);
            BinaryPrimitives.WriteInt64BigEndian(leaf[(Digest.Size + 16)..], balances.Coins);
        }

        return bytes;
    }

    /// <summary>What <see cref="Pack"/> stored.</summary>
    public static (Digest Pseudonym, Balances Balances)[] Unpack(ReadOnlySpan<byte> bytes)
    {
        var leaves = new (Digest, Balances)[bytes.Length / LeafSize];
        for (var place = 0; place < leaves.Length; place++)
        {
            var leaf = bytes.Slice(place * LeafSize, LeafSize);
            leaves[place] = (new(leaf[..Digest.Size]), new(
                BinaryPrimitives.ReadInt64BigEndian(leaf[Digest.Size..]),
                BinaryPrimitives.ReadInt64BigEndian(leaf[(Digest.Size + 8)..]),
                BinaryPrimitives.ReadInt64BigEndian(leaf[(Digest.Size + 16)..])));
        }

        return leaves;
    }
}
