using System.IO.Hashing;
using Wellspring.Core;
using Wellspring.Engine.Keys;

namespace Wellspring.Engine.Tests.Keys;

public sealed class KeyIndexTests
{
    [Fact]
    public void A_new_folder_is_an_empty_index()
    {
        using var folder = new KeyFolder();

        using var index = folder.Open();

        AssertEmpty(index);
        Assert.Empty(index.Verify());
    }

    [Fact]
    public void A_checkpoint_is_there_after_reopening_with_its_seed_and_digest()
    {
        using var folder = new KeyFolder();
        ulong seed;
        using (var index = folder.Open())
        {
            index.Put(KeyFolder.Key(1), 11);
            index.Checkpoint(5, KeyFolder.DigestAt(5));
            index.Put(KeyFolder.Key(2), 22);
            seed = index.Seed;
        }

        using var reopened = folder.Open();

        Assert.Null(reopened.EmptyBecause);
        Assert.Equal((seed, 5L), (reopened.Seed, reopened.Covered));
        Assert.Equal(KeyFolder.DigestAt(5), reopened.Digest.ToArray());
        Assert.True(reopened.TryFind(KeyFolder.Key(1), out var value));
        Assert.Equal(11, value);
        Assert.False(reopened.TryFind(KeyFolder.Key(2), out _));
    }

    [Fact]
    public void A_checkpoint_without_new_keys_moves_only_what_is_covered()
    {
        using var folder = new KeyFolder();
        folder.Fill(20);
        using (var index = folder.Open())
        {
            index.Checkpoint(90, KeyFolder.DigestAt(90));
            Assert.Equal(20, index.FlushedKeys);
        }

        using var reopened = folder.Open();
        Assert.Equal(90, reopened.Covered);
    }

    [Fact]
    public void Merging_keeps_the_latest_value_and_deletes_the_old_files()
    {
        using var folder = new KeyFolder();
        using (var index = folder.Open(KeyFolder.Small with { MemtableKeys = 100 }))
        {
            for (var put = 1; put <= 5_000; put++)
            {
                index.Put(KeyFolder.Key(put % 700), put);
                index.Seal(put, KeyFolder.DigestAt(put));
            }

            index.Checkpoint(5_000, KeyFolder.DigestAt(5_000));
            WaitUntilMerged(index, runs: 12);
            Assert.Empty(index.Verify());
        }

        using var reopened = folder.Open();

        for (var put = 4_301; put <= 5_000; put++)
        {
            Assert.True(reopened.TryFind(KeyFolder.Key(put % 700), out var value));
            Assert.Equal(put, value);
        }

        // A merge may just be writing or deleting a file.
        Assert.True(SpinWait.SpinUntil(() => reopened.RunCount == folder.Runs.Length, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Many_small_checkpoints_leave_few_runs()
    {
        using var folder = new KeyFolder();
        using var index = folder.Open(new() { MemtableKeys = 1_000, MergeRuns = 4 });

        for (var number = 1; number <= 150; number++)
        {
            index.Put(KeyFolder.Key(number), number);
            index.Checkpoint(number, KeyFolder.DigestAt(number));
        }

        WaitUntilMerged(index, runs: 3);
    }

    [Fact]
    public void A_manifest_with_any_byte_changed_or_missing_opens_an_empty_index()
    {
        using var folder = new KeyFolder();
        folder.Fill(30);
        var files = Directory.GetFiles(folder.Path).ToDictionary(file => file, File.ReadAllBytes);
        var right = files[folder.Manifest];
        var wrong = Enumerable.Range(0, right.Length).SelectMany(at => new[] { Changed(right, at), right[..at] });

        foreach (var manifest in wrong)
        {
            foreach (var (file, bytes) in files)
            {
                File.WriteAllBytes(file, file == folder.Manifest ? manifest : bytes);
            }

            using var index = folder.Open();
            AssertEmpty(index);
            Assert.Empty(folder.Runs);
        }
    }

    [Fact]
    public void A_manifest_of_an_unknown_version_opens_an_empty_index()
    {
        using var folder = new KeyFolder();
        folder.Fill(30);
        var bytes = File.ReadAllBytes(folder.Manifest);
        bytes[8]++;
        var hash = XxHash3.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8));
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 8), hash);
        File.WriteAllBytes(folder.Manifest, bytes);

        using var index = folder.Open();

