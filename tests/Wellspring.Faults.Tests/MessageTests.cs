using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Commands as they come: twice, late, in any order, from many at once, and poisoned.</summary>
public sealed class MessageTests(Tally tally) : IAsyncLifetime
{
    private const int Clients = 100;
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private Platform _platform = null!;

    public async ValueTask InitializeAsync() => _platform = await Platform.StartAsync();

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    [Fact]
    public async Task Messages_delivered_twice_late_and_out_of_order_act_once_each()
    {
        var orders = Tally.Times(40, 2_000);
        string[] lines =
        [
            .. Enumerable.Range(1, orders).Select(n => Settle($"s-{n}", $"o-{n}", $"m{n % 7}")),
            .. Enumerable.Range(1, orders / 4).Select(n => string.Create(Plain,
                $$$"""{"id":"r-{{{n}}}","reverseOrder":{"order":"o-{{{n}}}","amount":"10.00"}}""")),
            .. Enumerable.Range(1, orders / 4).Select(n => string.Create(Plain,
                $$$"""{"id":"p-{{{n}}}","sellPoints":{"member":"m{{{n % 7}}}","points":"1","scale":0}}""")),
        ];
        var ledger = new Ledger();

        // Each message three times at once, each courier in an order of its own, and once more when it is long past.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(courier => DeliverAsync(ledger, lines, courier)));
        await _platform.KillAsync();
        await _platform.StartAsync();
        await DeliverAsync(ledger, lines, courier: 3);

        await _platform.KillAsync();
        (await _platform.VerifyAsync()).Exits(0);
        var compared = ledger.Compare(_platform.Pool).IsWhole();
        Assert.Equal(lines.Length, compared.Acknowledged);
        tally.Add("commands twice, late, out of order", 4 * lines.Length, compared, []);
    }

    [Fact]
    public async Task A_hundred_clients_on_one_member_sell_no_point_twice()
    {
        using var http = _platform.Client();
        var ledger = new Ledger();
        for (var n = 1; n <= 3; n++)
        {
            Note(ledger, (await http.PostReplyAsync("/v1/commands", Settle($"s-{n}", $"o-{n}", "one"))).Done());
        }

        var held = decimal.Parse((await http.GetReplyAsync("/v1/members/one")).Done().Json.GetProperty("points")
            .GetString()!, Plain);

        // Together they ask for twice what there is, and everybody asks twice, at once.
        var each = Math.Floor(held * 2 / Clients);
        var asked = string.Create(Plain, $$$"""{"member":"one","points":"{{{each}}}","scale":0}""");
        await Task.WhenAll(Enumerable.Range(0, Clients * 2).Select(async client =>
        {
            using var own = _platform.Client();
            Note(ledger, await own.PostReplyAsync("/v1/commands", string.Create(Plain,
                $$$"""{"id":"sell-{{{client / 2}}}","sellPoints":{{{asked}}}}""")));
        }));

        var left = decimal.Parse((await http.GetReplyAsync("/v1/members/one")).Done().Json.GetProperty("points")
            .GetString()!, Plain);
        await _platform.KillAsync();
        (await _platform.VerifyAsync()).Exits(0);
        var compared = ledger.Compare(_platform.Pool).IsWhole();
        Assert.Equal(3 + Clients, compared.Acknowledged);
        var sold = ledger.Count("pointsSold");
        Assert.Equal(Math.Floor(held / each), sold);
        Assert.Equal(Clients - sold, ledger.Count("refusal:not-enough-points"));
        Assert.Equal(held - (sold * each), left);
        tally.Add("100 clients on one member", Clients, compared, []);
    }

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
        (await _platform.VerifyAsync()).Exits(0);
        await _platform.StartAsync();
        await _platform.KillAsync();
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
        var settled = (await http.PostReplyAsync("/v1/commands", Settle("s-1", "o-1", "m1"))).Done();
        Note(ledger, settled);

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
        await _platform.KillAsync();
        (await _platform.VerifyAsync()).Exits(0);
        tally.Add("poison in the queue of stored commands", 1, ledger.Compare(_platform.Pool).IsWhole(), []);
    }

    private static string Settle(string id, string order, string member) =>
        $$$"""{"id":"{{{id}}}","settleOrder":{"order":"{{{order}}}","member":"{{{member}}}",""" +
        "\"merchant\":\"s1\",\"amount\":\"1000.00\"}}";

    private async Task DeliverAsync(Ledger ledger, string[] lines, int courier)
    {
        var order = lines.ToArray();
        new Random(courier).Shuffle(order);
        using var http = _platform.Client();
        foreach (var line in order)
        {
            Note(ledger, await http.PostReplyAsync("/v1/commands", line));
        }
    }

    private static void Note(Ledger ledger, Reply reply)
    {
        var (id, told, repeated) = Sender.ToldIn(reply)
            ?? throw new InvalidOperationException($"{(int)reply.Status}: {reply.Text}");
        ledger.Note(id, told, repeated);
    }
}
