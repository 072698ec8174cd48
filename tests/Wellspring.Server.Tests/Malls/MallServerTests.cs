using System.Net;
using System.Text.RegularExpressions;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Malls;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Malls;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Malls;

/// <summary>A connected mall on the running server: its link leads through consent, its checkout needs a key.</summary>
public sealed partial class MallServerTests : IDisposable
{
    private const string CnPlan = """
        {
          "id": "mall-town", "version": 1, "name": { "zh": "商城", "en": "Mall" }, "operator": "Test",
          "profile": "CN", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "1000", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "pool" },
          "selling": { "enabled": false, "retention": "20%" },
          "redeeming": { "enabled": true, "redeemRate": "100%" }, "cap": { "multiple": "none" },
          "orders": { "returnWindow": "7d" }, "rewards": { "direct": "0.3%" },
          "wallet": { "withdrawal": { "enabled": false } }
        }
        """;

    private static readonly string Secret = new('s', 40);
    private readonly string _folder = Directory.CreateTempSubdirectory("mall-server-").FullName;

    public MallServerTests()
    {
        // Nobody listens there: what these tests need of the mall is its link and its checkout.
        File.WriteAllText(Path.Combine(_folder, "c"), "Server=127.0.0.1;Port=1;User ID=w;Password=x;Timeout=1");
        File.WriteAllText(Path.Combine(_folder, "s"), Secret);
        File.WriteAllText(Path.Combine(_folder, MallFile.Name), """
            {
              "malls": [{
                "name": "crmeb", "kind": "crmeb", "database": "postgresql", "connectionFile": "c", "secretFile": "s",
                "funding": "own-goods", "fundingReference": "bill-1", "merchant": "shop-1"
              }]
            }
            """);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_malls_user_reads_joins_agrees_and_only_then_is_bound()
    {
        await using var server = await StartAsync();
        using var anna = server.Visit();
        await anna.OpenAsync("/malls/link?" + Link(server, "7"));
        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.Contains("账号 7", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("#bind-form"));

        var member = await JoinAsync(server, anna, "anna@example.org");
        Assert.Equal("/malls/link", anna.Location);
        Assert.Null(Mall(server).MemberOf("7"));
        await anna.SendAsync("#bind-form");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, anna.Status);
        Assert.Null(Mall(server).MemberOf("7"));
        await anna.SendAsync("#bind-form", ("agree", "yes"));

        Assert.Equal("/me/malls", anna.Location);
        Assert.Equal(member, Mall(server).MemberOf("7"));
        var consent = server.Get<ShopDatabase>().Read(reader => Consents.Of(reader, member))
            .Single(one => one.Kind == MallConsent.Kind);
        Assert.Equal(
            MallConsent.Text(new("crmeb", "7", default)).HashIn(english: false), consent.TextHash);
    }