        AssertEmpty(index);
        Assert.Contains("version", index.EmptyBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_run_opens_an_empty_index_that_works()
    {
        using var folder = new KeyFolder();
        folder.Fill(30);
        File.Delete(folder.Runs[0]);

        using (var index = folder.Open())
        {
            AssertEmpty(index);
        }

        folder.Fill(40);
        using var rebuilt = folder.Open();
        Assert.Equal(40, rebuilt.Covered);
        Assert.Empty(rebuilt.Verify());
    }

    [Fact]
    public void A_short_run_or_one_with_a_damaged_header_or_filter_opens_an_empty_index()
    {
        Action<string>[] damages =
        [
            run => KeyFolder.Flip(run, 3),
            run => KeyFolder.Flip(run, 20),
            run => KeyFolder.Flip(run, new FileInfo(run).Length - 1),
            run => File.WriteAllBytes(run, File.ReadAllBytes(run)[..^1]),
            run => File.WriteAllBytes(run, []),
        ];
        foreach (var damage in damages)
        {
            using var folder = new KeyFolder();
            folder.Fill(30);
            damage(folder.Runs[0]);

            using var index = folder.Open();

            AssertEmpty(index);
        }
    }

    [Fact]
    public void A_damaged_page_is_named_by_verify_and_empties_the_index_when_it_is_asked()
    {
        using var folder = new KeyFolder();
        using (var index = folder.Open(KeyFolder.Small with { MemtableKeys = 1_000 }))
        {
            for (var number = 0; number < 1_000; number++)
            {
                index.Put(KeyFolder.Key(number), number);
            }

            index.Checkpoint(1_000, KeyFolder.DigestAt(1_000));
        }

        KeyFolder.Flip(folder.Runs[0], (2 * 4096) + 100);
        using (var index = folder.Open())
        {
            Assert.Contains("page 1 is damaged", Assert.Single(index.Verify()), StringComparison.Ordinal);

            Assert.Throws<InvalidDataException>(() => FindAll(index, 1_000));
            index.Put(KeyFolder.Key(1), 1);
            Assert.Throws<IOException>(() => index.Checkpoint(1_001, KeyFolder.DigestAt(1_001)));
        }

        using var reopened = folder.Open();
        AssertEmpty(reopened);
    }

    [Fact]
    public void A_filter_damaged_on_disk_after_opening_is_named_by_verify()
    {
        using var folder = new KeyFolder();
        folder.Fill(7);
        using var index = folder.Open();

        KeyFolder.Flip(folder.Runs[0], new FileInfo(folder.Runs[0]).Length - 1);

        Assert.Contains("filter is damaged", Assert.Single(index.Verify()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_crash_left_behind_is_deleted()
    {
        using var folder = new KeyFolder();
        folder.Fill(7);
        File.WriteAllText(Path.Combine(folder.Path, "keys-000000000099.run"), "half a run");
        File.WriteAllText(folder.Manifest + ".new", "half a manifest");

        using var index = folder.Open();

        Assert.Equal(7, index.Covered);
        Assert.Single(folder.Runs);
    }

    [Fact]
    public void A_folder_has_one_owner_at_a_time()
    {
        using var folder = new KeyFolder();
        using var owner = folder.Open();

        Assert.Throws<IOException>(() => folder.Open());
    }

    [Fact]
    public void Flushed_keys_take_less_than_four_bytes_of_memory_and_the_filter_is_rarely_wrong()
    {
        const int Keys = 400_000;
        using var folder = new KeyFolder();
        var options = new KeyIndexOptions { MemtableKeys = 10_000 };
        using var index = folder.Open(options);
        var empty = index.MemoryBytes;
        for (var number = 1; number <= Keys; number++)
        {
            index.Put(KeyFolder.Key(number), number);
            index.Seal(number, KeyFolder.DigestAt(number));
            Assert.True(number % 1_000 != 0 || index.MemoryBytes <= 8 * empty + (4L * number), "memory stays bounded");
        }

        index.Checkpoint(Keys, KeyFolder.DigestAt(Keys));
        WaitUntilMerged(index, runs: 15);

        // Beside the runs there are the table, its spare, and the worker's sorted copy.
        Assert.InRange(index.MemoryBytes, Keys, (3 * empty) + (4L * Keys));
        Assert.Equal(Keys, index.FlushedKeys);

        var filter = new KeyFilter(new ulong[KeyFilter.WordsFor(Keys)]);
        for (var number = 1; number <= Keys; number++)
        {
            filter.Add(KeyEntry.Of(KeyFolder.Key(number), 0));
        }

        var strangers = Enumerable.Range(Keys + 1, Keys).Select(number => KeyEntry.Of(KeyFolder.Key(number), 0));
        Assert.InRange(strangers.Count(stranger => filter.MayHold(stranger)), 0, Keys / 500);
    }

    [Fact]
    public void Equal_ids_of_different_spaces_or_seeds_are_different_keys()
    {
        var key = KeyHash.Of(1, "a-7", 1);

        UInt128[] others = [KeyHash.Of(2, "a-7", 1), KeyHash.Of(1, "a-7", 2), KeyHash.Of(1, "a-8", 1)];
        Assert.Distinct([key, .. others]);
        Assert.Equal(key, KeyHash.Of(1, "a-7", 1));
    }

    [Fact]
    public void The_key_of_an_id_never_changes() => Assert.Equal(
        "0EA73602A491C8BB2465CD9E2D7576E0", KeyHash.Of(1, "order-2026-000001", 42).ToString("X32"));

    [Theory]
    [InlineData("")]
    [InlineData("naïve")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Only_ids_of_1_to_64_ascii_characters_have_a_key(string id) =>
        Assert.Throws<BrokenInvariantException>(() => KeyHash.Of(1, id, 1));

    private static byte[] Changed(byte[] bytes, int at)
    {
        var changed = bytes.ToArray();
        changed[at] ^= 0x10;
        return changed;
    }

    private static void FindAll(KeyIndex index, int keys)
    {
        for (var number = 0; number < keys; number++)
        {
            index.TryFind(KeyFolder.Key(number), out _);
        }
    }

    private static void WaitUntilMerged(KeyIndex index, int runs) =>
        Assert.True(SpinWait.SpinUntil(() => index.RunCount <= runs, TimeSpan.FromSeconds(30)), "merged in time");

    private static void AssertEmpty(KeyIndex index)
    {
        Assert.NotNull(index.EmptyBecause);
        Assert.Equal((0L, 0, 0L), (index.Covered, index.RunCount, index.FlushedKeys));
        Assert.Equal(new byte[32], index.Digest.ToArray());
        Assert.False(index.TryFind(KeyFolder.Key(1), out _));
    }
}
