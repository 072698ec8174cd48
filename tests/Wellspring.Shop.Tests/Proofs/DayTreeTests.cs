using Wellspring.Proof;
using Wellspring.Shop.Proofs;

namespace Wellspring.Shop.Tests.Proofs;

/// <summary>A day's tree that is stored in parts is the one tree of all leaves.</summary>
public sealed class DayTreeTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(one => (byte)one)];

    [Theory]
    [InlineData(1)]
    [InlineData(DayTree.PartSize)]
    [InlineData(DayTree.PartSize + 1)]
    [InlineData((3 * DayTree.PartSize) - 7)]
    public void Parts_have_the_root_and_the_proofs_of_the_whole(int members)
    {
        var leaves = DayTree.Order(
            Secret, [.. Enumerable.Range(1, members).Select(one => new Balances(one, 2 * one, one % 3))]);
        var whole = BalanceTree.Build([.. leaves.Select(leaf => BalanceTree.Leaf(leaf.Pseudonym, leaf.Balances))]);
        var roots = DayTree.Roots(leaves);
        var top = BalanceTree.Build(roots);

        Assert.Equal(whole[^1].Single(), top[^1].Single());
        for (var place = 0; place < members; place += Math.Max(1, members / 5))
        {
            var (part, within) = (place / DayTree.PartSize, place % DayTree.PartSize);
            var stored = DayTree.Unpack(DayTree.Pack(DayTree.Slice(leaves, part)));

            Assert.Equal(leaves[place], stored[within]);
            Assert.Equal(
                BalanceTree.Proof(whole, place),
                [
                    .. BalanceTree.Proof(DayTree.Part(stored, roots.Length == 1), within),
                    .. BalanceTree.Proof(top, part),
                ]);
        }
    }

    [Fact]
    public void A_place_says_nothing_about_who_joined_when()
    {
        Balances[] balances = [.. Enumerable.Range(1, 200).Select(one => new Balances(one, 0, 0))];
        var today = DayTree.Order(Secret, balances).Select(leaf => leaf.Balances.Points).ToList();
        var tomorrow = DayTree.Order([.. Secret.Reverse()], balances).Select(leaf => leaf.Balances.Points).ToList();

        Assert.NotEqual(today, tomorrow);
        Assert.NotEqual(today.Order(), today);
        Assert.Equal(today.Order(), tomorrow.Order());
    }
}
