using System.Security.Cryptography;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Bytes that changed while nobody ran: found, named, nothing made worse, a backup mends it.</summary>
public sealed class DamageTests(Tally tally)
{
    [Fact]
    public async Task A_flipped_byte_is_refused_by_name_and_a_backup_mends_it()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = await Load.BriefAsync(platform, "b");
        await platform.Process.StopAsync();
        var backup = await BackUpAsync(platform);
        var journal = Path.Combine(platform.PoolFolder, "journal.db");
        var chance = new Random(7);
        var flips = Tally.Times(1, 10);
        for (var flip = 0; flip < flips; flip++)
        {
            // Within the journal's own words, wherever they lie; bytes of no page belong to nobody.
            var bytes = await File.ReadAllBytesAsync(journal);
            var places = PlacesOf(bytes, "o-b"u8);
            Flip(journal, places[chance.Next(places.Count)] + chance.Next(6));
            var before = Hash(journal);

            var refused = (await platform.TryStartAsync()).Exits(3);
            Assert.Contains("batch", refused.Output, StringComparison.Ordinal);
            Assert.Contains("hash-mismatch", refused.Output, StringComparison.Ordinal);
            Assert.Equal(before, Hash(journal));
            var verified = (await platform.VerifyAsync()).Exits(3);
            Assert.Contains("hash-mismatch", verified.Output, StringComparison.Ordinal);

            // docs/operating/README.md: the damaged directory is put aside, the backup restored into an empty one.
            await RestoreAsync(platform, backup);
        }

        await platform.StartAsync();
        await platform.KillAsync();
        await platform.IsWholeAsync();
        tally.Add("byte flipped in the journal", flips, ledger.Compare(platform.Pool).IsWhole(), []);
    }

    [Fact]
    public async Task A_torn_last_block_is_refused_when_it_was_acknowledged_and_dropped_when_it_was_not()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = await Load.BriefAsync(platform, "t");
        await platform.KillAsync();
        var backup = await BackUpAsync(platform);
        var log = Path.Combine(platform.PoolFolder, "journal.db-wal");
        var whole = new FileInfo(log).Length;
        Assert.True(whole > 4_096, "the write-ahead log is empty: nothing can be torn");

        // Half a block behind the last answer: the power went while it was written. Nobody was told of it.
        await File.AppendAllBytesAsync(log, RandomNumberGenerator.GetBytes(3_000));
        await platform.StartAsync();
        await platform.KillAsync();
        ledger.Compare(platform.Pool).IsWhole();

        // The last block itself is torn, and its commands were answered.
        await Load.BriefAsync(platform, "v", ledger);
        await platform.KillAsync();
        await BackUpAsync(platform, backup + "2");
        using (var torn = new FileStream(log, FileMode.Open))
        {
            torn.SetLength(torn.Length - 2_000);
        }

        var refused = (await platform.TryStartAsync()).Exits(3);
        Assert.Contains("lost-end", refused.Output, StringComparison.Ordinal);
        Assert.Contains("lost-end", (await platform.VerifyAsync()).Exits(3).Output, StringComparison.Ordinal);
        await RestoreAsync(platform, backup + "2");
        await platform.StartAsync();
        await platform.KillAsync();
        await platform.IsWholeAsync();
        tally.Add("last block torn", 2, ledger.Compare(platform.Pool).IsWhole(), []);
    }

    [Fact]
    public async Task A_damaged_head_is_refused_and_one_of_its_two_slots_is_enough()
    {
        await using var platform = await Platform.StartAsync();
        var ledger = await Load.BriefAsync(platform, "h");
        await platform.KillAsync();
        var head = Path.Combine(platform.PoolFolder, "journal.db.head");

        // One slot is enough, whichever of the two it is.
        foreach (var slot in new[] { 0, 1 })
        {
            var whole = await File.ReadAllBytesAsync(head);
            await File.WriteAllBytesAsync(head, Without(whole, slot));
            await platform.StartAsync();
            await platform.KillAsync();
            ledger.Compare(platform.Pool).IsWhole();
            await File.WriteAllBytesAsync(head, whole);
        }

        var bytes = await File.ReadAllBytesAsync(head);
        var broken = Without(Without(bytes, 0), 1);
        await File.WriteAllBytesAsync(head, broken);
        var refused = (await platform.TryStartAsync()).Exits(3);
        Assert.Contains("head-unreadable", refused.Output, StringComparison.Ordinal);
        Assert.Equal(broken, await File.ReadAllBytesAsync(head));
        await File.WriteAllBytesAsync(head, bytes);
        await platform.StartAsync();
        await platform.KillAsync();
        await platform.IsWholeAsync();
        tally.Add("head file damaged", 3, ledger.Compare(platform.Pool).IsWhole(), []);
    }

    private static async Task<string> BackUpAsync(Platform platform, string? file = null)
    {
        file ??= Path.Combine(platform.Folder, "backup");
        (await Running.RunAsync("backup", "--data", platform.PoolFolder, "--out", file)).Exits(0);
        return file;
    }

    private static async Task RestoreAsync(Platform platform, string backup)
    {
        Directory.Move(platform.PoolFolder, platform.PoolFolder + "-" + Guid.NewGuid().ToString("N"));
        (await Running.RunAsync("restore", "--data", platform.PoolFolder, backup)).Exits(0);
    }

    private static List<int> PlacesOf(byte[] bytes, ReadOnlySpan<byte> word)
    {
        var places = new List<int>();
        for (var at = 0; bytes.AsSpan(at).IndexOf(word) is >= 0 and var next; at = places[^1] + 1)
        {
            places.Add(at + next);
        }

        return places;
    }

    // A slot is 48 bytes, the last eight check the others.
    private static byte[] Without(byte[] head, int slot)
    {
        var bytes = head.ToArray();
        bytes[(slot * 48) + 47] ^= 1;
        return bytes;
    }

    private static void Flip(string file, int place)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = place;
        var old = stream.ReadByte();
        stream.Position = place;
        stream.WriteByte((byte)(old ^ 1));
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
