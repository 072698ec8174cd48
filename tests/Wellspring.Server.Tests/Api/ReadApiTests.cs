using System.Net;
using System.Text.Json;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Api;

public sealed class ReadApiTests : IAsyncLifetime
{
    private RunningServer _server = null!;
    private Caller _caller = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Caller.FinalPlan);
        _caller = Caller.Of(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_pool_is_read_with_its_exact_price()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();

        var pool = (await _caller.GetAsync("/v1/pool")).Done();

        Assert.Equal("160.000000", pool["pool"]);
        Assert.Equal("112.00000000", pool["circulating"]);
        Assert.Equal("10", pool["price.numerator"]);
        Assert.Equal("sandbox", pool["profile"]);
        Assert.Equal("api-shop", pool["plan"]);
    }

    [Fact]
    public async Task A_caller_reads_its_own_write_by_its_position()
    {
        var settled = (await _caller.SettleAsync("o-1", "m1")).Done();

        var order = (await _caller.GetAsync("/v1/orders/o-1?after=" + settled["position"])).Done();

        Assert.Equal("settled", order["state"]);
        Assert.Equal("m1", order["member"]);
        Assert.Equal("112.00000000", order["points"]);
        Assert.Equal("1000.000000", order["amount"]);
        var statement = (await _caller.GetAsync("/v1/members/m1/statement?after=" + settled["position"])).Done();
        Assert.Equal("settled", statement.Json.GetProperty("items")[0].GetProperty("what").GetString());
    }

    [Fact]
    public async Task Pages_of_orders_lose_and_double_nothing_while_orders_come_in()
    {
        for (var number = 1; number <= 7; number++)
        {
            (await _caller.SettleAsync($"o-{number}", $"m{number}")).Done();
        }

        await _server.Get<PoolFlow>().RunAsync(CancellationToken.None);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await _caller.GetAsync(
                "/v1/orders?limit=3" + (cursor is null ? "" : "&cursor=" + cursor))).Done();
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray()
                .Select(order => order.GetProperty("order").GetString()!));
            cursor = page["next"];
            var late = (await _caller.SettleAsync($"late-{seen.Count}", "m9")).Done();
            (await _caller.GetAsync("/v1/orders/late-" + seen.Count + "?after=" + late["position"])).Done();
        }
        while (cursor is not null);

        Assert.Equal(["o-7", "o-6", "o-5", "o-4", "o-3", "o-2", "o-1"], seen);
    }

    [Fact]
    public async Task Statements_and_prices_come_page_by_page()
    {
        for (var number = 1; number <= 5; number++)
        {
            (await _caller.SettleAsync($"o-{number}", "m1")).Done();
        }

        await _server.Get<PoolFlow>().RunAsync(CancellationToken.None);

        Assert.Equal(5, (await AllAsync("/v1/members/m1/statement?limit=2")).Count);
        Assert.Equal(
            (await AllAsync("/v1/pool/prices?limit=200")).Select(row => row.ToString()),
            (await AllAsync("/v1/pool/prices?limit=2")).Select(row => row.ToString()));
        Assert.True((await AllAsync("/v1/pool/prices?thin=2")).Count < 5);
    }

    [Fact]
    public async Task A_quote_is_what_the_sale_then_pays()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();
        (await _caller.SettleAsync("o-2", "m2")).Done();

        var quote = (await _caller.PostAsync(
            "/v1/quotes/sale", new { member = "m1", points = "112", scale = 0 })).Done();
        var sold = (await _caller.PostAsync(
            "/v1/commands",
            $$$"""{"sellPoints":{"member":"m1","points":"112","scale":{{{quote["scale"]}}}}}""", "s-1")).Done();

        Assert.Equal(quote["paid"], sold["paid"]);
        Assert.Equal(quote["value"], sold["value"]);
        Assert.Equal("150.588235", quote["paid"]);
    }

    [Fact]
    public async Task A_quote_in_another_scale_is_refused_as_the_deed_would_be()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();

        (await _caller.PostAsync("/v1/quotes/sale", new { member = "m1", points = "1", scale = 1 }))
            .Refused(HttpStatusCode.UnprocessableEntity, "refusal:scale-changed");
        (await _caller.PostAsync("/v1/quotes/sale", new { member = "m1", points = "113" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "refusal:not-enough-points");
        Assert.Equal("points", (await _caller.PostAsync("/v1/quotes/sale", new { member = "m1", points = "-1" }))
            .Refused(HttpStatusCode.BadRequest, "bad-input")["place"]);
        Assert.Equal("points", (await _caller.PostAsync("/v1/quotes/sale", """{"member":"m1","points":1}"""))
            .Refused(HttpStatusCode.BadRequest, "bad-input")["place"]);
    }

    [Fact]
    public async Task A_redemption_is_quoted_too()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();

        var quote = (await _caller.PostAsync(
            "/v1/quotes/redemption", new { member = "m1", points = "7", order = "o-9" })).Done();

        Assert.Equal("10.000000", quote["credit"]);
        Assert.Null(quote["paid"]);
    }

    [Fact]
    public async Task The_journal_is_exported_line_by_line()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();
        var last = (await _caller.SettleAsync("o-2", "m2")).Done();

        var export = (await _caller.GetAsync("/v1/exports/journal")).Done();

        Assert.Equal("application/jsonl", export.Type);
        var records = export.Text.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal("poolOpened", records[0].GetProperty("event").GetString());
        Assert.Equal("m2", records[^1].GetProperty("member").GetString());
        Assert.Equal(last["position"], records[^1].GetProperty("position").ToString());
        var tail = (await _caller.GetAsync("/v1/exports/journal?from=" + last["position"])).Done();
        Assert.Single(tail.Text.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Withdrawals_are_listed_without_whom_they_are_paid_to()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();
        (await _caller.PostAsync("/v1/commands", """{"sellPoints":{"member":"m1","points":"all","scale":0}}""", "s-1"))
            .Done();
        for (var number = 1; number <= 3; number++)
        {
            var asked = (await _caller.PostAsync(
                "/v1/commands", """{"requestWithdrawal":{"member":"m1","amount":"1.00"}}""", $"w-{number}")).Done();
            (await _caller.GetAsync("/v1/withdrawals/w-" + number + "?after=" + asked["position"])).Done();
        }

        var rows = await AllAsync("/v1/withdrawals?limit=2&member=m1");

        Assert.Equal(["w-1", "w-2", "w-3"], rows.Select(row => row.GetProperty("withdrawal").GetString()).Order());
        Assert.DoesNotContain("payee", rows[0].ToString(), StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> AllAsync(string address)
    {
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await _caller.GetAsync(address + (cursor is null ? "" : "&cursor=" + cursor))).Done();
            rows.AddRange(page.Json.GetProperty("items").EnumerateArray());
            cursor = page["next"];
        }
        while (cursor is not null);

        return rows;
    }
}
