using System.Net;
using Wellspring.Proof;
using Wellspring.Server.Logs;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Storage;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Tests.Logs;

/// <summary>A change of the log's key that breaks off, and cosignatures that come late or with company.</summary>
public sealed class LogKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-log-key-").FullName;

    private string KeyFolder => Path.Combine(_folder, "keys");

    [Fact]
    public void A_key_that_the_shelf_did_not_take_is_there_still_and_is_taken_again()
    {
        var shelf = new FullShelf();
        var keys = new LogKeys(KeyFolder, shelf);
        var next = keys.MakeNext(keys.Open("example.org/pool")).Verifier;
        shelf.IsFull = true;

        Assert.Throws<IOException>(keys.TakeNext);
        Assert.Equal(next, keys.Next()?.Verifier);
        shelf.IsFull = false;
        keys.TakeNext();

        Assert.Null(keys.Next());
        Assert.Equal(next, keys.Open("example.org/pool").Verifier);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(KeyFolder, LogKeys.FileName)));
    }

    [Fact]
    public void A_first_key_that_the_shelf_did_not_take_signs_nothing()
    {
        var shelf = new FullShelf { IsFull = true };
        var keys = new LogKeys(KeyFolder, shelf);

        Assert.Throws<IOException>(() => keys.Open("example.org/pool"));
        Assert.Null(keys.Find());
    }

    [Fact]
    public async Task A_change_that_broke_off_with_the_key_in_its_place_is_finished()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan, _folder);
        var desk = server.Get<LogDesk>();
        await desk.RunAsync(CancellationToken.None);
        var size = desk.Size;
        File.Copy(Path.Combine(KeyFolder, LogKeys.FileName), Path.Combine(KeyFolder, "log.key.next"));

        await desk.RunAsync(CancellationToken.None);

        Assert.Null(new LogKeys(KeyFolder).Next());
        Assert.Equal(size, desk.Size);
    }

    [Fact]
    public async Task Between_a_change_of_the_key_and_the_next_signing_nothing_is_proved_under_either()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan, _folder);
        using var caller = Caller.Of(server);
        var desk = server.Get<LogDesk>();
        await desk.RunAsync(CancellationToken.None);
        Assert.NotNull(await desk.ProveAsync(0, CancellationToken.None));
        var keys = new LogKeys(KeyFolder);

        // No checkpoint can be kept, so none is signed.
        var blocked = Directory.CreateDirectory(Path.Combine(KeyFolder, "log.checkpoint.new"));
        var next = keys.MakeNext(keys.Find()!).Verifier;
        await Assert.ThrowsAnyAsync<Exception>(() => desk.RunAsync(CancellationToken.None));

        Assert.Null(await desk.ProveAsync(0, CancellationToken.None));
        Assert.Null(desk.Key);
        blocked.Delete();
        await desk.RunAsync(CancellationToken.None);
        Assert.Equal(next.ToString(), (await desk.ProveAsync(0, CancellationToken.None))!.Key);
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/log/key")).Status);
    }

    [Fact]
    public async Task Of_a_cosigned_note_only_the_own_line_of_the_witness_is_kept_and_no_older_one()
    {
        var witness = NoteSigner.Create("watcher.example", NoteKeyKind.Witness);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "server.json"), $$"""{ "log": { "witnesses": "{{witness.Verifier}}" } }""",
            TestContext.Current.CancellationToken);
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan, _folder);
        var desk = server.Get<LogDesk>();
        await desk.RunAsync(CancellationToken.None);
        var note = desk.Newest!;
        var stranger = NoteSigner.Create("stranger.example", NoteKeyKind.Witness);

        Assert.True(desk.Take(note.CosignedBy(stranger, 900).CosignedBy(witness, 1_000)));
        Assert.False(desk.Take(note.CosignedBy(witness, 999)));
        Assert.False(desk.Take(note.CosignedBy(stranger, 2_000)));

        var kept = Assert.Single(desk.Cosigned()).Note;
        Assert.Equal("watcher.example", Assert.Single(kept.Signatures).Name);
        Assert.Equal(1_000, kept.SeenBy(witness.Verifier));
        Assert.True(desk.Take(note.CosignedBy(witness, 1_001)));
        Assert.Equal(1_001, desk.WithWitnesses()!.SeenBy(witness.Verifier));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class FullShelf : IFileShelf
    {
        public bool IsFull { get; set; }

        public void Keep(string path)
        {
            if (IsFull)
            {
                throw new IOException("the shelf is full");
            }
        }

        public void Bring(string path)
        {
        }

        public void Forget(string path)
        {
        }
    }
}
