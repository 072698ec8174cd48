using System.Net;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Proof;
using Wellspring.Server.Logs;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Server.Tests.Logs;

/// <summary>The public log of a running platform, checked by the program that believes nothing.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-log-").FullName;

    private string State => Path.Combine(_folder, "seen.json");

    [Fact]
    public async Task Anybody_checks_the_log_of_a_running_platform_and_finds_nobody_in_it()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan);
        using var caller = Caller.Of(server);
        await TradeAsync(server, caller, from: 1);
        var first = await VerifyAsync(server);
        await TradeAsync(server, caller, from: 4);
        var second = await VerifyAsync(server);

        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Contains("完好 all holds", second.Said, StringComparison.Ordinal);
        Assert.Contains(" → ", second.Said, StringComparison.Ordinal);
        var entries = (await caller.GetAsync("/log/entries?from=0&to=1000")).Text;
        Assert.Contains("\"kind\":\"pointsSold\"", entries, StringComparison.Ordinal);
        Assert.Contains("\"refusal\":\"not-enough-points\"", entries, StringComparison.Ordinal);
        foreach (var word in new[] { "sentinel", "order-", "shop-x", "settle-" })
        {
            Assert.DoesNotContain(word, entries, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_entry_is_proved_and_what_is_outside_the_log_is_said()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan);
        using var caller = Caller.Of(server);
        await TradeAsync(server, caller, from: 1);
        await server.Get<LogDesk>().RunAsync(CancellationToken.None);
        var note = SignedNote.Parse((await caller.GetAsync("/log/checkpoint")).Text);
        var key = NoteVerifier.Parse((await caller.GetAsync("/log/key")).Text.Trim());
        var point = Checkpoint.Parse(note.Text);

        Assert.True(note.IsSignedBy(key));
        for (var index = 0; index < point.Size; index++)
        {
            var answer = JsonDocument.Parse(
                (await caller.GetAsync($"/log/inclusion?index={index}&size={point.Size}")).Text).RootElement;
            var proof = answer.GetProperty("proof").EnumerateArray()
                .Select(one => Digest.FromBase64(one.GetString()!)!.Value);
            var leaf = LogProof.Leaf(Encoding.UTF8.GetBytes(answer.GetProperty("entry").GetString()!));
            Assert.True(LogProof.Includes(index, point.Size, leaf, [.. proof], point.Root));
        }

        foreach (var address in new[]
        {
            "inclusion?index=99999", "inclusion?index=-1", "inclusion", "inclusion?index=0&size=99999",
            "consistency?old=3&new=2", "consistency?old=0&new=99999", "consistency", "entries?from=-1",
            "entries?from=99999",
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await caller.GetAsync($"/log/{address}")).Status);
        }
    }

    [Fact]
    public async Task The_server_shows_the_cosignature_of_a_witness_it_knows_and_takes_no_other()
    {
        var witness = NoteSigner.Create("watcher.example", NoteKeyKind.Witness);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "witness.key"), witness.ToSecret(), TestContext.Current.CancellationToken);
        var data = Directory.CreateDirectory(Path.Combine(_folder, "platform")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(data, "server.json"), $$"""{ "log": { "witnesses": "{{witness.Verifier}}" } }""",
            TestContext.Current.CancellationToken);
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan, data);
        using var caller = Caller.Of(server);
        await TradeAsync(server, caller, from: 1);
        await server.Get<LogDesk>().RunAsync(CancellationToken.None);

        var told = await RunAsync(
            "witness", "--follow", server.Address.ToString(), "--state", _folder, "--rounds", "1");
        var stranger = await RunAsync(
            "witness", "--follow", server.Address.ToString(), "--state", Path.Combine(_folder, "other"), "--rounds",
            "1");

        Assert.True((told.Code, stranger.Code) == (0, 0), told.Said);
        Assert.DoesNotContain("不接受", told.Said, StringComparison.Ordinal);
        Assert.Contains("不接受", stranger.Said, StringComparison.Ordinal);
        var note = SignedNote.Parse((await caller.GetAsync("/log/checkpoint")).Text);
        Assert.NotNull(note.SeenBy(witness.Verifier));
        var listed = JsonDocument.Parse((await caller.GetAsync("/log/witnesses")).Text).RootElement;
        Assert.Equal("watcher.example", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        var bad = await caller.PostAsync("/log/cosignature", "no note", type: "text/plain");
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
    }

    [Fact]
    public async Task A_new_key_is_said_in_the_log_under_both_keys_and_is_followed()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan, _folder);
        using var caller = Caller.Of(server);
        await TradeAsync(server, caller, from: 1);
        Assert.Equal(0, (await VerifyAsync(server)).Code);
        var keys = new LogKeys(Path.Combine(_folder, "keys"));
        var old = keys.Find()!;

        var next = keys.MakeNext(old).Verifier;
        await server.Get<LogDesk>().RunAsync(CancellationToken.None);
        var changed = await VerifyAsync(server);

        Assert.True(changed.Code == 0, changed.Said);
        Assert.Contains($"{next}", changed.Said, StringComparison.Ordinal);
        Assert.Equal(next, keys.Find()!.Verifier);
        Assert.Null(keys.Next());
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder, "keys", LogKeys.FileName)));
        var alone = await RunAsync(server.Address.ToString(), "--key", old.Verifier.ToString());
        Assert.True(alone.Code == 0, alone.Said);
    }

    [Fact]
    public async Task A_journal_that_lacks_what_was_signed_is_not_signed_again()
    {
        await using (var server = await RunningServer.StartAsync(Caller.FinalPlan, _folder))
        {
            using var caller = Caller.Of(server);
            await TradeAsync(server, caller, from: 1);
            await server.Get<LogDesk>().RunAsync(CancellationToken.None);
        }

        // As after an older backup was restored: more was signed than there is.
        var keys = new LogKeys(Path.Combine(_folder, "keys"));
        var key = keys.Find()!;
        keys.Keep(new SignedNote(
            new Checkpoint(key.Verifier.Name, 1_000, LogProof.Empty, []).ToString(), []).SignedBy(key));
        await using var again = await RunningServer.StartAsync(Caller.FinalPlan, _folder);
        using var asking = Caller.Of(again);

        var answer = await asking.GetAsync("/log/checkpoint");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Contains("log-contradicted", answer.Text, StringComparison.Ordinal);
        Assert.Equal(1_000, Checkpoint.Parse(keys.Signed()!.Text).Size);
        foreach (var address in new[] { "key", "entries", "inclusion?index=0", "consistency?old=0&new=1" })
        {
            var other = await asking.GetAsync($"/log/{address}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, other.Status);
            Assert.Contains("log-contradicted", other.Text, StringComparison.Ordinal);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task TradeAsync(RunningServer server, Caller caller, int from)
    {
        for (var order = from; order < from + 3; order++)
        {
            (await caller.SettleAsync($"order-{order}", $"sentinel-{order}")).Done();
        }

        var (at, gate) = (Instant.From(server.Wall.GetUtcNow()), server.Get<PoolGate>());
        await gate.SubmitAsync(
            new PoolCommand.SellPoints(
                $"sell-{from}", at, $"sentinel-{from}", new(Points.FromUnits(1_000_000)), Money.Zero, null),
            CancellationToken.None);
        await gate.SubmitAsync(
            new PoolCommand.SellPoints(
                $"much-{from}", at, $"sentinel-{from}", new(Points.FromUnits(1L << 50)), Money.Zero, null),
            CancellationToken.None);

        // The loop may have signed in the middle of it.
        await server.Get<LogDesk>().RunAsync(CancellationToken.None);
    }

    private Task<(int Code, string Said)> VerifyAsync(RunningServer server) =>
        RunAsync(server.Address.ToString(), "--state", State);

    private static async Task<(int Code, string Said)> RunAsync(params string[] args)
    {
        var said = new StringWriter();
        var code = await Verifying.Program.RunAsync(
            args, said, said, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, said.ToString());
    }
}
