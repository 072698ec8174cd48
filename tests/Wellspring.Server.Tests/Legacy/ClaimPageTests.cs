using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>Who sees a claim's pages and what they refuse. One server, one member for each question.</summary>
public sealed class ClaimPageTests(ClaimPageTests.OldPlatform platform) : IClassFixture<ClaimPageTests.OldPlatform>
{
    [Fact]
    public async Task Somebody_who_is_owed_nothing_gets_no_tab_and_a_page_that_says_so()
    {
        using var anna = platform.Server.VisitAs("m-anna");

        await anna.OpenAsync("/claim");

        Assert.Equal(HttpStatusCode.OK, anna.Status);
        Assert.Contains("您名下没有登记的旧债权", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("nav.tabs a[href='/claim']"));
        foreach (var address in new[] { "/claim/offer", "/claim/revoke", "/claim/waive", "/claim/releases" })
        {
            await anna.OpenAsync(address);
            Assert.Contains("没有登记的旧债权", anna.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_visitor_is_led_to_the_login()
    {
        using var visitor = platform.Server.Visit();

        await visitor.OpenAsync("/claim");

        Assert.StartsWith("/login", visitor.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "all", "", "", "请选择同意、不同意或以后再说")]
    [InlineData("yes", "all", "", "", "请选择卖得的钱")]
    [InlineData("yes", "part", "abc", "beside", "请填写要转换的金额")]
    [InlineData("yes", "part", "0", "beside", "请填写要转换的金额")]
    [InlineData("yes", "part", "99999", "beside", "")]
    public async Task An_answer_that_is_not_clear_converts_nothing(
        string answer, string how, string amount, string proceeds, string sentence)
    {
        using var bert = platform.Server.VisitAs("m-bert");
        await bert.OpenAsync("/claim/offer");

        await bert.SendAsync("#offer", ("answer", answer), ("how", how), ("amount", amount),
            ("proceeds", proceeds), ("agree", "yes"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, bert.Status);
        Assert.Contains(sentence, bert.Document.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(300), (await platform.Server.CreditorAsync("m-bert")).Unconverted);
    }

    [Fact]
    public async Task An_offer_that_changed_while_it_was_read_is_not_answered()
    {
        using var cora = platform.Server.VisitAs("m-cora");
        await cora.OpenAsync("/claim/offer");
        await platform.Server.OweAsync("m-cora", 50, "c-cora-2");

        await cora.SendAsync("#offer", ("answer", "yes"), ("proceeds", "beside"), ("agree", "yes"));

        Assert.Contains("刚刚有变", cora.Text, StringComparison.Ordinal);
        Assert.Equal(Money.FromYuan(350), (await platform.Server.CreditorAsync("m-cora")).Unconverted);
    }

    [Fact]
    public async Task A_receipt_belongs_to_whoever_answered()
    {
        using var dora = platform.Server.VisitAs("m-dora");
        using var bert = platform.Server.VisitAs("m-bert");
        await dora.OpenAsync("/claim/offer");
        await dora.SendAsync("#offer", ("answer", "no"));
        var receipt = dora.Location;

        await bert.OpenAsync(receipt);

        Assert.StartsWith("/claim/receipts/", receipt, StringComparison.Ordinal);
        Assert.Contains("不同意", dora.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, bert.Status);
        Assert.Equal(Money.FromYuan(300), (await platform.Server.CreditorAsync("m-dora")).Unconverted);
    }

    [Fact]
    public async Task A_creditor_whose_claim_broke_even_is_told_once()
    {
        var (server, shop) = (platform.Server, platform.Shop);
        await server.OweAsync("m-emil", 10, "c-emil");
        await server.AgreeAsync("m-emil");
        server.VisitAs("m-emil").Dispose();
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE members SET mail = 'emil@example.org' WHERE id = 'm-emil'"));
        var order = await server.BuyAsync("m-emil", shop.AtTheTill(20) with { Coins = new CoinsWish.All() });
        Assert.True((await server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, default)).IsDone);
        await server.PassAsync(TimeSpan.FromDays(8));

        var first = await server.Get<CreditorNews>().RunAsync(default);
        await server.PassAsync(TimeSpan.FromDays(1));
        var again = await server.Get<CreditorNews>().RunAsync(default);

        Assert.True((await server.CreditorAsync("m-emil")).BreakEven);
        Assert.Equal((1, 0), (first, again));
        Assert.Equal(1, server.Get<ShopDatabase>().Read(reader => reader.Number(
            $"SELECT count(*) FROM outbox_messages WHERE address = 'emil@example.org' AND subject = '您的债权已回本'")));
    }

    [Fact]
    public async Task A_merchant_sees_what_coins_paid_and_who_pays_it()
    {
        var (server, shop) = (platform.Server, platform.Shop);
        await server.OweAsync("m-fritz", 100, "c-fritz");
        await server.AgreeAsync("m-fritz");
        var order = await server.BuyAsync("m-fritz", shop.AtTheTill(60) with { Coins = new CoinsWish.All() });
        using var till = server.VisitAs(shop.Cashier);

        await till.OpenAsync($"/merchant/{shop.Own}/orders/{order.Id}");

        Assert.Contains("¥30.00 由经营者从结算资金付给您", till.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coins_are_chosen_at_the_till_too()
    {
        var (server, shop) = (platform.Server, platform.Shop);
        await server.OweAsync("m-gina", 100, "c-gina");
        await server.AgreeAsync("m-gina");
        using var gina = server.VisitAs("m-gina");
        await gina.OpenAsync($"/s/{shop.OwnStore}");
        Assert.NotNull(gina.Document.QuerySelector("input[name=coins]"));

        await gina.OpenAsync($"/s/{shop.OwnStore}?amount=26.00&coins=all");
        await gina.SendAsync($"form[action='/s/{shop.OwnStore}']");

        var order = server.Get<OrderReading>().OfMember("m-gina", null, 1).Orders[0];
        Assert.Equal((Money.FromYuan(13), Money.FromYuan(13)), (order.CoinValue, order.Cash));
    }

    /// <summary>Some creditors of 300.00 each, and a fund.</summary>
    public sealed class OldPlatform : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        internal TestShop Shop { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await RunningServer.StartAsync(OldDebt.Plan);
            Shop = await Server.SeedShopAsync();
            foreach (var member in new[] { "m-bert", "m-cora", "m-dora" })
            {
                await Server.OweAsync(member, 300, $"c-{member}");
            }

            await Server.FundAsync(1_000);
        }

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