    [Fact]
    public async Task A_member_can_unbind()
    {
        await using var server = await StartAsync();
        using var anna = server.Visit();
        await BindAsync(server, anna, "anna@example.org", "7");

        await anna.SendAsync("form[action='/me/malls/crmeb/unbind']");

        Assert.Null(Mall(server).MemberOf("7"));
        Assert.Contains("没有绑定", anna.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_or_old_link_is_refused_and_recorded_and_binds_nobody()
    {
        await using var server = await StartAsync();
        using var anna = server.Visit();
        await JoinAsync(server, anna, "anna@example.org");
        var right = Link(server, "7");

        foreach (var wrong in new[]
        {
            right.Replace("user=7", "user=8", StringComparison.Ordinal), right[..^1] + "x", "mall=crmeb", "",
            right.Replace("mall=crmeb", "mall=other", StringComparison.Ordinal),
        })
        {
            await anna.OpenAsync("/malls/link?" + wrong);
            Assert.Equal(HttpStatusCode.Forbidden, anna.Status);
            Assert.Null(anna.Document.QuerySelector("#bind-form"));
        }

        await anna.OpenAsync("/malls/link?" + right);
        using var form = anna.Fill("#bind-form", out var action, ("agree", "yes"));
        server.Wall.Advance(TimeSpan.FromHours(2));
        using var late = await anna.Client.PostAsync(action, form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
        Assert.Null(Mall(server).MemberOf("7"));
        Assert.Equal(2, server.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT COUNT(*) FROM audit WHERE act = 'mall-link.refused'")));
    }

    [Fact]
    public async Task The_checkout_reserves_and_confirms_with_a_key_of_its_scope()
    {
        await using var server = await StartAsync();
        using var anna = server.Visit();
        var member = await BindAsync(server, anna, "anna@example.org", "7");
        await EarnAsync(server, member);
        using var mall = Caller.Of(server, Scopes.MallCheckout);

        var reserved = await mall.PostAsync(
            "/v1/malls/crmeb/reservations", new { order = "a", user = "7", amount = "100.00", asked = "30.00" });
        var confirmed = await mall.PostAsync("/v1/malls/crmeb/reservations/a/confirm", new { });
        var found = await mall.GetAsync("/v1/malls/crmeb/reservations/a");

        Assert.Equal(HttpStatusCode.OK, reserved.Status);
        Assert.Equal(
            ("held", "30.000000", "70.000000"), (reserved["state"], reserved["credit"], reserved["cash"]));
        Assert.Equal("confirmed", confirmed["state"]);
        Assert.Equal("confirmed", found["state"]);
        var order = await server.Get<PoolGate>().ReadAsync(
            desk => desk.Pool.PendingOf("mall.crmeb.a"), TestContext.Current.CancellationToken);
        Assert.Equal((Money.FromYuan(70), Money.FromYuan(30)), (order!.Amount, order.Redeemed));
    }

    [Fact]
    public async Task The_checkout_hears_no_in_sentences()
    {
        await using var server = await StartAsync();
        using var mall = Caller.Of(server, Scopes.MallCheckout);
        const string Reservations = "/v1/malls/crmeb/reservations";

        var stranger = await mall.PostAsync(Reservations, new { order = "a", user = "9", amount = "100.00" });
        var number = await mall.PostAsync(Reservations, new { order = "a", user = "9", amount = "much" });
        var unknown = await mall.PostAsync(Reservations + "/zzz/confirm", new { });
        var elsewhere = await mall.PostAsync("/v1/malls/none/reservations/a/cancel", new { });
        using var other = Caller.Of(server, Scopes.ReadPool);
        var forbidden = await other.PostAsync(Reservations + "/a/confirm", new { });
        using var nobody = new Caller(server.Address, key: null);
        var keyless = await nobody.PostAsync(Reservations + "/a/confirm", new { });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        Assert.Contains("has not joined", stranger["en"], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "amount"), (number.Status, number["place"]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.Status);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, keyless.Status);
    }

    [Fact]
    public async Task A_sandbox_server_connects_no_mall_though_the_file_names_one()
    {
        await using var server = await RunningServer.StartAsync(folder: _folder);

        Assert.Empty(server.Get<MallBoard>().All);
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(CnPlan, _folder);

    private static MallConnector Mall(RunningServer server) => server.Get<MallBoard>().Find("crmeb")!.Connector;

    private static string Link(RunningServer server, string user) => new MallLink(
        "crmeb", user, Instant.From(server.Wall.GetUtcNow()).Plus(new(3_600_000))).ToQuery(Secret);

    private static async Task<string> BindAsync(RunningServer server, Walker walker, string address, string user)
    {
        await walker.OpenAsync("/malls/link?" + Link(server, user));
        var member = await JoinAsync(server, walker, address);
        await walker.SendAsync("#bind-form", ("agree", "yes"));
        Assert.Equal(member, Mall(server).MemberOf(user));
        return member;
    }

    // As Joining.JoinAsync, where no demonstration's outbox shows the code.
    private static async Task<string> JoinAsync(RunningServer server, Walker walker, string address)
    {
        await walker.OpenAsync("/join");
        await walker.AgreeAsync(address);
        var text = server.Get<ShopDatabase>().Read(reader => reader.Text(
            $"SELECT text FROM outbox_messages WHERE address = {address} ORDER BY sequence DESC LIMIT 1"))!;
        await walker.SendAsync("#code-form", ("code", SixDigits().Match(text).Value));
        return server.MemberOf(address);
    }

    private static async Task EarnAsync(RunningServer server, string member)
    {
        var now = server.Get<PoolClock>().Now();
        await server.Get<PoolGate>().SubmitAsync(
        [
            new PoolCommand.PlaceOrder("own:p", now, "own", member, "own", Money.FromYuan(2000),
                new Funding(FundingMode.OwnGoods, "bill"), []),
            new PoolCommand.DeliverOrder("own:d", now, "own"),
        ], TestContext.Current.CancellationToken);
        await server.PassAsync(TimeSpan.FromDays(8));
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{6}(?![0-9])")]
    private static partial Regex SixDigits();
}
