using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Orders;

/// <summary>Points and goods credit at checkout: quoted, taken at the deed, undone whole when they are gone.</summary>
public sealed class RedeemTests
{
    private const string Buyer = "m-buyer";

    // Sold for money never; forced out at the cap, and then paid as goods credit.
    private static readonly string CreditPlan = RunningServer.SandboxPlan
        .Replace("\"selling\": { \"enabled\": true, \"retention\": \"20%\" }", "\"selling\": { \"enabled\": false }",
            StringComparison.Ordinal);

    [Fact]
    public async Task Points_pay_a_part_and_money_the_rest()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var before = await server.BalanceAsync(Buyer);

        var order = await server.BuyAsync(
            Buyer, shop.ShippedTea(2) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });

        // 112 points are worth 112·260/212 = 137.358490; 50.00 need ceil(50·212/260 · 10^8) units.
        Assert.Equal("112.00000000", before.Points.ToString());
        Assert.Equal((OrderStates.Funded, Money.FromYuan(150), Money.FromYuan(50)),
            (order.State, order.Cash, order.Redeemed));
        Assert.Equal("40.76923077", order.Points.ToString());
        Assert.Equal("71.23076923", (await server.BalanceAsync(Buyer)).Points.ToString());
        var pending = await server.PoolAsync(pool => pool.PendingOf(order.Id)!);
        Assert.Equal((Money.FromYuan(150), Money.FromYuan(50)), (pending.Amount, pending.Redeemed));
        Assert.Empty(server.Refunds(order.Id));
    }

    [Fact]
    public async Task An_order_that_points_pay_whole_needs_no_payment_and_takes_no_more_points_than_it_must()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);

        var order = await server.BuyAsync(Buyer, shop.FetchedMeal() with { Points = new PointsWish.All() });
        var handed = await server.Get<ShopOrders>().VerifyAsync(shop.OwnTill, order.VerifyCode!, default);
        await server.PassAsync(TimeSpan.FromDays(8));

        Assert.Equal((OrderStates.Funded, Money.Zero, Money.FromYuan(50)), (order.State, order.Cash, order.Redeemed));
        Assert.Empty(server.Get<PaymentFlow>().Of(order.Id));
        Assert.True(handed.IsDone);
        Assert.Equal((OrderStates.Final, Points.Zero), (server.Order(order.Id).State, server.Order(order.Id).Minted));
        Assert.Equal("71.23076923", (await server.BalanceAsync(Buyer)).Points.ToString());
    }

    [Fact]
    public async Task What_points_pay_more_than_was_quoted_comes_back_as_money()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var order = await server.CreateAsync(
            Buyer, shop.ShippedTea(2) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });
        var now = server.Get<PoolClock>().Now();
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.InjectCapital("inject", now, Money.FromYuan(26), "gift", "v-1", "other")
            {
                Contract = "k-1",
            },
            default);

        order = await server.PayAsync(order);
        await server.AskChannelsAsync();

        // P went from 260 to 286, so the same points pay 55.00.
        var surplus = Assert.Single(server.Refunds(order.Id));
        Assert.Equal(("surplus", "paid", Money.FromYuan(5)), (surplus.Cause, surplus.State, surplus.Cash));
        Assert.Equal((OrderStates.Funded, Money.FromYuan(145), Money.FromYuan(55)),
            (order.State, order.Cash, order.Redeemed));
        Assert.Equal(Money.FromYuan(145), await server.PoolAsync(pool => pool.PendingOf(order.Id)!.Amount));
    }

    [Fact]
    public async Task Points_that_were_sold_before_the_payment_cancel_the_order_and_the_money_goes_back()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 1000);
        var order = await server.CreateAsync(
            Buyer, shop.ShippedTea(2) with { Points = new PointsWish.Worth(Money.FromYuan(50)) });
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.SellPoints(
                "elsewhere", server.Get<PoolClock>().Now(), Buyer, PointsAsked.All, Money.Zero, null), default);

        order = await server.PayAsync(order);
        await server.AskChannelsAsync();

        Assert.Equal((OrderStates.Cancelled, "not-enough-points"), (order.State, order.Note));
        var refund = Assert.Single(server.Refunds(order.Id));
        Assert.Equal(("cancelled", "paid", Money.FromYuan(150)), (refund.Cause, refund.State, refund.Cash));
        Assert.Null(await server.PoolAsync(pool => pool.PendingOf(order.Id)));
        Assert.Equal(20, server.StockOf(shop.Tea));
        Assert.Equal(Money.Zero, await server.PoolAsync(pool => pool.Totals.GoodsReturned));
    }

    [Fact]
    public async Task Points_that_nobody_holds_or_that_are_worth_nothing_are_refused_before_anything_is_made()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        await server.EarnAsync(shop, Buyer, 100);
        var orders = server.Get<ShopOrders>();

        var tooMuch = await orders.CreateAsync(
            Buyer, shop.ShippedTea() with { Points = new PointsWish.Worth(Money.FromYuan(99)) }, default);
        var otherScale = await orders.CreateAsync(
            Buyer, shop.ShippedTea() with { Points = new PointsWish.Exactly(Points.FromUnits(100), 3) }, default);
        var nothing = await orders.CreateAsync(
            Buyer, shop.ShippedTea() with { Points = new PointsWish.AtMost(Points.FromUnits(1)) }, default);
        var nobody = await orders.CreateAsync(
            "m-nobody", shop.ShippedTea() with { Points = new PointsWish.All() }, default);

        Assert.Equal(
            ["not-enough-points", "not-enough-points", "worth-nothing", "worth-nothing"],
            new[] { tooMuch, otherScale, nothing, nobody }.Select(answer => ((OrderAnswer.Refused)answer).Code));
        Assert.Equal(20, server.StockOf(shop.Tea));
    }

    [Fact]
    public async Task Goods_credit_pays_comes_back_as_goods_credit_and_pays_again()
    {
        await using var server = await RunningServer.StartAsync(CreditPlan);
        var shop = await server.SeedShopAsync();
        await server.ForceOutAsync(shop, Buyer);
        var orders = server.Get<ShopOrders>();
        var credit = (await server.BalanceAsync(Buyer)).GoodsCredit;

        var order = await server.BuyAsync(Buyer, shop.ShippedTea() with { UsesCredit = true });
        var spent = (await server.BalanceAsync(Buyer)).GoodsCredit;
        var refund = await server.RefundAsync(shop.OwnTill, order, Money.FromYuan(100));
        var again = await server.BuyAsync(Buyer, shop.ShippedTea() with { UsesCredit = true });
        Assert.True(orders.Ship(shop.OwnTill, again.Id, "SF", "1").IsDone);
        await orders.ReceiveAsync(Buyer, again.Id, default);
        await server.PassAsync(TimeSpan.FromDays(8));
        await orders.RunAsync(default);

        Assert.Equal(credit - Money.FromYuan(100), spent);
        Assert.Equal((OrderStates.Refunded, "paid", Money.FromYuan(100)),
            (server.Order(order.Id).State, refund.State, refund.Credit));
        Assert.Equal((Money.FromYuan(100), Money.Zero), (again.CreditKept, again.CreditOfPool));
        Assert.Equal(spent, (await server.BalanceAsync(Buyer)).GoodsCredit);
        Assert.Equal(OrderStates.Final, server.Order(again.Id).State);
    }

    [Fact]
    public async Task Goods_credit_that_was_spent_elsewhere_cancels_the_order_before_any_point_is_burnt()
    {
        await using var server = await RunningServer.StartAsync(CreditPlan);
        var shop = await server.SeedShopAsync();
        await server.ForceOutAsync(shop, Buyer);
        await server.EarnAsync(shop, Buyer, 1000);
        var wish = shop.AtTheTill(1500) with
        {
            UsesCredit = true, Points = new PointsWish.Worth(Money.FromYuan(10)),
        };
        var first = await server.CreateAsync(Buyer, wish);
        var second = await server.CreateAsync(Buyer, wish with { Id = Ids.New("o") });

        first = await server.PayAsync(first);
        var points = (await server.BalanceAsync(Buyer)).Points;
        second = await server.PayAsync(second);
        await server.AskChannelsAsync();

        Assert.Equal(OrderStates.Funded, first.State);
        Assert.Equal((OrderStates.Cancelled, "wallet-too-low"), (second.State, second.Note));
        Assert.Equal(points, (await server.BalanceAsync(Buyer)).Points);
        Assert.Equal(second.Cash, Assert.Single(server.Refunds(second.Id)).Cash);
    }
}
