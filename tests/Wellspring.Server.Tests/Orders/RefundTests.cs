using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Orders;

/// <summary>Refunds before finality and reversals after it; the pool's money is accounted for to the unit.</summary>
public sealed class RefundTests
{
    private const string Buyer = "m-buyer";

    [Fact]
    public async Task Before_finality_a_refund_stays_outside_the_pool()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var before = await server.PoolAsync(pool => pool.Backing);
        var order = await server.BuyAsync(Buyer, shop.ShippedTea(2));

        var part = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(60));
        var halfway = server.Order(order.Id);
        var amount = await server.PoolAsync(pool => pool.PendingOf(order.Id)!.Amount);
        var rest = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(140));

        Assert.Equal(("paid", "paid"), (part.State, rest.State));
        Assert.Equal((OrderStates.Funded, Money.FromYuan(60)), (halfway.State, halfway.Refunded));
        Assert.Equal(Money.FromYuan(140), amount);
        Assert.Equal((OrderStates.Refunded, Money.FromYuan(200)),
            (server.Order(order.Id).State, server.Order(order.Id).Refunded));
        Assert.Equal(20, server.StockOf(shop.Tea));
        Assert.Equal(before, await server.PoolAsync(pool => pool.Backing));
    }

    [Fact]
    public async Task After_finality_a_refund_takes_the_points_back_and_the_pool_adds_up()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, "m-other", 500);
        await server.EarnAsync(shop, Buyer, 1000);
        var order = server.Get<OrderReading>().OfMember(Buyer, null, 1).Orders[0];
        var price = await server.PoolAsync(pool => pool.Backing.Price);
        var preview = OrderRefunds.Preview(order, Money.FromYuan(250));

        var refund = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(250));
        var held = (await server.BalanceAsync(Buyer)).Points;
        var rest = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(750));

        Assert.Equal(("paid", "paid"), (refund.State, rest.State));
        Assert.True(preview.IsAfterFinality);
        Assert.Equal(order.Minted!.Value - preview.PointsTaken, held);
        Assert.Equal(Points.Zero, (await server.BalanceAsync(Buyer)).Points);
        Assert.Equal((OrderStates.Final, Money.FromYuan(1000)),
            (server.Order(order.Id).State, server.Order(order.Id).Refunded));
        Assert.True(await server.PoolAsync(pool => pool.Backing.Price.IsAtLeast(price)));
        Assert.True(await server.PoolAsync(pool =>
            (Int128)pool.Backing.Pool.Units + pool.Backing.Reserve.Units == ExpectedOf(pool.Totals)));
    }

    [Fact]
    public async Task What_was_paid_with_points_goes_to_the_reserve_and_money_comes_back_first()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var order = await server.BuyAsync(
            Buyer, shop.ShippedTea(2) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });

        var refund = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(180));
        var held = (await server.BalanceAsync(Buyer)).Points;
        var rest = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(20));

        Assert.Equal((Money.FromYuan(150), Money.FromYuan(30)), (refund.Cash, refund.Goods));
        Assert.Equal((Money.Zero, Money.FromYuan(20), "none", "paid"), (rest.Cash, rest.Goods, rest.Form, rest.State));
        Assert.Equal(held, (await server.BalanceAsync(Buyer)).Points);
        Assert.Equal(Money.FromYuan(50), await server.PoolAsync(pool => pool.Backing.Reserve));
        Assert.Equal(OrderStates.Refunded, server.Order(order.Id).State);
    }

    [Fact]
    public async Task Money_and_goods_of_a_final_order_come_back_by_their_own_records()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var order = await server.BuyAsync(
            Buyer, shop.AtTheTill(200) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });
        await server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, default);
        await server.PassAsync(TimeSpan.FromDays(8));

        var refund = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(200));

        Assert.Equal(("paid", Money.FromYuan(150), Money.FromYuan(50)), (refund.State, refund.Cash, refund.Goods));
        Assert.Equal(Money.FromYuan(50), await server.PoolAsync(pool => pool.Backing.Reserve));
        Assert.Equal(2, server.Get<OrderReading>().StoryOf(order.Id).Count(step => step.What == "refund-booked"));
    }

    [Fact]
    public async Task Nobody_gets_back_more_than_was_paid_or_twice()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var refunds = server.Get<OrderRefunds>();
        var order = await server.BuyAsync(Buyer, shop.ShippedTea());

        var tooMuch = refunds.Request(Ids.New("r"), Buyer, order.Id, Money.FromYuan(101), "不想要了");
        var id = Ids.New("r");
        Assert.True(refunds.Request(id, Buyer, order.Id, Money.FromYuan(80), "不想要了").IsDone);
        var second = refunds.Request(Ids.New("r"), Buyer, order.Id, Money.FromYuan(80), "不想要了");
        var approvals = await Task.WhenAll(Enumerable.Range(0, 5).Select(
            _ => Task.Run(() => refunds.ApproveAsync(shop.OwnTill, id, default))));
        await server.AskChannelsAsync();
        var afterwards = refunds.Request(Ids.New("r"), Buyer, order.Id, Money.FromYuan(21), "还要退");

        Assert.Equal("refund-exceeds-order", Assert.IsType<OrderAnswer.Refused>(tooMuch).Code);
        Assert.Equal("refund-open", Assert.IsType<OrderAnswer.Refused>(second).Code);
        Assert.Single(approvals, answer => answer.IsDone);
        Assert.Equal("refund-exceeds-order", Assert.IsType<OrderAnswer.Refused>(afterwards).Code);
        Assert.Equal(Money.FromYuan(80), server.Order(order.Id).Refunded);
    }

    [Fact]
    public async Task A_shop_that_collected_itself_pays_back_itself()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var refunds = server.Get<OrderRefunds>();
        var order = await server.CreateAsync(Buyer, shop.DirectHaircut());
        await server.Get<ShopOrders>().ConfirmCollectionAsync(shop.DirectTill, order.Id, "cash", default);

        var refund = await server.RefundAsync(shop.DirectTill, order, Money.FromYuan(80));
        var byStranger = refunds.ConfirmPaid(shop.OwnTill, refund.Id, "cash");
        var byShop = refunds.ConfirmPaid(shop.DirectTill, refund.Id, "cash");

        Assert.Equal("shop-pays", refund.State);
        Assert.IsType<OrderAnswer.NotFound>(byStranger);
        Assert.True(byShop.IsDone);
        Assert.Equal("paid", Assert.Single(server.Refunds(order.Id)).State);
    }

    [Fact]
    public async Task A_rejected_request_changes_nothing_but_the_story()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var order = await server.BuyAsync(Buyer, shop.ShippedTea());
        var id = Ids.New("r");
        server.Get<OrderRefunds>().Request(id, Buyer, order.Id, Money.FromYuan(100), "不想要了");

        var byBuyer = server.Get<OrderRefunds>().Reject(Caller.Member(Buyer), id, "不同意");
        var byShop = server.Get<OrderRefunds>().Reject(shop.OwnTill, id, "已经拆封");

        Assert.IsType<OrderAnswer.NotFound>(byBuyer);
        Assert.True(byShop.IsDone);
        var refund = Assert.Single(server.Refunds(order.Id));
        Assert.Equal(("rejected", "已经拆封"), (refund.State, refund.Answer));
        Assert.Equal(Money.Zero, server.Order(order.Id).Refunded);
    }

    private static Int128 ExpectedOf(Totals totals) => (Int128)totals.Float.Units + totals.Inflow.Units
        + totals.SubsidiesUsed.Units + totals.Injected.Units + totals.RemaindersToPool.Units
        + totals.GoodsReturned.Units - totals.Paid.Units - totals.Redeemed.Units - totals.Released.Units
        - totals.ClosingPaid.Units;
}
