using System.Net;
using Microsoft.AspNetCore.Authorization;
using Wellspring.Core;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Tests.Api;

public sealed class AccessApiTests(ApiServer api) : IClassFixture<ApiServer>
{
    // Every address of the API, with what a key needs for it.
    private static readonly (string Method, string Address, string[] Scopes)[] Doors =
    [
        ("POST", "/v1/commands", [Scopes.WriteOrders, Scopes.WriteCommands]),
        ("GET", "/v1/commands/c-1", [Scopes.WriteOrders, Scopes.WriteCommands, Scopes.Exports]),
        ("GET", "/v1/pool", [Scopes.ReadPool]),
        ("GET", "/v1/pool/prices", [Scopes.ReadPool]),
        ("GET", "/v1/members/m1", [Scopes.ReadMembers]),
        ("GET", "/v1/members/m1/statement", [Scopes.ReadMembers]),
        ("GET", "/v1/orders", [Scopes.ReadMembers]),
        ("GET", "/v1/orders/o-1", [Scopes.ReadMembers]),
        ("GET", "/v1/orders/o-1/sheet", [Scopes.ReadMembers]),
        ("GET", "/v1/withdrawals", [Scopes.ReadMembers]),
        ("GET", "/v1/withdrawals/w-1", [Scopes.ReadMembers]),
        ("POST", "/v1/quotes/sale", [Scopes.ReadMembers]),
        ("POST", "/v1/quotes/redemption", [Scopes.ReadMembers]),
        ("GET", "/v1/legacy/creditors/m1", [Scopes.ReadMembers]),
        ("GET", "/v1/legacy/claims", [Scopes.ReadMembers]),
        ("GET", "/v1/legacy/releases", [Scopes.ReadPool]),
        ("POST", "/v1/legacy/claims/import", [Scopes.WriteCommands]),
        ("GET", "/v1/exports/journal", [Scopes.Exports]),
        ("GET", "/v1/exports/audit", [Scopes.Exports]),
        ("POST", "/v1/malls/a/reservations", [Scopes.MallCheckout]),
        ("GET", "/v1/malls/a/reservations/o-1", [Scopes.MallCheckout]),
        ("POST", "/v1/malls/a/reservations/o-1/confirm", [Scopes.MallCheckout]),
        ("POST", "/v1/malls/a/reservations/o-1/cancel", [Scopes.MallCheckout]),
        ("POST", "/v1/webhooks", [Scopes.Webhooks]),
        ("GET", "/v1/webhooks", [Scopes.Webhooks]),
        ("GET", "/v1/webhooks/wh-1", [Scopes.Webhooks]),
        ("DELETE", "/v1/webhooks/wh-1", [Scopes.Webhooks]),
        ("POST", "/v1/webhooks/wh-1/test", [Scopes.Webhooks]),
        ("POST", "/v1/webhooks/wh-1/replay", [Scopes.Webhooks]),
        ("GET", "/v1/webhooks/wh-1/deliveries", [Scopes.Webhooks]),
    ];

    private readonly RunningServer _server = api.Server;

