using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Commands that were made to break the pool, and a stored one that nobody can read.</summary>
public sealed class PoisonTests(Tally tally, OnePlatform one) : IClassFixture<OnePlatform>
{
    private readonly Platform _platform = one.Platform;

    [Fact]
    public async Task A_poison_command_harms_nobody_but_its_sender()
    {
        using var http = _platform.Client();
        var ledger = new Ledger();
        await using var load = Load.On(_platform, ledger, "x", clients: 2);
        var process = _platform.Process.Id;
        foreach (var poison in Poison.Commands)
        {
            var reply = await http.PostReplyAsync("/v1/commands", poison);
            Assert.True(
                reply.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity
                    or HttpStatusCode.OK or HttpStatusCode.RequestEntityTooLarge
                || (reply.Status is HttpStatusCode.InternalServerError
                    && reply.Text.Contains("quarantined", StringComparison.Ordinal)),
                $"{(int)reply.Status}: {reply.Text}\n{Encoding.UTF8.GetString([.. poison.Take(200)])}");
        }

        await load.MoreAsync(100);
        await load.EndAsync();
        Assert.False(_platform.Process.HasExited, _platform.Process.Output);
        Assert.Equal(process, _platform.Process.Id);

        // What was journaled of it is read back without harm.
        await _platform.KillAsync();
        await _platform.IsWholeAsync();
        await _platform.StartAsync();
        Assert.Equal(0, ledger.Count("refusal:quarantined"));
        tally.Add("poison command", Poison.Commands.Count, ledger.Compare(_platform.Pool).IsWhole(), []);
    }

    [Fact]
    public async Task A_stored_command_that_nobody_can_read_holds_no_other_up()
    {
        await _platform.KillAsync();
        await using (var records = new SqliteConnection($"Data Source={_platform.Folder}/shop.db;Pooling=False"))
        {
            await records.OpenAsync();
            await using var insert = records.CreateCommand();
            insert.CommandText = """
                INSERT INTO pool_commands (id, line, state) VALUES
                    ('poison', '{"id":"poison","ofALaterRelease":{}}', 'waiting'),
                    ('good', '{"id":"good","at":"2026-01-01T00:00:00Z","advanceClock":{}}', 'waiting')
                """;
            await insert.ExecuteNonQueryAsync();
        }

        await _platform.StartAsync();
        using var http = _platform.Client();
        var ledger = new Ledger();
        var settled = (await http.PostReplyAsync("/v1/commands", Sender.Settle("q-1", "q-1", "m1"))).Done();
        Sender.Note(ledger, settled);

        // Views and records follow only while the queue moves.
        var position = settled.Json.GetProperty("position").GetInt64();
        var seen = new Reply(HttpStatusCode.ServiceUnavailable, "");
        for (var attempt = 0; attempt < 20 && seen.Status is HttpStatusCode.ServiceUnavailable; attempt++)
        {
            seen = await http.GetReplyAsync($"/v1/members/m1/statement?after={position}");
        }

        seen.Done();
        Assert.Equal("clockAdvanced",
            (await http.GetReplyAsync("/v1/commands/good")).Done().Json.GetProperty("answer").GetProperty("outcome")
                .GetString());
        await _platform.IsWholeAsync();
        tally.Add("poison in the queue of stored commands", 1, ledger.Compare(_platform.Pool).IsWhole(), []);
    }
}
