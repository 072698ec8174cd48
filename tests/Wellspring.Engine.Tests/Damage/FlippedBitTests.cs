using System.Globalization;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>
/// One bit, anywhere in the files: verification never crashes, and it stays silent only where no row has changed.
/// </summary>
public sealed class FlippedBitTests : IAsyncLifetime
{
    // A prime, so that over pages of 4096 bytes all kinds of places are met. Every byte was tried once by hand.
    private const int Stride = 97;

    private readonly PoolFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        for (var chunk = 0; chunk < 4; chunk++)
        {
            await using var session = _folder.Open(PoolFolder.Snapshots);
            await session.SubmitAsync(Say.Life(seed: 3, count: 160)[(chunk * 40)..((chunk * 40) + 40)]);
        }

        // What the members' statements show, so that there are views to damage.
        using var journal = _folder.Pool.OpenToRead();
        using var views = ViewStore.Open(_folder.Pool);
        views.CatchUp(journal);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void In_the_journal_it_is_found_wherever_it_changes_a_row()
    {
        _folder.DeleteCaches();
        var rows = Forge.Rows(_folder);
        var length = new FileInfo(_folder["journal.db"]).Length;
        var bytes = File.ReadAllBytes(_folder["journal.db"]);
        var silent = new List<long>();
        foreach (var (offset, bit) in Places(length))
        {
            _folder.Flip("journal.db", offset, bit);
            var found = Verify($"byte {offset} bit {bit}");
            if (found.Count == 0)
            {
                silent.Add(offset);
                Assert.True(rows == Forge.Rows(_folder), $"byte {offset} bit {bit} changed a row, unseen");
            }

            File.WriteAllBytes(_folder["journal.db"], bytes);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{silent.Count} of {Places(length).Count()} flips changed no row: {string.Join(' ', silent.Take(50))}");
        Assert.Empty(Verify("untouched"));
    }

    [Fact]
    public void In_the_head_it_never_goes_for_damage_where_the_other_slot_holds_nor_unseen_where_it_does_not()
    {
        var bytes = File.ReadAllBytes(_folder["journal.db.head"]);
        var end = Head.Read(_folder);
        var flipsOfTheLastSlot = 0;
        for (var offset = 0; offset < bytes.Length; offset++)
        {
            _folder.Flip("journal.db.head", offset, offset % 8);
            // The older slot is one batch behind, which is where a kill between commit and head leaves it.
            Assert.Empty(Verify($"head byte {offset}"));
            flipsOfTheLastSlot += SlotsThatHold() == 1 ? 1 : 0;
            File.WriteAllBytes(_folder["journal.db.head"], bytes);
        }

        Assert.Equal(bytes.Length, flipsOfTheLastSlot);
        _folder.Flip("journal.db.head", 3);
        _folder.Flip("journal.db.head", 51);
        Assert.Contains(Verify("both slots"), damage => damage.Reason == "head-unreadable");
        File.WriteAllBytes(_folder["journal.db.head"], bytes);
        Assert.Equal(_folder.Records().Length, end.Position);

        int SlotsThatHold() => File.ReadAllBytes(_folder["journal.db.head"]).Chunk(48).Count(
            slot => System.Security.Cryptography.SHA256.HashData(slot.AsSpan(0, 40)).AsSpan(0, 8)
                .SequenceEqual(slot.AsSpan(40)));
    }

    [Theory]
    [InlineData("snapshot", 13)]
    [InlineData("views.db", 997)]
    [InlineData("keys", 193)]
    public void In_a_cache_it_is_found_or_harmless_and_never_changes_what_the_pool_is(string file, int stride)
    {
        var state = _folder.StateHash();
        var untouched = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length;
        foreach (var path in file == "keys" ? Directory.GetFiles(_folder["keys"], "*.*") : [_folder[file]])
        {
            var bytes = File.ReadAllBytes(path);
            for (var offset = 0; offset < bytes.Length; offset += stride)
            {
                _folder.Flip(Path.GetRelativePath(_folder.Path, path), offset, offset % 8);
                Verify($"{file} byte {offset}");
                Assert.Equal(state, _folder.StateHash());
                File.WriteAllBytes(path, bytes);
            }
        }

        Assert.InRange(
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length, untouched, untouched + 4);
    }

    [Theory]
    [InlineData("snapshot", 40)]
    [InlineData("views.db", 0)]
    [InlineData("views.db", -1)]
    [InlineData("keys/keys.manifest", 10)]
    [InlineData("keys/*.run", 10)]
    [InlineData("keys/*.run", 4_200)]
    public void In_a_cache_it_is_named_and_verification_repairs_nothing(string file, int offset)
    {
        var path = Directory.GetFiles(_folder.Path, file)[0];
        var name = Path.GetRelativePath(_folder.Path, path);
        _folder.Flip(name, offset >= 0 ? offset : File.ReadAllBytes(path).AsSpan().IndexOf("settled"u8));
        var before = Convert.ToHexString(File.ReadAllBytes(path));

        var found = Verify(name);

        Assert.Contains(found, damage => damage.Where == name.Split('.', '/')[0]);
        Assert.True(File.Exists(path), "verification deleted what it found damaged");
        Assert.Equal(before, Convert.ToHexString(File.ReadAllBytes(path)));
    }

    [Fact]
    public async Task After_a_damaged_cache_the_pool_opens_and_knows_its_ids()
    {
        foreach (var file in (string[])["snapshot", "views.db", "keys/keys.manifest", "keys/*.run"])
        {
            using var damaged = _folder.Copy();
            damaged.Flip(Path.GetRelativePath(damaged.Path, Directory.GetFiles(damaged.Path, file)[0]), 40);

            var again = await damaged.RunAsync(Say.Life(seed: 3, count: 160));

            Assert.All(again, answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
        }
    }

    private static IEnumerable<(long Offset, int Bit)> Places(long length)
    {
        for (var offset = 0L; offset < length; offset += Stride)
        {
            yield return (offset, (int)(offset / Stride % 8));
        }
    }

    private IReadOnlyList<Storage.Damage> Verify(string what)
    {
        try
        {
            var found = new Verifier(_folder.Pool).Run().Damages;
            Assert.All(found, damage => Assert.NotEmpty(damage.Where));
            return found;
        }
        catch (Exception crash) when (crash is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"verification crashed at {what}"), crash);
        }
    }
}
