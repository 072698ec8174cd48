using System.Globalization;
using System.Text;

namespace Wellspring.Proof.Tests;

/// <summary>What the keeper of a log proves is what anybody else can check.</summary>
public class LogTreeTests
{
    private const int Entries = 70;

    [Fact]
    public void The_root_of_known_entries_is_the_one_that_RFC_6962_logs_have()
    {
        var tree = new LogTree();
        foreach (var entry in (string[])["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f"])
        {
            tree.Add(LogProof.Leaf(Convert.FromHexString(entry)));
        }

        Assert.Equal("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", Hex(tree.Root));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(tree.RootAt(0)));
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(tree.RootAt(1)));
    }

    [Fact]
    public void Every_entry_is_proved_in_every_size_and_at_no_other_place()
    {
        var tree = Tree(Entries);
        for (var size = 1L; size <= Entries; size++)
        {
            for (var index = 0L; index < size; index++)
            {
                var proof = tree.Inclusion(index, size);
                var (leaf, root) = (LeafOf(index), tree.RootAt(size));

                Assert.True(LogProof.Includes(index, size, leaf, proof, root));
                Assert.False(LogProof.Includes(index, size, LeafOf(index + 1), proof, root));
                Assert.False(LogProof.Includes((index + 1) % size, size, leaf, proof, root) && size > 1);
            }
        }
    }

    [Fact]
    public void Every_size_continues_every_earlier_one_and_no_other_history()
    {
        var tree = Tree(Entries);
        var forged = new LogTree();
        for (var index = 0; index < Entries; index++)
        {
            forged.Add(LeafOf(index == 20 ? 999 : index));
        }

        for (var earlier = 1L; earlier <= Entries; earlier++)
        {
            for (var later = earlier; later <= Entries; later++)
            {
                var (from, to) = (tree.RootAt(earlier), tree.RootAt(later));
                var proof = tree.Consistency(earlier, later);

                Assert.True(LogProof.Continues(earlier, later, from, to, proof));
                if (earlier > 20)
                {
                    Assert.False(LogProof.Continues(
                        earlier, later, from, forged.RootAt(later), forged.Consistency(earlier, later)));
                }
            }
        }
    }

    [Fact]
    public void What_the_log_never_had_is_refused_by_its_keeper()
    {
        var tree = Tree(3);

        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Inclusion(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Inclusion(0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Consistency(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(4));
    }

    private static LogTree Tree(int entries)
    {
        var tree = new LogTree();
        for (var index = 0; index < entries; index++)
        {
            tree.Add(LeafOf(index));
        }

        return tree;
    }

    private static Digest LeafOf(long index) =>
        LogProof.Leaf(Encoding.UTF8.GetBytes(index.ToString(CultureInfo.InvariantCulture)));

    private static string Hex(Digest digest) =>
        Convert.ToHexStringLower(Convert.FromBase64String(digest.ToString()));
}
