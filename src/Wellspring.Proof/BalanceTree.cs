using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Wellspring.Proof;

/// <summary>What one member has, or many together: points in 10^-8, wallet and coins in 10^-6 yuan.</summary>
public readonly record struct Balances(long Points, long Wallet, long Coins)
{
    internal const int Size = 3 * sizeof(long);

    /// <summary>Null where an amount is below nothing or the sum is more than any pool can hold.</summary>
    public static Balances? Sum(in Balances left, in Balances right) =>
        Sum(left.Points, right.Points) is { } points && Sum(left.Wallet, right.Wallet) is { } wallet
        && Sum(left.Coins, right.Coins) is { } coins
            ? new(points, wallet, coins)
            : null;

    internal void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, Points);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Wallet);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], Coins);
    }

    private static long? Sum(long left, long right) =>
        left >= 0 && right >= 0 && left <= long.MaxValue - right ? left + right : null;
}

/// <summary>A node of the tree of balances: what stands below it, hashed and summed.</summary>
public readonly record struct BalanceNode(Digest Hash, Balances Sum);

/// <summary>
/// The tree of a day's balances 余额和树: its root binds every member's balance and their sum, so that nobody can be
/// left out or counted lower without a member's proof failing.
/// </summary>
/// <remarks>
/// The sums are hashed with the nodes on both sides, each separately: a node's sum cannot be taken for another's.
/// </remarks>
public static class BalanceTree
{
    /// <summary>Bytes of a salt; without it a member's balance could be guessed from a neighbour's proof.</summary>
    public const int SaltSize = 32;

    /// <summary>Stands where a level has no right neighbour: nobody, with nothing.</summary>
    public static BalanceNode Nobody { get; } = new(Digest.Of("nobody"u8), default);

    /// <summary>The name under which a member stands in one day's tree: SHA-256 of salt and member number.</summary>
    /// <param name="salt">Known to the member and the operator only, new every day.</param>
    public static Digest Pseudonym(ReadOnlySpan<byte> salt, long member)
    {
        if (salt.Length != SaltSize)
        {
            throw new ArgumentException($"a salt has {SaltSize} bytes, not {salt.Length}", nameof(salt));
        }

        Span<byte> bytes = stackalloc byte[SaltSize + sizeof(long)];
        salt.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[SaltSize..], member);
        return Digest.Of(bytes);
    }

    /// <summary>The salt of one member in one day's tree: HMAC-SHA-256 of the number under a secret.</summary>
    public static byte[] Salt(ReadOnlySpan<byte> secretOfDay, long member)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, member);
        return HMACSHA256.HashData(secretOfDay, number);
    }

    /// <summary>SHA-256 of 0x00, pseudonym and balances.</summary>
    public static BalanceNode Leaf(in Digest pseudonym, in Balances balances)
    {
        Span<byte> bytes = stackalloc byte[1 + Digest.Size + Balances.Size];
        bytes[0] = 0;
        pseudonym.CopyTo(bytes[1..]);
        balances.CopyTo(bytes[(1 + Digest.Size)..]);
        return new(Digest.Of(bytes), balances);
    }

    /// <summary>SHA-256 of 0x01, left hash, left sum, right hash, right sum; null where the sums cannot be.</summary>
    public static BalanceNode? Join(in BalanceNode left, in BalanceNode right)
    {
        if (Balances.Sum(left.Sum, right.Sum) is not { } sum)
        {
            return null;
        }

        const int half = Digest.Size + Balances.Size;
        Span<byte> bytes = stackalloc byte[1 + (2 * half)];
        bytes[0] = 1;
        left.Hash.CopyTo(bytes[1..]);
        left.Sum.CopyTo(bytes[(1 + Digest.Size)..]);
        right.Hash.CopyTo(bytes[(1 + half)..]);
        right.Sum.CopyTo(bytes[(1 + half + Digest.Size)..]);
        return new(Digest.Of(bytes), sum);
    }

    /// <summary>All levels, the leaves first and the root last.</summary>
    /// <exception cref="ArgumentException">No leaf, or balances that cannot be summed.</exception>
    public static IReadOnlyList<BalanceNode[]> Build(IReadOnlyCollection<BalanceNode> leaves)
    {
        if (leaves.Count == 0)
        {
            return [[Nobody]];
        }

        var levels = new List<BalanceNode[]> { leaves.ToArray() };
        while (levels[^1] is { Length: > 1 } below)
        {
            var level = new BalanceNode[(below.Length + 1) / 2];
            for (var place = 0; place < level.Length; place++)
            {
                var right = (2 * place) + 1 < below.Length ? below[(2 * place) + 1] : Nobody;
                level[place] = Join(below[2 * place], right)
                    ?? throw new ArgumentException("a balance is negative, or the sum is too large", nameof(leaves));
            }

            levels.Add(level);
        }

        return levels;
    }

    /// <summary>
    /// Goes on with nobody as the right neighbour up to this many levels above the leaves: so a part of a larger tree,
    /// its last one too, has its root where the larger tree has that node.
    /// </summary>
    public static IReadOnlyList<BalanceNode[]> Raise(IReadOnlyList<BalanceNode[]> levels, int height)
    {
        var raised = levels.ToList();
        while (raised.Count <= height)
        {
            // Nobody has nothing, so the sum is what it was.
            raised.Add([Join(raised[^1].Single(), Nobody)!.Value]);
        }

        return raised;
    }

    /// <summary>The neighbours of a leaf from below up: with them its owner finds the root again.</summary>
    public static IReadOnlyList<BalanceNode> Proof(IReadOnlyList<BalanceNode[]> levels, int place)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, levels[0].Length);
        var proof = new List<BalanceNode>(levels.Count - 1);
        for (var level = 0; level < levels.Count - 1; level++, place /= 2)
        {
            proof.Add((place ^ 1) < levels[level].Length ? levels[level][place ^ 1] : Nobody);
        }

        return proof;
    }

    /// <summary>Whether a member's balance is counted in the root, at this place and no other.</summary>
    public static bool Includes(in BalanceNode leaf, long place, IReadOnlyList<BalanceNode> proof, in BalanceNode root)
    {
        BalanceNode? node = leaf;
        foreach (var neighbour in proof)
        {
            node = (place & 1) == 0 ? Join(node.Value, neighbour) : Join(neighbour, node.Value);
            if (node is null)
            {
                return false;
            }

            place >>= 1;
        }

        return place == 0 && node == root;
    }
}