    [Fact]
    public void Every_endpoint_says_who_may_call_it()
    {
        var open = _server.Get<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && endpoint.Metadata.GetMetadata<IAuthorizeData>() is not { Policy.Length: > 0 }
                && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null)
            .OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText)
            .Where(address => address!.StartsWith("/v1", StringComparison.Ordinal));

        Assert.Empty(open);
    }

    [Fact]
    public void Every_address_of_the_api_is_tried_here()
    {
        var mapped = _server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .ToList();

        Assert.Equal(Doors.Length, mapped.Count);
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_key()
    {
        using var nobody = new Caller(_server.Address, null);
        using var stranger = new Caller(_server.Address, "wsk-00000000000000000000000000000000");

        foreach (var (method, address, _) in Doors)
        {
            var reply = (await SendAsync(nobody, method, address)).Refused(HttpStatusCode.Unauthorized, "unauthorised");
            Assert.Equal("Bearer realm=\"wellspring\"", reply.Challenge);
            reply = (await SendAsync(stranger, method, address)).Refused(HttpStatusCode.Unauthorized, "unauthorised");
            Assert.Contains("invalid_token", reply.Challenge, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_key_without_the_scope_is_sent_away()
    {
        foreach (var (method, address, scopes) in Doors)
        {
            using var caller = Caller.Of(_server, [.. Scopes.All.Except(scopes)]);
            (await SendAsync(caller, method, address)).Refused(HttpStatusCode.Forbidden, "forbidden");
        }
    }

    [Fact]
    public async Task A_key_with_just_the_scope_comes_in()
    {
        foreach (var (method, address, scopes) in Doors)
        {
            using var caller = Caller.Of(_server, scopes[0]);
            var reply = await SendAsync(caller, method, address);
            Assert.True(reply.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden),
                $"{method} {address}: {reply.Text}");
        }
    }

    [Fact]
    public async Task A_key_ends_when_it_is_revoked_or_too_old()
    {
        var keys = _server.Get<ApiKeys>();
        var (revoked, text) = keys.Create("a", [Scopes.ReadPool], "test");
        var (_, old) = keys.Create("b", [Scopes.ReadPool], "test", Duration.Days(1));
        using var first = new Caller(_server.Address, text);
        using var second = new Caller(_server.Address, old);
        (await first.GetAsync("/v1/pool")).Done();
        (await second.GetAsync("/v1/pool")).Done();

        Assert.True(keys.Revoke(revoked.Id, "test"));
        _server.Wall.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));

        (await first.GetAsync("/v1/pool")).Refused(HttpStatusCode.Unauthorized, "unauthorised");
        (await second.GetAsync("/v1/pool")).Refused(HttpStatusCode.Unauthorized, "unauthorised");
    }

    [Fact]
    public async Task Members_read_themselves_and_nobody_else()
    {
        using var caller = Caller.Of(_server);
        (await caller.SettleAsync("o-1", "m-one")).Done();
        (await caller.SettleAsync("o-2", "m-two")).Done();
        using var member = Session("m-one");

        Assert.Equal("112.00000000", (await member.GetAsync("/v1/members/m-one")).Done()["points"]);
        (await member.GetAsync("/v1/members/m-one/statement")).Done();
        foreach (var other in new[]
        {
            "/v1/members/m-two", "/v1/members/m-two/statement", "/v1/members/M-ONE", "/v1/members/m-one%20",
            "/v1/orders", "/v1/orders/o-1", "/v1/withdrawals", "/v1/pool", "/v1/exports/journal", "/v1/webhooks",
            "/v1/commands/settle-o-1",
        })
        {
            Assert.Contains((await member.GetAsync(other)).Status,
                new[] { HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized });
        }

        (await member.PostAsync("/v1/commands", """{"sellPoints":{"member":"m-one","points":"all","scale":0}}""", "x"))
            .Refused(HttpStatusCode.Unauthorized, "unauthorised");
    }

    [Fact]
    public async Task Only_the_hash_of_a_key_is_kept()
    {
        var (_, text) = _server.Get<ApiKeys>().Create("a", [Scopes.ReadPool], "test");

        if (StoreUnderTest.IsPostgres)
        {
            Assert.False(StoreUnderTest.Holds(_server.Folder, text));
            return;
        }

        await using var file = new FileStream(
            Path.Combine(_server.Folder, "shop.db"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using var log = new FileStream(
            Path.Combine(_server.Folder, "shop.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        foreach (var stream in new[] { file, log })
        {
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            Assert.DoesNotContain(text, await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Before_the_set_up_the_api_says_so()
    {
        await using var server = await RunningServer.StartAsync(plan: "");
        using var caller = new Caller(server.Address, null);

        var reply = (await caller.GetAsync("/v1/pool")).Refused(HttpStatusCode.ServiceUnavailable, "not-set-up");

        Assert.Equal(TimeSpan.FromSeconds(30), reply.RetryAfter);
    }

    private Caller Session(string member)
    {
        var (token, _) = _server.Get<Sessions>().Open(Sessions.Member, member, secondFactor: false);
        var caller = new Caller(_server.Address, null);
        caller.Client.DefaultRequestHeaders.Add("Cookie", "ws-member=" + token);
        return caller;
    }

    private static Task<Reply> SendAsync(Caller caller, string method, string address) => method == "POST"
        ? caller.PostAsync(address, "{}")
        : caller.SendAsync(new(new(method), address));
}
