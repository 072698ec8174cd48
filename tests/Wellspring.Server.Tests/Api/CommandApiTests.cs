using System.Net;
using System.Text.Json;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Tests.Api;

public sealed class CommandApiTests : IAsyncLifetime
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
    public async Task A_settled_order_answers_with_balance_price_and_position()
    {
        var settled = (await _caller.SettleAsync("o-1", "m1")).Done();

        Assert.Equal("orderSettled", settled["outcome"]);
        Assert.Equal("112.00000000", settled["points"]);
        Assert.Equal("112.00000000", settled["member.points"]);
        Assert.Equal("160.000000", settled["member.value"]);
        Assert.Equal("10", settled["price.numerator"]);
        Assert.Equal("7", settled["price.denominator"]);
        Assert.True(long.Parse(settled["position"]!, null) > 0);
        Assert.Equal("False", settled["repeated"]);
    }

    [Fact]
    public async Task The_same_key_again_gives_the_first_answer()
    {
        var first = (await _caller.SettleAsync("o-1", "m1")).Done();
        _server.Wall.Advance(TimeSpan.FromMinutes(3));

        var again = (await _caller.SettleAsync("o-1", "m1")).Done();

        Assert.Equal("True", again["repeated"]);
        Assert.Equal(first["position"], again["position"]);
        Assert.Equal(first["at"], again["at"]);
        Assert.Equal("112.00000000", again["member.points"]);
    }

    [Fact]
    public async Task The_same_key_for_something_else_is_a_conflict()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();

        var other = await _caller.PostAsync(
            "/v1/commands",
            """{"settleOrder":{"order":"o-1","member":"m1","merchant":"s1","amount":"999.00"}}""", "settle-o-1");

        other.Refused(HttpStatusCode.Conflict, "conflict");
        Assert.Equal("settle-o-1", other["command"]);
    }

    [Fact]
    public async Task A_hundred_at_once_with_one_key_act_once()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _caller.SettleAsync("o-1", "m1")));

        Assert.All(replies, reply => reply.Done());
        Assert.Single(replies, reply => reply["repeated"] == "False");
        Assert.Equal("1", (await _caller.GetAsync("/v1/pool")).Done()["orders"]);
    }

    [Fact]
    public async Task A_refusal_says_what_happened_and_what_would_help()
    {
        var refused = await _caller.PostAsync(
            "/v1/commands", """{"sellPoints":{"member":"m1","points":"5","scale":0}}""", "s-1");

        refused.Refused(HttpStatusCode.UnprocessableEntity, "refusal:not-enough-points");
        Assert.Equal("There are not that many free points, or the number is zero", refused["title"]);
        Assert.Equal("look up the balance, or write \"all\".", refused["mend"]);
        Assert.StartsWith("可用积分不够", refused["zh"], StringComparison.Ordinal);
        var position = refused["position"];

        var again = await _caller.PostAsync(
            "/v1/commands", """{"sellPoints":{"member":"m1","points":"5","scale":0}}""", "s-1");
        again.Refused(HttpStatusCode.UnprocessableEntity, "refusal:not-enough-points");
        Assert.Equal("True", again["repeated"]);
        Assert.Equal(position, again["position"]);
    }

    [Fact]
    public async Task Two_who_sell_the_same_points_get_one_sale_and_one_sentence()
    {
        (await _caller.SettleAsync("o-1", "m1")).Done();

        var replies = await Task.WhenAll(SellAsync("a"), SellAsync("b"));

        var sold = Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal("128.000000", sold["paid"]);
        Assert.Equal("128.000000", sold["member.wallet"]);
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.UnprocessableEntity)
            .Refused(HttpStatusCode.UnprocessableEntity, "refusal:not-enough-points");
    }

    private Task<Reply> SellAsync(string key) => _caller.PostAsync(
        "/v1/commands", """{"sellPoints":{"member":"m1","points":"112","scale":0}}""", "sell-" + key);

    [Fact]
    public async Task A_batch_of_lines_answers_each_in_order()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 3).Select(number => $$$"""
            {"id":"b-{{{number}}}","settleOrder":{"order":"o-{{{number}}}","member":"m{{{number}}}",
            "merchant":"s1","amount":"1000.00"}}
            """.ReplaceLineEndings("")));

        var reply = await _caller.PostAsync("/v1/commands", lines, type: "application/jsonl");

        var answers = reply.Done().Text.TrimEnd().Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("answer")).ToList();
        Assert.Equal("application/jsonl", reply.Type);
        Assert.Equal(["112.00000000", "78.40000000", "66.64000000"],
            answers.Select(answer => answer.GetProperty("points").GetString()));
        Assert.Equal("m1", answers[0].GetProperty("member").GetProperty("member").GetString());
    }

    [Fact]
    public async Task In_a_batch_a_refusal_stops_nobody_else()
    {
        var reply = (await _caller.PostAsync("/v1/commands", """
            {"commands":[
              {"sellPoints":{"member":"m1","points":"all","scale":0}},
              {"settleOrder":{"order":"o-1","member":"m1","merchant":"s1","amount":"1000.00"}}
            ]}
            """, key: "batch-1")).Done();

        var answers = reply.Json.GetProperty("answers").EnumerateArray().ToList();
        Assert.Equal(422, answers[0].GetProperty("status").GetInt32());
        Assert.Equal("not-enough-points", answers[0].GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(200, answers[1].GetProperty("status").GetInt32());
        Assert.Equal("batch-1:2", answers[1].GetProperty("answer").GetProperty("command").GetString());
    }

    [Fact]
    public async Task A_batch_with_one_unreadable_line_does_nothing_at_all()
    {
        var reply = await _caller.PostAsync("/v1/commands", """
            {"commands":[
              {"settleOrder":{"order":"o-1","member":"m1","merchant":"s1","amount":"1000.00"}},
              {"settleOrder":{"order":"o-2","member":"m1","merchant":"s1","amount":1000}}
            ]}
            """, key: "batch-1");

        reply.Refused(HttpStatusCode.BadRequest, "bad-input");
        Assert.Equal("commands[1].settleOrder.amount", reply["place"]);
        Assert.Equal("0", (await _caller.GetAsync("/v1/pool")).Done()["orders"]);
    }

    [Fact]
    public async Task Nobody_sends_more_than_a_thousand_commands_at_once()
    {
        var lines = string.Join(
            '\n', Enumerable.Range(1, 1_001).Select(number => $$$"""{"id":"t-{{{number}}}","advanceClock":{}}"""));

        (await _caller.PostAsync("/v1/commands", lines, type: "application/jsonl"))
            .Refused(HttpStatusCode.BadRequest, "batch-size");
    }

    [Fact]
    public async Task A_key_for_orders_sells_nothing()
    {
        using var orders = Caller.Of(_server, Scopes.WriteOrders);
        (await orders.SettleAsync("o-1", "m1")).Done();

        (await orders.PostAsync("/v1/commands", """{"sellPoints":{"member":"m1","points":"all","scale":0}}""", "s-1"))
            .Refused(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task After_a_lost_answer_the_id_tells_what_happened()
    {
        var settled = (await _caller.SettleAsync("o-1", "m1")).Done();

        var found = (await _caller.GetAsync("/v1/commands/settle-o-1")).Done();

        Assert.Equal(settled["position"], found["answer.position"]);
        Assert.Equal("orderSettled", found["record.event"]);
        Assert.Equal("m1", found["record.member"]);
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-api-").FullName;
        try
        {
            string key;
            await using (var first = await RunningServer.StartAsync(Caller.FinalPlan, folder))
            {
                key = Caller.KeyOf(first);
                using var caller = new Caller(first.Address, key);
                (await caller.SettleAsync("o-1", "m1")).Done();
            }

            await using var second = await RunningServer.StartAsync(Caller.FinalPlan, folder);
            using var again = new Caller(second.Address, key);
            Assert.Equal("True", (await again.SettleAsync("o-1", "m1")).Done()["repeated"]);
            Assert.Equal("112.00000000", (await again.GetAsync("/v1/members/m1")).Done()["points"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
