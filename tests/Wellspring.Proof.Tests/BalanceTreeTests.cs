namespace Wellspring.Proof.Tests;

/// <summary>Nobody is left out, counted lower or counted twice without somebody's proof failing.</summary>
public class BalanceTreeTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(one => (byte)one)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(41)]
    public void Each_member_finds_the_own_balance_in_the_root_and_the_root_has_the_sum_of_all(int members)
    {
        var levels = BalanceTree.Build([.. Enumerable.Range(1, members).Select(member => LeafOf(member))]);
        var root = levels[^1].Single();

        Assert.Equal(
            new Balances(members * (members + 1) / 2 * 100, members * (members + 1) / 2, members), root.Sum);
        for (var place = 0; place < members; place++)
        {
            var proof = BalanceTree.Proof(levels, place);

            Assert.True(BalanceTree.Includes(LeafOf(place + 1), place, proof, root));
            Assert.False(BalanceTree.Includes(LeafOf(place + 1, less: 1), place, proof, root));
            Assert.False(BalanceTree.Includes(LeafOf(place + 1), place + levels[0].Length + 64, proof, root));
        }
    }

    [Fact]
    public void A_sum_cannot_be_lowered_anywhere_above_a_member()
    {
        var levels = BalanceTree.Build([.. Enumerable.Range(1, 16).Select(member => LeafOf(member))]);
        var proof = BalanceTree.Proof(levels, 5);
        var root = levels[^1].Single();

        for (var level = 0; level < proof.Count; level++)
        {
            var lowered = proof.ToList();
            lowered[level] = lowered[level] with { Sum = lowered[level].Sum with { Wallet = 0 } };

            Assert.False(BalanceTree.Includes(LeafOf(6), 5, lowered, root));
        }

        Assert.False(BalanceTree.Includes(LeafOf(6), 5, proof, root with { Sum = root.Sum with { Wallet = 1 } }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(27)]
    [InlineData(65)]
    public void A_tree_built_in_parts_is_the_tree_built_at_once(int members)
    {
        const int height = 3;
        var leaves = Enumerable.Range(1, members).Select(member => LeafOf(member)).ToList();
        var whole = BalanceTree.Build(leaves);
        var parts = leaves.Chunk(1 << height)
            .Select(part => BalanceTree.Raise(BalanceTree.Build(part), members > 1 << height ? height : 0)).ToList();
        var top = BalanceTree.Build([.. parts.Select(part => part[^1].Single())]);

        Assert.Equal(whole[^1].Single(), top[^1].Single());
        for (var place = 0; place < members; place++)
        {
            Assert.Equal(
                BalanceTree.Proof(whole, place),
                [.. BalanceTree.Proof(parts[place >> height], place & ((1 << height) - 1)),
                    .. BalanceTree.Proof(top, place >> height)]);
        }
    }

    [Fact]
    public void A_negative_balance_cannot_offset_what_others_have()
    {
        Assert.Null(BalanceTree.Join(LeafOf(1), LeafOf(2, less: 1_000)));
        Assert.Throws<ArgumentException>(() => BalanceTree.Build([LeafOf(1), LeafOf(2, less: 1_000)]));
    }

    [Fact]
    public void A_sum_beyond_every_pool_is_no_sum()
    {
        var rich = BalanceTree.Leaf(BalanceTree.Pseudonym(Secret, 1), new(long.MaxValue, 0, 0));

        Assert.Null(BalanceTree.Join(rich, LeafOf(1)));
        Assert.NotNull(BalanceTree.Join(rich, BalanceTree.Nobody));
    }

    [Fact]
    public void Neighbours_in_a_proof_do_not_tell_who_they_are_without_their_salt()
    {
        var one = BalanceTree.Pseudonym(BalanceTree.Salt(Secret, 7), 7);
        var another = BalanceTree.Pseudonym(BalanceTree.Salt(Secret, 8), 7);

        Assert.NotEqual(one, another);
        Assert.NotEqual(BalanceTree.Salt(Secret, 7), BalanceTree.Salt([.. Secret.Reverse()], 7));
    }

    private static BalanceNode LeafOf(int member, long less = 0) => BalanceTree.Leaf(
        BalanceTree.Pseudonym(BalanceTree.Salt(Secret, member), member), new((member * 100L) - less, member, 1));
}
