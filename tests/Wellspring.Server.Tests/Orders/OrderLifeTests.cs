using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Orders;

/// <summary>created → paid → funded → delivered → final, for each way goods reach a buyer.</summary>
public sealed class OrderLifeTests
{
    private const string Buyer = "m-buyer";

    [Fact]
    public async Task A_shipped_order_lives_until_its_points_are_there()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var orders = server.Get<ShopOrders>();

        var order = await server.BuyAsync(Buyer, shop.ShippedTea(2));
        Assert.Equal((OrderStates.Funded, Money.FromYuan(200)), (order.State, order.Cash));
        Assert.False((await orders.ReceiveAsync(Buyer, order.Id, default)).IsDone);
        Assert.True(orders.Ship(shop.OwnTill, order.Id, "顺丰", "SF100").IsDone);
        Assert.True((await orders.ReceiveAsync(Buyer, order.Id, default)).IsDone);
        var delivered = server.Order(order.Id);
        var pending = (await server.BalanceAsync(Buyer)).Pending;
        await server.PassAsync(TimeSpan.FromDays(8));

        // 200 at c = 20 %, f = r = 2 %: I = 32, M = 22.4; at the start price of 1 that is 22.4 points.
        Assert.Equal(OrderStates.Delivered, delivered.State);
        Assert.Equal("22.40000000", Assert.Single(pending).Points.ToString());
        var final = server.Order(order.Id);
        Assert.Equal((OrderStates.Final, "22.40000000"), (final.State, final.Minted.ToString()));
        Assert.Equal(Money.FromYuan(40), final.Commission);
        Assert.Equal(final.Minted, (await server.BalanceAsync(Buyer)).Points);
        Assert.Equal(
            ["created", "paid", "placed", "funded", "shipped", "delivered", "final"],
            server.Get<OrderReading>().StoryOf(order.Id).Select(step => step.What));
    }

    [Fact]
    public async Task An_order_at_the_till_is_delivered_by_the_cashier()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();

        var order = await server.BuyAsync(Buyer, shop.AtTheTill(88));
        var byBuyer = await server.Get<ShopOrders>().ReceiveAsync(Buyer, order.Id, default);
        var byCashier = await server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, default);

        Assert.IsType<OrderAnswer.Refused>(byBuyer);
        Assert.True(byCashier.IsDone);
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
        Assert.Equal("440106", server.Order(order.Id).Region);
    }

    [Fact]
    public async Task A_code_is_verified_once_and_guessing_is_limited()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var orders = server.Get<ShopOrders>();
        var order = await server.BuyAsync(Buyer, shop.FetchedMeal());
        var code = order.VerifyCode!;

        var elsewhere = await orders.VerifyAsync(shop.DirectTill, code, default);
        var first = await orders.VerifyAsync(shop.OwnTill, code, default);
        var second = await orders.VerifyAsync(shop.OwnTill, code, default);
        for (var guess = 0; guess < 9; guess++)
        {
            await orders.VerifyAsync(shop.OwnTill, "00000000", default);
        }

        var limited = await orders.VerifyAsync(shop.OwnTill, "00000000", default);
        Assert.Equal(8, code.Length);
        Assert.IsType<OrderAnswer.Refused>(elsewhere);
        Assert.Equal(new OrderAnswer.Done(order.Id), first);
        Assert.Equal("code-unknown", Assert.IsType<OrderAnswer.Refused>(second).Code);
        Assert.Equal("too-many-tries", Assert.IsType<OrderAnswer.Refused>(limited).Code);
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
    }

    [Fact]
    public async Task A_shop_that_collects_itself_pays_the_commission_from_its_deposit()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync(depositYuan: 10);
        var orders = server.Get<ShopOrders>();
        var order = await server.CreateAsync(Buyer, shop.DirectHaircut());

        var online = await orders.PayAsync(Buyer, order.Id, "simulated", "", default);
        Assert.True((await orders.ConfirmCollectionAsync(shop.DirectTill, order.Id, "cash", default)).IsDone);
        Assert.True((await orders.VerifyAsync(shop.DirectTill, server.Order(order.Id).VerifyCode!, default)).IsDone);
        await server.PassAsync(TimeSpan.FromDays(8));
        var held = server.Order(order.Id);
        await server.TopUpAsync(shop.Direct, 10);

        Assert.Equal("pay-the-shop", Assert.IsType<OrderAnswer.Refused>(online).Code);
        Assert.Equal((OrderStates.Delivered, "commission-unfunded"), (held.State, held.Held));
        Assert.Equal((OrderStates.Final, (string?)null), (server.Order(order.Id).State, server.Order(order.Id).Held));
        var deposit = await server.PoolAsync(pool => pool.Merchants().Single(one => one.Id == shop.Direct).Deposit);
        Assert.Equal(Money.FromYuan(4), deposit);
    }

    [Fact]
    public async Task Twenty_buyers_cannot_take_more_than_the_shelf_has()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var orders = server.Get<ShopOrders>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            () => orders.CreateAsync($"m-{number}", shop.ShippedTea(3), default))));

        var made = answers.OfType<OrderAnswer.Done>().ToList();
        Assert.Equal(6, made.Count);
        Assert.All(
            answers.OfType<OrderAnswer.Refused>(), refused => Assert.Equal("out-of-stock", refused.Code));
        Assert.Equal(2, server.StockOf(shop.Tea));

        Assert.True(orders.Cancel(Caller.Member(server.Order(made[0].Id).Member), made[0].Id).IsDone);
        Assert.Equal(5, server.StockOf(shop.Tea));
        server.Wall.Advance(TimeSpan.FromMinutes(31));
        await orders.RunAsync(default);
        Assert.Equal(20, server.StockOf(shop.Tea));
        Assert.All(made.Skip(1), one => Assert.Equal("expired", server.Order(one.Id).Note));
    }

    [Fact]
    public async Task A_shop_charges_the_price_of_the_moment_the_order_was_made()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var wish = shop.ShippedTea() with { MostCash = Money.FromYuan(100) };
        server.SetPrice(shop.Tea, 120);

        var dearer = await server.Get<ShopOrders>().CreateAsync(Buyer, wish, default);
        server.SetPrice(shop.Tea, 90);
        var order = await server.CreateAsync(Buyer, wish);
        server.SetPrice(shop.Tea, 500);

        Assert.Equal("price-changed", Assert.IsType<OrderAnswer.Refused>(dearer).Code);
        Assert.Equal(Money.FromYuan(90), (await server.PayAsync(order)).Cash);
    }
}
