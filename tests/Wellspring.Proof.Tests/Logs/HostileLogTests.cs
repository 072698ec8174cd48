using System.Text;
using Wellspring.Verifying;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>Whatever somebody hostile writes is a fault or no proof; no program dies of it.</summary>
public sealed class HostileLogTests : IDisposable
{
    private const string Half = """{"topic":"\ud800","statement":{"old":"\ud800"}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("hostile-").FullName;
    private readonly LyingLog _log = new(GoldenLogs.Of("rewards"));

    [Fact]
    public void A_key_that_is_no_point_of_the_curve_has_signed_nothing()
    {
        foreach (var key in Keys())
        {
            Assert.False(key.Verifies("text"u8, new byte[64]));
            Assert.False(key.Verifies("text"u8, new byte[63]));
        }
    }

    [Fact]
    public async Task A_change_to_a_key_that_is_no_point_kills_neither_verifier_nor_witness()
    {
        foreach (var key in Keys())
        {
            // The old key signs whatever its holder likes; nobody holds the new one.
            var note = new SignedNote($"wellspring/log-key\n{LyingLog.Key.Verifier}\n{key}\n", [])
                .SignedBy(LyingLog.Key);
            var signature = Convert.ToBase64String(note.Signatures[0].Bytes.AsSpan());
            _log.State("log-key",
                $$"""
                {"new":"{{key}}","newSignature":"{{signature}}","old":"{{LyingLog.Key.Verifier}}",
                "oldSignature":"{{signature}}"}
                """.ReplaceLineEndings(""));
        }

        Assert.Equal(0, (await RunAsync(_log.Address)).Code);
        Assert.Equal(0, (await WatchAsync()).Code);
    }

    [Fact]
    public async Task Half_a_character_in_a_topic_or_a_statement_is_a_fault_and_no_crash()
    {
        _log.Add(Half[1..^1] + "," + _log.Last("pool"));

        Assert.Equal(Program.Faulty, (await RunAsync(_log.Address)).Code);
        Assert.Equal(Program.Faulty, (await WatchAsync()).Code);
        Assert.True(File.Exists(Path.Combine(_folder, "alarm.json")));
    }

    [Theory]
    [InlineData("\"scale\":0", "\"scale\":4294967296")]
    [InlineData("\"day\":\"2026-11-22\"", "\"day\":\"\\ud800\"")]
    [InlineData("\"members\":1", "\"\\ud800members\":1")]
    public void A_statement_out_of_all_bounds_is_refused_as_unreadable(string good, string bad)
    {
        var text = new BalanceStatement("2026-11-22", 1, 1, 0, default, 0, 0, 0, LogProof.Empty).ToString();
        Assert.Contains(good, text, StringComparison.Ordinal);

        Assert.Throws<FormatException>(
            () => BalanceStatement.Parse(text.Replace(good, bad, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_bundle_without_its_proof_is_refused_as_unreadable()
    {
        var path = Path.Combine(_folder, "bundle");
        foreach (var proof in new[] { "", ",\"proof\":[null]" })
        {
            File.WriteAllText(path, $$"""
                {"bundle":"wellspring-log/1","key":"k","checkpoint":"c","index":0{{proof}}}
                {}
                """);

            Assert.Throws<FormatException>(() => new LogBundle(path).Head());
        }
    }

    [Fact]
    public async Task Junk_that_nobody_signed_is_no_alarm_and_a_witness_asks_again()
    {
        _log.Garbled = true;
        var (code, said) = await WatchAsync();
        _log.Garbled = false;
        var (then, _) = await WatchAsync();

        Assert.Equal((0, 0), (code, then));
        Assert.Contains("checkpoint-unreadable", said, StringComparison.Ordinal);
        Assert.Single(_log.Cosigned);
    }

    [Fact]
    public async Task A_key_that_the_remembered_log_does_not_have_is_refused_and_so_is_a_state_that_does_nothing()
    {
        var state = Path.Combine(_folder, "seen");
        var other = NoteSigner.Create(LyingLog.Origin, NoteKeyKind.Log).Verifier.ToString();
        Assert.Equal(0, (await RunAsync(_log.Address, "--state", state)).Code);
        var one = Path.Combine(_folder, "one");
        await using (var file = File.Create(one))
        {
            LogBundle.Write(
                file,
                new(LogBundle.Format, LyingLog.Key.Verifier.ToString(), _log.Checkpoint(), 4,
                    [.. _log.Tree().Inclusion(4, _log.Size).Select(hash => hash.ToString())]), [_log.Entries[4]]);
        }

        var (refused, said) = await RunAsync(_log.Address, "--state", state, "--key", other);

        Assert.Equal(Program.BadInput, refused);
        Assert.Contains("--key", said, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(one)).Code);
        Assert.Equal(Program.BadInput, (await RunAsync(one, "--state", state)).Code);
    }

    [Fact]
    public async Task Balances_that_are_not_the_logs_own_raise_an_alarm()
    {
        var (figures, rest) = (_log.Figures(), _log.Last("pool"));
        var fine = new BalanceStatement(
            "2026-11-22", figures.Next, 1, figures.Scale, new(figures.Circulating, 0, 0), figures.Pool,
            figures.Circulating, 0, LogProof.Empty);
        Assert.Equal(0, (await WatchAsync()).Code);
        _log.Add(Said(fine, rest));
        Assert.Equal(0, (await WatchAsync()).Code);

        _log.Add(Said(fine with { Day = "2026-11-23", Position = fine.Position + 1, Pool = fine.Pool + 1 }, rest));
        var (code, said) = await WatchAsync();

        Assert.Equal(Program.Faulty, code);
        Assert.Contains("balances-differ", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_of_balances_is_held_against_the_log_and_the_one_before()
    {
        var now = _log.Figures();
        var good = new BalanceStatement(
            "2026-11-22", now.Next, 1, now.Scale, new(now.Circulating, 0, 0), now.Pool, now.Circulating, 0,
            LogProof.Empty);
        var books = Books(good);
        Assert.Equal(("2026-11-22", now.Next), (books.BalancesDay, books.BalancesPosition));
        var next = good with { Day = "2026-11-23", Position = now.Next + 1 };
        Assert.Equal("2026-11-23", Books(good, next).BalancesDay);

        foreach (var bad in new[]
        {
            next with { FloatPoints = 1 }, next with { Position = now.Next + 2 }, next with { Position = now.Next - 1 },
            next with { Day = good.Day }, next with { Day = "2026-11-21" }, next with { Pool = now.Pool + 1 },
            next with { Scale = now.Scale + 1 },
            next with { Circulating = now.Circulating - 1, Total = new(now.Circulating - 1, 0, 0) },
        })
        {
            var found = Assert.Throws<LogFaultException>(() => Books(good, bad));
            Assert.Equal(("balances-differ", now.Next + 1), (found.Fault.Code, found.Fault.Index));
        }
    }

    [Fact]
    public void Figures_that_were_never_signed_do_not_stay_in_the_ring()
    {
        var ring = new RecentFigures();
        ring.Keep(new() { Next = 7, Pool = 1 });
        ring.Keep(new() { Next = 8, Pool = 2 });
        Assert.Equal(new(2, 0, 0), ring.Find(8));
        ring.Keep(new() { Next = 7, Pool = 1 });

        Assert.Null(ring.Find(8));
        Assert.Equal(new(1, 0, 0), ring.Find(7));
        ring.Keep(new() { Next = 8, Pool = 2 });
        for (var next = 9; next < 8 + RecentFigures.Most; next++)
        {
            ring.Keep(new() { Next = next });
        }

        Assert.Null(ring.Find(7));
        Assert.Equal(new(2, 0, 0), ring.Find(8));
    }

    [Fact]
    public async Task Balances_of_long_ago_are_held_against_the_entry_read_again_and_its_proof()
    {
        var state = Path.Combine(_folder, "seen.json");
        var (figures, rest) = (_log.Figures(), _log.Last("pool"));
        var fine = new BalanceStatement(
            "2026-11-22", figures.Next, 1, figures.Scale, new(figures.Circulating, 0, 0), figures.Pool,
            figures.Circulating, 0, LogProof.Empty);
        _log.Grow();
        _log.Grow();
        _log.Grow();
        Assert.Equal(0, (await RunAsync(_log.Address, "--state", state)).Code);
        Assert.Equal(0, (await WatchAsync()).Code);
        _log.Add(Said(fine, rest));
        _log.Flipped = ((int)figures.Next - 1, "another"u8.ToArray());

        // What comes from before the state file is fetched again, and must be what was signed.
        var flipped = await RunAsync(_log.Address, "--state", state);
        Assert.True(flipped.Code == Program.Faulty, flipped.Said);
        Assert.Contains("not-included", flipped.Said, StringComparison.Ordinal);
        Assert.Equal(0, (await WatchAsync()).Code);
        Assert.Single(_log.Cosigned);
        _log.Flipped = null;
        var (code, said) = await RunAsync(_log.Address, "--state", state);
        Assert.True(code == 0, said);
        Assert.Equal(0, await FollowAsync(_log, most: 2));

        for (var more = 0; more < 3; more++)
        {
            _log.Add("\"kind\":\"clockAdvanced\"," + rest);
        }

        Assert.Equal(0, (await RunAsync(_log.Address, "--state", state)).Code);
        _log.Add(Said(fine with { Day = "2026-11-23", Position = fine.Position + 1, Pool = fine.Pool + 1 }, rest));
        (code, said) = await RunAsync(_log.Address, "--state", state);

        Assert.Equal(Program.Faulty, code);
        Assert.Contains("balances-differ", said, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LogFaultException>(() => FollowAsync(_log, most: 2));
    }

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // Of these about half are no points of the curve.
    private static NoteVerifier[] Keys() =>
    [
        .. Enumerable.Range(0, 40).Select(first =>
            new NoteVerifier(LyingLog.Origin, NoteKeyKind.Log, [.. Enumerable.Repeat((byte)first, 32)])),
    ];

    private PublicFigures Books(params BalanceStatement[] statements)
    {
        var books = new PublicBooks(PublicFigures.None);
        _log.Entries.ForEach(entry => books.Follow(entry));
        foreach (var statement in statements)
        {
            books.Follow(Encoding.UTF8.GetBytes(
                $$"""{"i":{{books.Figures.Next}},{{Said(statement, _log.Last("pool"))}}"""));
        }

        return books.Figures;
    }

    private static string Said(BalanceStatement statement, string rest) =>
        $"\"kind\":\"statementPublished\",\"topic\":\"balances\",\"statement\":{statement},{rest}";

    // From a file, with a memory of only so many positions.
    private async Task<long> FollowAsync(LyingLog log, int most)
    {
        var path = Path.Combine(_folder, "whole");
        await using (var file = File.Create(path))
        {
            LogBundle.Write(
                file, new(LogBundle.Format, LyingLog.Key.Verifier.ToString(), log.Checkpoint(), null, []),
                log.Entries);
        }

        var watch = new LogWatch(new LogBundle(path), null, null, new RecentFigures(most));
        return (await watch.RunAsync(null, TestContext.Current.CancellationToken)).Size - log.Size;
    }

    private Task<(int Code, string Said)> WatchAsync() => RunAsync(
        "witness", "--follow", _log.Address, "--state", _folder, "--name", "watcher", "--rounds", "1");

    private static async Task<(int Code, string Said)> RunAsync(params string[] args)
    {
        var said = new StringWriter();
        var code = await Program.RunAsync(
            args, said, said, TimeProvider.System, TestContext.Current.CancellationToken);
        return (code, said.ToString());
    }
}
