using System.Globalization;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Commands as they come: twice, late, in any order, from many at once.</summary>
public sealed class MessageTests(Tally tally, OnePlatform one) : IClassFixture<OnePlatform>
{
    private const int Clients = 100;
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private readonly Platform _platform = one.Platform;

    [Fact]
    public async Task Messages_delivered_twice_late_and_out_of_order_act_once_each()
    {
        var orders = Tally.Times(40, 2_000);
        string[] lines =
        [
            .. Enumerable.Range(1, orders).Select(n => Sender.Settle($"s-{n}", $"o-{n}", $"d{n % 7}")),
            .. Enumerable.Range(1, orders / 4).Select(n => string.Create(Plain,
                $$$"""{"id":"r-{{{n}}}","reverseOrder":{"order":"o-{{{n}}}","amount":"10.00"}}""")),
            .. Enumerable.Range(1, orders / 4).Select(n => string.Create(Plain,
                $$$"""{"id":"p-{{{n}}}","sellPoints":{"member":"d{{{n % 7}}}","points":"1","scale":0}}""")),
        ];
        var ledger = new Ledger();

        // Each message three times at once, each courier in an order of its own, and once more when it is long past.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(courier => DeliverAsync(ledger, lines, courier)));
        await _platform.KillAsync();
        await _platform.StartAsync();
        await DeliverAsync(ledger, lines, courier: 3);

        await _platform.IsWholeAsync();
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
            var line = Sender.Settle($"h-{n}", $"h-{n}", "one");
            Sender.Note(ledger, (await http.PostReplyAsync("/v1/commands", line)).Done());
        }

        var held = decimal.Parse((await http.GetReplyAsync("/v1/members/one")).Done().Json.GetProperty("points")
            .GetString()!, Plain);

        // Together they ask for twice what there is, and everybody asks twice, at once.
        var each = Math.Floor(held * 2 / Clients);
        var asked = string.Create(Plain, $$$"""{"member":"one","points":"{{{each}}}","scale":0}""");
        await Task.WhenAll(Enumerable.Range(0, Clients * 2).Select(async client =>
        {
            using var own = _platform.Client();
            Sender.Note(ledger, await own.PostReplyAsync("/v1/commands", string.Create(Plain,
                $$$"""{"id":"sell-{{{client / 2}}}","sellPoints":{{{asked}}}}""")));
        }));

        var left = decimal.Parse((await http.GetReplyAsync("/v1/members/one")).Done().Json.GetProperty("points")
            .GetString()!, Plain);
        await _platform.IsWholeAsync();
        var compared = ledger.Compare(_platform.Pool).IsWhole();
        Assert.Equal(3 + Clients, compared.Acknowledged);
        var sold = ledger.Count("pointsSold");
        Assert.Equal(Math.Floor(held / each), sold);
        Assert.Equal(Clients - sold, ledger.Count("refusal:not-enough-points"));
        Assert.Equal(held - (sold * each), left);
        tally.Add("100 clients on one member", Clients, compared, []);
    }

    private async Task DeliverAsync(Ledger ledger, string[] lines, int courier)
    {
        var order = lines.ToArray();
        new Random(courier).Shuffle(order);
        using var http = _platform.Client();
        foreach (var line in order)
        {
            Sender.Note(ledger, await http.PostReplyAsync("/v1/commands", line));
        }
    }
}
