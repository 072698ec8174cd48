using CsCheck;
using Wellspring.Engine.Keys;

namespace Wellspring.Engine.Tests.Keys;

/// <summary>The index beside a dictionary and a list, with reopenings in between: both give the same answers.</summary>
public sealed class KeyIndexModel
{
    private abstract record Step
    {
        public sealed record Put(UInt128 Key, long Value) : Step;

        public sealed record Find(UInt128 Key) : Step;

        public sealed record Seal : Step;

        public sealed record Checkpoint : Step;

        public sealed record Reopen : Step;
    }

    // Keys that collide in every part: whole, in the half that is sorted first, in the half that is hashed.
    private static readonly Gen<ulong> Half = Gen.OneOf(
        Gen.OneOf(0UL, 1UL, 2UL, ulong.MaxValue - 1, ulong.MaxValue, 1UL << 63), Gen.ULong[0, 40], Gen.ULong);

    private static readonly Gen<UInt128> Key = Gen.OneOf(
        Gen.Select(Half, Half, (high, low) => new UInt128(high, low)),
        Gen.Long[0, 30].Select(KeyFolder.Key));

    private static readonly Gen<long> Value =
        Gen.OneOf(Gen.OneOf(0L, -1L, long.MinValue, long.MaxValue), Gen.Long[0, 9], Gen.Long);

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (12, Gen.Select(Key, Value, (key, value) => (Step)new Step.Put(key, value))),
        (4, Key.Select(key => (Step)new Step.Find(key))),
        (4, Gen.Const((Step)new Step.Seal())),
        (1, Gen.Const((Step)new Step.Checkpoint())),
        (1, Gen.Const((Step)new Step.Reopen())));

    private static readonly Gen<KeyIndexOptions> Options = Gen.Select(
        Gen.OneOf(1, 2, 5, 30), Gen.Int[1, 3], Gen.Int[2, 4],
        (keys, behind, runs) => new KeyIndexOptions { MemtableKeys = keys, SealedLimit = behind, MergeRuns = runs });

    [Fact]
    public void It_answers_like_a_dictionary_whatever_is_put_sealed_or_reopened() =>
        Gen.Select(AnyStep.Array[1, 300], Options).Sample(
            (steps, options) => Run(steps, options), iter: 150, threads: 2);

    /// <summary>More than a page in each run, all with the same high half, so that a lookup must walk back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(700)]
    public void Keys_that_share_their_high_half_are_found_on_every_page(int halves)
    {
        using var folder = new KeyFolder();
        using var index = folder.Open(KeyFolder.Small with { MemtableKeys = 1_000 });
        static UInt128 KeyAt(int number, int halves) => new((ulong)(number % halves), (ulong)(number * 2));

        for (var number = 0; number < 3_000; number++)
        {
            index.Put(KeyAt(number, halves), number);
            index.Seal(number + 1, KeyFolder.DigestAt(number + 1));
        }

        index.Checkpoint(3_000, KeyFolder.DigestAt(3_000));

        for (var number = 0; number < 3_000; number++)
        {
            Assert.True(index.TryFind(KeyAt(number, halves), out var value));
            Assert.Equal(number, value);
            Assert.False(index.TryFind(KeyAt(number, halves) + 1, out _));
        }

        Assert.Empty(index.Verify());
    }

    private static void Run(Step[] steps, KeyIndexOptions options)
    {
        using var folder = new KeyFolder();
        var journal = new List<Step.Put>();
        var model = new Dictionary<UInt128, long>();
        var checkpointed = 0;
        var index = folder.Open(options);
        try
        {
            foreach (var step in steps)
            {
                switch (step)
                {
                    case Step.Put put:
                        journal.Add(put);
                        model[put.Key] = put.Value;
                        index.Put(put.Key, put.Value);
                        break;
                    case Step.Find find:
                        AssertSame(model, index, find.Key);
                        break;
                    case Step.Seal:
                        index.Seal(journal.Count, KeyFolder.DigestAt(journal.Count));
                        break;
                    case Step.Checkpoint:
                        index.Checkpoint(journal.Count, KeyFolder.DigestAt(journal.Count));
                        checkpointed = journal.Count;
                        Assert.Equal(checkpointed, index.Covered);
                        break;
                    case Step.Reopen:
                        index.Dispose();
                        index = folder.Open(options);
                        Replay(journal, index, checkpointed);
                        break;
                }
            }

            Assert.All(model.Keys, key => AssertSame(model, index, key));
            Assert.Empty(index.Verify());
        }
        finally
        {
            index.Dispose();
        }
    }

    private static void Replay(List<Step.Put> journal, KeyIndex index, int checkpointed)
    {
        Assert.InRange(index.Covered, checkpointed, journal.Count);
        Assert.Equal(KeyFolder.DigestAt(index.Covered), index.Digest.ToArray());
        foreach (var put in journal.Skip((int)index.Covered))
        {
            index.Put(put.Key, put.Value);
        }
    }

    private static void AssertSame(Dictionary<UInt128, long> model, KeyIndex index, UInt128 key)
    {
        var expected = model.TryGetValue(key, out var value);
        Assert.Equal(expected, index.TryFind(key, out var found));
        Assert.Equal(value, found);
    }
}
