using System.Net;
using Wellspring.Client;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Server.Tests.Api;

public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly WebhookOptions Quick = new()
    {
        Attempts = 4, FirstDelay = new(1_000), MostDelay = new(60_000), Timeout = TimeSpan.FromSeconds(2),
    };

    private RunningServer _server = null!;
    private Caller _caller = null!;
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Caller.FinalPlan, webhooks: Quick);
        _caller = Caller.Of(_server);
        _receiver = await Receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_happens_is_told_signed_and_in_order()
    {
        var (_, verification) = await AddAsync();
        await SettleAsync("o-1", "m1");
        (await _caller.PostAsync("/v1/commands", """{"sellPoints":{"member":"m1","points":"all","scale":0}}""", "s-1"))
            .Done();
        (await _caller.PostAsync("/v1/commands", """{"requestWithdrawal":{"member":"m1","amount":"5.00"}}""", "w-1"))
            .Done();
        (await _caller.PostAsync("/v1/commands", """{"reverseOrder":{"order":"o-1","amount":"10.00"}}""", "r-1"))
            .Done();

        await _receiver.UntilAsync(() => _receiver.Arrived.Count(one => Kind(one) != "price.changed") >= 3);

        var told = _receiver.Taken(verification).Where(message => message.Type != "price.changed").ToList();
        Assert.Equal(
            ["order.settled", "withdrawal.requested", "order.reversed"],
            told.Select(message => message.Type));
        Assert.Equal("m1", told[0].Data.GetProperty("member").GetString());
        Assert.Equal("112.00000000", told[0].Data.GetProperty("points").GetString());
        Assert.Equal("5.000000", told[1].Data.GetProperty("amount").GetString());
        Assert.Equal(told.OrderBy(message => (message.Position, message.Line)), told);
    }

    [Fact]
    public async Task The_price_is_told_once_a_record()
    {
        var (_, verification) = await AddAsync("price.changed");
        await SettleAsync("o-1", "m1");
        await SettleAsync("o-2", "m2");

        await _receiver.UntilAsync(() => _receiver.Arrived.Count >= 1);

        var told = _receiver.Taken(verification);
        Assert.All(told, message => Assert.Equal("price.changed", message.Type));
        Assert.Equal(told.Count, told.DistinctBy(message => message.Position).Count());
        Assert.Equal("1.68067227", told[^1].Data.GetProperty("decimal").GetString());
    }

    [Fact]
    public async Task A_receiver_that_fails_gets_it_again_and_later_ones_of_the_member_wait()
    {
        var (_, verification) = await AddAsync("order.settled");
        _receiver.Answers = (number, _) => number <= 2 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK;
        await SettleAsync("o-1", "m1");
        await SettleAsync("o-2", "m1");
        await SettleAsync("o-3", "m1");

        await PassUntilAsync(() => _receiver.Taken(verification).Count == 3);

        Assert.Equal(["o-1", "o-2", "o-3"], OrdersOf(_receiver.Taken(verification)));
        // The first two attempts were the first order's: nobody overtook it.
        Assert.Equal(_receiver.Arrived[0].Id, _receiver.Arrived[1].Id);
        Assert.Equal(_receiver.Arrived[0].Id, _receiver.Arrived[2].Id);
    }

    [Fact]
    public async Task One_members_trouble_holds_no_other_member_up()
    {
        var (_, verification) = await AddAsync("order.settled");
        _receiver.Answers = (_, arrival) => arrival.Body.Contains("\"m1\"", StringComparison.Ordinal)
            ? HttpStatusCode.InternalServerError
            : HttpStatusCode.OK;
        await SettleAsync("o-1", "m1");
        await SettleAsync("o-2", "m2");

        await _receiver.UntilAsync(() => _receiver.Taken(verification).Count == 1);

        Assert.Equal(["o-2"], OrdersOf(_receiver.Taken(verification)));
    }

    [Fact]
    public async Task A_message_that_never_arrives_is_given_up_and_can_be_told_again()
    {
        var (id, verification) = await AddAsync("order.settled");
        _receiver.Answers = (_, _) => HttpStatusCode.BadGateway;
        var first = await SettleAsync("o-1", "m1");
        await SettleAsync("o-2", "m1");

        await PassUntilAsync(() => _receiver.Arrived.Count == 8);

        var dead = (await _caller.GetAsync($"/v1/webhooks/{id}/deliveries?state=dead")).Done();
        await WaitAsync(async () =>
            (dead = await _caller.GetAsync($"/v1/webhooks/{id}/deliveries?state=dead"))
                .Json.GetProperty("items").GetArrayLength() == 2);
        Assert.Equal("HTTP 502", dead.Json.GetProperty("items")[0].GetProperty("failure").GetString());

        _receiver.Answers = (_, _) => HttpStatusCode.OK;
        var replay = (await _caller.PostAsync(
            $"/v1/webhooks/{id}/replay", new { from = long.Parse(first["position"]!, null) })).Done();
        Assert.Equal("2", replay["messages"]);
        await _receiver.UntilAsync(() => _receiver.Taken(verification).Count == 2);
        Assert.Equal(["o-1", "o-2"], OrdersOf(_receiver.Taken(verification)));
    }

    [Fact]
    public async Task What_happened_before_a_receiver_was_added_can_be_told_by_a_replay()
    {
        for (var number = 1; number <= 5; number++)
        {
            await SettleAsync($"o-{number}", "m1");
        }

        var (id, verification) = await AddAsync("order.settled");
        (await _caller.PostAsync($"/v1/webhooks/{id}/replay", new { from = 0 })).Done();
        await SettleAsync("o-6", "m1");

        await _receiver.UntilAsync(() => _receiver.Taken(verification).Count == 6);

        Assert.Equal(["o-1", "o-2", "o-3", "o-4", "o-5", "o-6"], OrdersOf(_receiver.Taken(verification)));
    }

    [Fact]
    public async Task An_answer_that_is_too_late_counts_as_none_and_the_id_stays()
    {
        var (_, verification) = await AddAsync("order.settled");
        _receiver.Waits = number => number == 1 ? TimeSpan.FromSeconds(4) : TimeSpan.Zero;
        await SettleAsync("o-1", "m1");

        await PassUntilAsync(() => _receiver.Arrived.Count == 2);

        // It came twice under one id: a receiver that notes ids acts once.
        Assert.Equal(_receiver.Arrived[0].Id, _receiver.Arrived[1].Id);
        Assert.Single(_receiver.Taken(verification));
    }

    [Fact]
    public async Task A_receiver_that_dies_gets_everything_when_it_is_back()
    {
        var address = _receiver.Address;
        var (_, verification) = await AddAsync("order.settled");
        await SettleAsync("o-1", "m1");
        await _receiver.UntilAsync(() => _receiver.Arrived.Count == 1);
        await _receiver.DisposeAsync();
        await SettleAsync("o-2", "m1");
        await SettleAsync("o-3", "m2");
        await Task.Delay(500);

        _receiver = await Receiver.StartAsync(address.Port);
        await PassUntilAsync(() => _receiver.Taken(verification).Count == 2);

        Assert.Equal(["o-2", "o-3"], OrdersOf(_receiver.Taken(verification)).Order());
    }

    [Fact]
    public async Task What_waits_is_sent_after_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-hooks-").FullName;
        try
        {
            WebhookVerification verification;
            await using (var first = await RunningServer.StartAsync(Caller.FinalPlan, folder, webhooks: Quick))
            {
                using var caller = Caller.Of(first);
                (_, verification) = await AddAsync(caller, "order.settled");
                _receiver.Answers = (_, _) => HttpStatusCode.ServiceUnavailable;
                var settled = (await caller.SettleAsync("o-1", "m1")).Done();
                (await caller.GetAsync("/v1/orders/o-1?after=" + settled["position"])).Done();
            }

            _receiver.Answers = (_, _) => HttpStatusCode.OK;
            await using var second = await RunningServer.StartAsync(Caller.FinalPlan, folder, webhooks: Quick);
            second.Wall.Advance(TimeSpan.FromMinutes(2));
            await _receiver.UntilAsync(() =>
                _receiver.Arrived.Any(arrival => arrival.Status == HttpStatusCode.OK));
            Assert.Contains("\"o-1\"", _receiver.Arrived[^1].Body, StringComparison.Ordinal);
            _ = verification;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_switched_off()
    {
        var (id, _) = await AddAsync("order.settled");
        _receiver.Answers = (_, _) => HttpStatusCode.Gone;
        await SettleAsync("o-1", "m1");

        await WaitAsync(async () => (await _caller.GetAsync("/v1/webhooks/" + id))["state"] == "off");
        Assert.Single(_receiver.Arrived);
    }

    [Fact]
    public async Task No_redirect_is_followed()
    {
        var moved = new Uri(_receiver.Address, "/moved").ToString();
        var added = await _caller.PostAsync("/v1/webhooks", new { url = moved, kinds = new[] { "order.settled" } });
        var id = added["webhook"];

        var tested = (await _caller.PostAsync($"/v1/webhooks/{id}/test", "{}")).Done();

        Assert.Equal("302", tested["status"]);
        Assert.Equal("False", tested["delivered"]);
        Assert.Empty(_receiver.Arrived);
    }

    [Fact]
    public async Task A_test_message_is_signed_like_any_other()
    {
        var (id, verification) = await AddAsync("order.settled");

        Assert.Equal("True", (await _caller.PostAsync($"/v1/webhooks/{id}/test", "{}")).Done()["delivered"]);

        Assert.Equal("webhook.test", Assert.Single(_receiver.Arrived).Read(verification).Type);
        var arrival = _receiver.Arrived[0];
        Assert.False(verification.TryRead(arrival.Id, arrival.Timestamp, arrival.Signature, arrival.Body + " ", out _));
        Assert.False(verification.TryRead("other", arrival.Timestamp, arrival.Signature, arrival.Body, out _));
        _server.Wall.Advance(TimeSpan.FromMinutes(6));
        Assert.False(verification.TryRead(arrival.Id, arrival.Timestamp, arrival.Signature, arrival.Body, out _));
    }

    [Fact]
    public async Task A_deleted_receiver_is_told_nothing_more()
    {
        var (id, _) = await AddAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await _caller.DeleteAsync("/v1/webhooks/" + id)).Status);

        await SettleAsync("o-1", "m1");
        await Task.Delay(600);

        Assert.Empty(_receiver.Arrived);
        (await _caller.GetAsync("/v1/webhooks/" + id)).Refused(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_when_the_connection_is_made()
    {
        var address = new WebhookAddress([], allowLoopback: false);

        var refused = await Assert.ThrowsAsync<WebhookAddressException>(() =>
            address.ConnectAsync(new("localhost", 1), isEncrypted: true, CancellationToken.None));

        Assert.Contains("localhost", refused.Message, StringComparison.Ordinal);
        Assert.Null(address.Mistake("https://localtest.example/", out _));
        Assert.NotNull(address.Mistake("https://localhost/", out _));
    }

    [Fact]
    public void Networks_that_the_operator_lists_are_reached()
    {
        var address = new WebhookAddress([IPNetwork.Parse("10.1.0.0/16")], allowLoopback: false);

        Assert.True(address.IsAllowed(IPAddress.Parse("10.1.2.3")));
        Assert.True(address.IsAllowed(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(address.IsAllowed(IPAddress.Parse("10.2.0.1")));
        Assert.True(address.IsAllowed(IPAddress.Parse("1.1.1.1")));
        Assert.Null(address.Mistake("http://10.1.2.3/hook", out _));
    }

    private static string Kind(Arrival arrival) =>
        System.Text.Json.JsonDocument.Parse(arrival.Body).RootElement.GetProperty("type").GetString()!;

    private static IEnumerable<string> OrdersOf(IEnumerable<WebhookMessage> messages) =>
        messages.Select(message => message.Data.GetProperty("order").GetString()!);

    private Task<(string Id, WebhookVerification Verification)> AddAsync(params string[] kinds) =>
        AddAsync(_caller, kinds);

    private async Task<(string Id, WebhookVerification Verification)> AddAsync(Caller caller, params string[] kinds)
    {
        var added = await caller.PostAsync("/v1/webhooks", new
        {
            url = _receiver.Address.ToString(), kinds = kinds.Length == 0 ? [.. WebhookKinds.All] : kinds,
        });
        Assert.True(added.Status == HttpStatusCode.Created, added.Text);
        return (added["webhook"]!, new(added["secret"]!, _server.Wall));
    }

    private async Task<Reply> SettleAsync(string order, string member)
    {
        var settled = (await _caller.SettleAsync(order, member)).Done();
        await _server.Get<PoolFlow>().RunAsync(CancellationToken.None);
        return settled;
    }

    // Retries wait by wall time, which stands still here until it is moved.
    private async Task PassUntilAsync(Func<bool> met)
    {
        for (var attempt = 0; !met(); attempt++)
        {
            Assert.True(attempt < 200, string.Join('\n', _receiver.Arrived));
            await Task.Delay(100);
            _server.Wall.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private static async Task WaitAsync(Func<Task<bool>> met)
    {
        for (var attempt = 0; !await met(); attempt++)
        {
            Assert.True(attempt < 100);
            await Task.Delay(100);
        }
    }
}
