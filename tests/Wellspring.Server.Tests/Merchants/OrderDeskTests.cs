using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Merchants;

/// <summary>A merchant's people at work: collecting, sending, checking codes, refunds.</summary>
public sealed class OrderDeskTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public async Task A_sale_by_QR_of_1000_is_split_handed_over_settled_at_800_and_paid()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        server.Hire(merchant, "m-owner", "m-clerk");
        var store = server.OpenStore(merchant);
        using var clerk = server.VisitAs("m-clerk");
        server.VisitAs("m-buyer").Dispose();

        var order = await server.BuyAsync("m-buyer", TillOf(merchant, store, 1000));
        await server.AskChannelsAsync();
        await clerk.OpenAsync($"/merchant/{merchant}");
        Assert.Contains("今日收款 ¥1,000.00", clerk.Text, StringComparison.Ordinal);
        await clerk.OpenAsync($"/merchant/{merchant}/orders?state=open");
        await clerk.OpenAsync(clerk.Document.QuerySelector("main .list a")!.GetAttribute("href")!);
        await clerk.SendAsync("form[action$='/deliver']");
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();

        var batch = Assert.Single(server.Get<SettlementBook>().Of(merchant));
        Assert.Equal(
            (Money.FromYuan(1000), Money.FromYuan(200), Money.FromYuan(800)),
            (batch.Figures.Gross, batch.Figures.Commission, batch.Due));
        Assert.Equal(order.Id, Assert.Single(server.Get<SettlementBook>().LinesOf(merchant, batch.Day)).Order);
        Assert.Null(server.Get<SettlementBook>().Pay(batch.Id, "BANK-77", Shopkeeper.Finance));
        Assert.Empty(await server.Get<SettlementBook>().CompareAsync(Never));
        await clerk.OpenAsync($"/merchant/{merchant}/orders/{order.Id}");
        Assert.Contains("佣金¥200.00", clerk.Text.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_the_deposit_does_not_cover_waits_and_settles_after_a_top_up()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct");
        var store = server.OpenStore(merchant);
        Assert.Empty(server.Get<DepositBook>().Record(merchant, "100", "BANK-1", Shopkeeper.Finance, "k"));
        server.VisitAs("m-buyer").Dispose();
        using var owner = server.VisitAs("m-owner");
        var order = await server.CreateAsync("m-buyer", TillOf(merchant, store, 1000));

        await owner.OpenAsync($"/merchant/{merchant}/orders?state=unpaid");
        Assert.Contains("待您收款", owner.Text, StringComparison.Ordinal);
        await owner.OpenAsync($"/merchant/{merchant}/orders/{order.Id}");
        await owner.SendAsync("form[action$='/collect']", ("reference", "现金"));
        await owner.SendAsync("form[action$='/deliver']");
        await server.PassAsync(TimeSpan.FromDays(8));
        await owner.OpenAsync($"/merchant/{merchant}/orders/{order.Id}");
        Assert.Contains("commission-unfunded", owner.Text, StringComparison.Ordinal);
        await owner.OpenAsync($"/merchant/{merchant}");
        Assert.Contains("1 笔订单因预存款不足没有结算,还差 ¥100.00", owner.Text, StringComparison.Ordinal);

        await owner.OpenAsync($"/merchant/{merchant}/deposit");
        var page = owner.Document;
        await owner.SendAsync("form[action$='/deposit']", ("amount", "150"), ("voucher", "bank-2"));
        owner.Back(page, owner.Location);
        await owner.SendAsync("form[action$='/deposit']", ("amount", "150"), ("voucher", "bank-2"));
        var announced = Assert.Single(server.Get<DepositBook>().Announced());
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
        Assert.Null(server.Get<DepositBook>().Confirm(announced.Id, Shopkeeper.Finance));
        Assert.Null(server.Get<DepositBook>().Confirm(announced.Id, Shopkeeper.Finance));
        await server.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(OrderStates.Final, server.Order(order.Id).State);
        var standing = await server.Get<DepositBook>().StandingAsync(merchant, Never);
        Assert.Equal((Money.FromYuan(50), 0), (standing.Balance, standing.Waiting.Count));
        // 200.00 in one day: 50.00 lasts no whole day at that pace.
        Assert.Equal(0, standing.DaysLeft);
        await owner.OpenAsync($"/merchant/{merchant}/deposit");
        Assert.Contains("BANK-2", owner.Text, StringComparison.Ordinal);
        Assert.Contains("¥50.00", owner.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voucher_is_booked_once_on_the_whole_platform_whoever_announces_it()
    {
        await using var server = await RunningServer.StartAsync();
        var deposits = server.Get<DepositBook>();
        var (one, two) = (await server.OpenShopAsync("m-owner", "merchant-direct"),
            await server.OpenShopAsync("m-other", "merchant-direct", "别家"));

        Assert.Empty(deposits.Announce(one, "100", "BANK-1", "m-owner", "k1"));
        Assert.Empty(deposits.Announce(two, "100", "bank-1", "m-other", "k2"));
        var (first, second) = (deposits.Of(one).Single(), deposits.Of(two).Single());
        Assert.Null(deposits.Confirm(second.Id, Shopkeeper.Finance));
        Assert.Contains("入账过", deposits.Confirm(first.Id, Shopkeeper.Finance)!.Value.Zh, StringComparison.Ordinal);
        Assert.Null(deposits.Reject(first.Id, Shopkeeper.Finance, "查无此款"));
        Assert.NotNull(deposits.Confirm(first.Id, Shopkeeper.Finance));
        Assert.NotEmpty(deposits.Announce(one, "100", "BANK-1", "m-owner", "k3"));
        Assert.NotEmpty(deposits.Record(one, "1", "BANK-1", Shopkeeper.Finance, "k4"));

        await server.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(Money.Zero, (await deposits.StandingAsync(one, Never)).Balance);
        Assert.Equal(Money.FromYuan(100), (await deposits.StandingAsync(two, Never)).Balance);
    }

    [Fact]
    public async Task A_parcel_is_sent_with_its_number_and_the_address_goes_when_the_order_is_final()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);
        server.VisitAs("m-buyer").Dispose();
        var order = await server.BuyAsync("m-buyer", shop.ShippedTea());

        await clerk.OpenAsync($"/merchant/{shop.Own}/orders/{order.Id}");
        Assert.Contains("13800000000", clerk.Text, StringComparison.Ordinal);
        await clerk.SendAsync("form[action$='/ship']", ("carrier", "顺丰"), ("tracking", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Contains("请填写快递公司和单号", clerk.Text, StringComparison.Ordinal);
        await clerk.SendAsync("form[action$='/ship']", ("carrier", "顺丰"), ("tracking", "SF1001"));
        Assert.Contains("已发货", clerk.Text, StringComparison.Ordinal);
        await clerk.SendAsync("form[action$='/deliver']");
        await server.PassAsync(TimeSpan.FromDays(8));

        await clerk.OpenAsync($"/merchant/{shop.Own}/orders/{order.Id}");
        Assert.Contains("已完成", clerk.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("13800000000", clerk.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("m-buyer", clerk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_checked_by_typing_works_once_and_guessing_is_stopped()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);
        server.VisitAs("m-buyer").Dispose();
        var order = await server.BuyAsync("m-buyer", shop.FetchedMeal());
        var code = order.VerifyCode!;

        await clerk.OpenAsync($"/merchant/{shop.Direct}/verify");
        await clerk.SendAsync("#verify", ("code", code));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);

        await clerk.OpenAsync($"/merchant/{shop.Own}/verify");
        await clerk.SendAsync("#verify", ("code", $"{code[..4]} {code[4..]}"));
        Assert.Contains("核销成功", clerk.Text, StringComparison.Ordinal);
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
        await clerk.OpenAsync($"/merchant/{shop.Own}/verify");
        await clerk.SendAsync("#verify", ("code", code));
        Assert.Contains("没有这个核销码", clerk.Text, StringComparison.Ordinal);
        for (var tries = 0; tries < 10; tries++)
        {
            await clerk.SendAsync("#verify", ("code", $"0000000{tries}"));
        }

        Assert.Contains("10 分钟后再试", clerk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refunds_are_turned_down_with_a_reason_or_approved_and_paid_back_by_the_shop()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);
        server.VisitAs("m-buyer").Dispose();
        var order = await server.CreateAsync("m-buyer", shop.DirectHaircut());
        await clerk.OpenAsync($"/merchant/{shop.Direct}/orders/{order.Id}");
        await clerk.SendAsync("form[action$='/collect']");
        var refunds = server.Get<OrderRefunds>();
        Assert.True(refunds.Request("r-000001", "m-buyer", order.Id, Money.FromYuan(30), "剪得太短 <b>").IsDone);

        await clerk.OpenAsync($"/merchant/{shop.Direct}/orders?state=refunds");
        await clerk.OpenAsync(clerk.Document.QuerySelector("main .list a")!.GetAttribute("href")!);
        Assert.Empty(clerk.Document.QuerySelectorAll("main b"));
        await clerk.SendAsync("form[action$='/reject']", ("why", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        await clerk.SendAsync("form[action$='/reject']", ("why", "已按要求修剪"));
        Assert.Equal("rejected", refunds.Of(order.Id).Single().State);

        Assert.True(refunds.Request("r-000002", "m-buyer", order.Id, Money.FromYuan(20), "仍然不满意").IsDone);
        await clerk.OpenAsync($"/merchant/{shop.Direct}/orders/{order.Id}");
        await clerk.SendAsync("form[action$='/approve']");
        Assert.Contains("请退给顾客", clerk.Text, StringComparison.Ordinal);
        await clerk.SendAsync("form[action$='/paid']", ("reference", "现金退回"));
        Assert.Equal("paid", refunds.Of(order.Id)[1].State);
        Assert.Equal(Money.FromYuan(20), server.Order(order.Id).Refunded);
    }

    [Fact]
    public async Task Orders_and_refunds_of_other_merchants_do_not_exist_here()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var mine = await server.OpenShopAsync("m-rival", "merchant-direct", "对面的店");
        using var rival = server.VisitAs("m-rival");
        server.VisitAs("m-buyer").Dispose();
        var unpaid = await server.CreateAsync("m-buyer", shop.DirectHaircut());
        var funded = await server.BuyAsync("m-buyer", shop.ShippedTea());
        Assert.True(server.Get<OrderRefunds>()
            .Request("r-000001", "m-buyer", funded.Id, Money.FromYuan(30), "不要了").IsDone);

        foreach (var path in new[]
        {
            $"/orders/{unpaid.Id}/collect", $"/orders/{unpaid.Id}/cancel", $"/orders/{funded.Id}/ship",
            $"/orders/{funded.Id}/deliver", $"/orders/{funded.Id}/refunds/r-000001/approve",
            $"/orders/{funded.Id}/refunds/r-000001/reject", $"/orders/{unpaid.Id}/refunds/r-000001/approve",
            $"/orders/{funded.Id}/explode",
        })
        {
            foreach (var door in new[] { mine, shop.Own, shop.Direct })
            {
                await rival.OpenAsync("/merchant/apply");
                using var content = rival.Fill("form[action='/merchant/apply']", out _,
                    ("carrier", "x"), ("tracking", "1"), ("why", "weil"));
                await rival.PostAsync(new Uri($"/merchant/{door}{path}", UriKind.Relative), content);
                Assert.Equal(HttpStatusCode.NotFound, rival.Status);
            }
        }

        foreach (var order in new[] { unpaid.Id, funded.Id, "o-unknown" })
        {
            await rival.OpenAsync($"/merchant/{mine}/orders/{order}");
            Assert.Equal(HttpStatusCode.NotFound, rival.Status);
        }

        Assert.Equal(OrderStates.Created, server.Order(unpaid.Id).State);
        Assert.Equal((OrderStates.Funded, null), (server.Order(funded.Id).State, server.Order(funded.Id).Tracking));
        Assert.Equal("requested", server.Get<OrderRefunds>().Of(funded.Id).Single().State);
    }

    [Fact]
    public async Task A_collection_that_is_confirmed_twice_counts_once()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);
        server.VisitAs("m-buyer").Dispose();
        var order = await server.CreateAsync("m-buyer", shop.DirectHaircut());

        await clerk.OpenAsync($"/merchant/{shop.Direct}/orders/{order.Id}");
        var page = clerk.Document;
        await clerk.SendAsync("form[action$='/collect']");
        clerk.Back(page, clerk.Location);
        await clerk.SendAsync("form[action$='/collect']");

        Assert.Equal(HttpStatusCode.OK, clerk.Status);
        var audit = server.Get<ShopDatabase>().Read(reader => reader.Number(
            $"SELECT count(*) FROM audit WHERE act = 'order.collected' AND subject = {order.Id}"));
        Assert.Equal(1, audit);
        Assert.Equal(1, await server.PoolAsync(pool => pool.PendingCount));
    }

    [Fact]
    public async Task Changing_goods_leaves_placed_orders_as_they_were()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        server.OpenStore(merchant);
        var goods = server.AddGoods(merchant);
        server.VisitAs("m-buyer").Dispose();
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync($"/merchant/{merchant}/goods/{goods}");
        var order = await server.CreateAsync("m-buyer", new(Ids.New("o"), merchant) { Goods = [new(goods, 2)] });

        await owner.SendAsync("main form", ("name", "新面"), ("price", "99"), ("stock", "10"));

        await owner.OpenAsync($"/merchant/{merchant}/orders/{order.Id}");
        Assert.Contains("牛肉面 × 2", owner.Text, StringComparison.Ordinal);
        Assert.Contains("¥56.00", owner.Text, StringComparison.Ordinal);
        // Ten were shown and two were sold meanwhile: the shown number sent again puts nothing back.
        var changed = server.Get<GoodsBook>().Find(goods)!;
        Assert.Equal(("新面", 8L), (changed.Name, changed.Stock));
    }

    [Fact]
    public async Task Only_the_page_of_codes_loads_a_script_and_it_is_small()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);

        await clerk.OpenAsync($"/merchant/{shop.Own}/verify");
        var script = Assert.Single(clerk.Document.QuerySelectorAll("script"));
        Assert.Equal("", script.TextContent);
        var text = await clerk.Client.GetByteArrayAsync(new Uri(script.GetAttribute("src")!, UriKind.Relative));
        Assert.InRange(text.Length, 1, 10_000);
        Assert.True(clerk.Document.QuerySelector("#scan")!.HasAttribute("hidden"));
        await clerk.OpenAsync($"/merchant/{shop.Own}/orders");
        Assert.Empty(clerk.Document.QuerySelectorAll("script"));
    }

    private static NewOrder TillOf(string merchant, string store, long yuan) => new(Ids.New("o"), merchant)
    {
        Store = store, TillAmount = Money.FromYuan(yuan),
    };
}
