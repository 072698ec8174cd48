using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Orders;

/// <summary>
/// Two merchants that trade: one sells the operator's own goods, one collects itself and has a deposit of 1000 yuan.
/// </summary>
/// <param name="OwnStore">The own-goods merchant's store, in Guangzhou.</param>
/// <param name="Tea">Own goods, shipped, 100.00 yuan, 20 pieces.</param>
/// <param name="Meal">Own goods, fetched by code, 50.00 yuan, not counted.</param>
/// <param name="Direct">The merchant whose customers pay it directly, 20 % commission.</param>
/// <param name="Haircut">A service of the direct merchant, 80.00 yuan.</param>
/// <param name="Cashier">A member who works for both merchants.</param>
internal sealed record TestShop(
    string Own, string OwnStore, string Tea, string Meal, string Direct, string DirectStore, string Haircut,
    string Cashier)
{
    public DeliveryAddress Home { get; } = new("440106", "林一", "13800000000", "天河路 1 号");

    public NewOrder ShippedTea(long pieces = 1) => new(Ids.New("o"), Own)
    {
        Goods = [new(Tea, pieces)], Address = Home,
    };

    public NewOrder FetchedMeal(long pieces = 1) => new(Ids.New("o"), Own) { Goods = [new(Meal, pieces)] };

    public NewOrder AtTheTill(long yuan) => new(Ids.New("o"), Own)
    {
        Store = OwnStore, TillAmount = Money.FromYuan(yuan),
    };

    public NewOrder DirectHaircut() => new(Ids.New("o"), Direct) { Goods = [new(Haircut, 1)] };

    public Caller OwnTill => Caller.ForMerchant(Own, Cashier);

    public Caller DirectTill => Caller.ForMerchant(Direct, Cashier);
}

/// <summary>Puts the shop there, and takes steps that many tests take.</summary>
internal static class Shopping
{
    public static readonly CancellationToken Never = CancellationToken.None;

    public static async Task<TestShop> SeedShopAsync(this RunningServer server, long depositYuan = 1000)
    {
        var shop = new TestShop(
            "mt-own", "st-own", "g-tea", "g-meal", "mt-direct", "st-direct", "g-haircut", "m-cashier");
        var now = Instant.From(server.Wall.GetUtcNow());
        server.Get<ShopDatabase>().Write(transaction =>
        {
            AddMerchant(transaction, now, new(shop.Own, "自营茶铺", "own-goods", shop.OwnStore, shop.Cashier));
            AddMerchant(
                transaction, now, new(shop.Direct, "街角理发", "merchant-direct", shop.DirectStore, shop.Cashier));
            AddGoods(transaction, shop.Own, new(shop.Tea, "高山茶", "shipped", 100, 20));
            AddGoods(transaction, shop.Own, new(shop.Meal, "套餐", "in-store", 50, null));
            AddGoods(transaction, shop.Direct, new(shop.Haircut, "理发", "service", 80, null));
            if (depositYuan > 0)
            {
                PoolGate.Enqueue(transaction, new PoolCommand.TopUpDeposit(
                    "test.deposit", now, shop.Direct, Money.FromYuan(depositYuan), "voucher-test"));
            }
        });
        await server.Get<PoolFlow>().RunAsync(Never);
        return shop;
    }

    /// <summary>Makes an order and pays its cash part through the simulated channel.</summary>
    public static async Task<OrderCard> BuyAsync(this RunningServer server, string member, NewOrder wish)
    {
        var order = await server.CreateAsync(member, wish);
        return order.State == OrderStates.Created ? await server.PayAsync(order) : order;
    }

    public static async Task<OrderCard> CreateAsync(this RunningServer server, string member, NewOrder wish)
    {
        var answer = await server.Get<ShopOrders>().CreateAsync(member, wish, Never);
        Assert.True(answer is OrderAnswer.Done, answer.ToString());
        return server.Order(wish.Id);
    }

    public static async Task<OrderCard> PayAsync(this RunningServer server, OrderCard order)
    {
        var payment = await server.BeginPaymentAsync(order);
        Assert.True(server.Get<SimulatedChannel>().Confirm(payment));
        await server.AskChannelsAsync();

        // A request that may be on its way is left alone for a minute; and the server's own rounds go on beside ours.
        for (var look = 0; look < 20 && IsOnItsWay(server.Order(order.Id)); look++)
        {
            await server.AskChannelsAsync();
        }

        return server.Order(order.Id);
    }

    /// <summary>Starts the payment; the buyer has not pressed anything yet.</summary>
    public static async Task<string> BeginPaymentAsync(this RunningServer server, OrderCard order)
    {
        var answer = await server.Get<ShopOrders>().PayAsync(order.Member, order.Id, "simulated", "", Never);
        return Assert.IsType<OrderAnswer.Done>(answer).Id;
    }

    /// <summary>Lets enough time pass that every channel is asked again, and everything follow.</summary>
    public static async Task AskChannelsAsync(this RunningServer server)
    {
        server.Wall.Advance(TimeSpan.FromSeconds(30));
        await server.Get<ShopOrders>().RunAsync(Never);
    }

    /// <summary>Points: buys for so much at the till, has it handed over, waits the return window.</summary>
    public static async Task EarnAsync(this RunningServer server, TestShop shop, string member, long yuan)
    {
        var order = await server.BuyAsync(member, shop.AtTheTill(yuan));
        Assert.True((await server.Get<ShopOrders>().HandOverAsync(shop.OwnTill, order.Id, Never)).IsDone);
        await server.PassAsync(TimeSpan.FromDays(8));
        Assert.Equal(OrderStates.Final, server.Order(order.Id).State);
    }

    public static OrderCard Order(this RunningServer server, string id) =>
        server.Get<OrderReading>().Find(Caller.Platform, id)!;

    public static Task<MemberBalance> BalanceAsync(this RunningServer server, string member) =>
        server.Get<PoolGate>().ReadAsync(desk => desk.Pool.Member(desk.Names.Find(member)), Never);

    public static Task<T> PoolAsync<T>(this RunningServer server, Func<Pool, T> read) =>
        server.Get<PoolGate>().ReadAsync(desk => read(desk.Pool), Never);

    public static IReadOnlyList<RefundCard> Refunds(this RunningServer server, string order) =>
        server.Get<OrderRefunds>().Of(order);

    private static bool IsOnItsWay(OrderCard order) => order.State is OrderStates.Created or OrderStates.Paid;

    private static void AddMerchant(ShopTransaction transaction, Instant now, Trader trader)
    {
        transaction.Execute($"""
            INSERT INTO merchants (id, name, state, commission, funding, class, applied_at)
            VALUES ({trader.Id}, {trader.Name}, 'active', 200000, {trader.Funding}, 'test', {now})
            """);
        transaction.Execute($"""
            INSERT INTO stores (id, merchant, name, region, address, state)
            VALUES ({trader.Store}, {trader.Id}, {trader.Name}, '440106', '体育西路 2 号', 'open')
            """);
        transaction.Execute($"""
            INSERT INTO merchant_people (merchant, member, role, added_at)
            VALUES ({trader.Id}, {trader.Cashier}, 'owner', {now})
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.RegisterMerchant(
            $"test.register.{trader.Id}", now, trader.Id, Rate.FromParts(200_000)));
    }

    private static void AddGoods(ShopTransaction transaction, string merchant, Thing thing) => transaction.Execute($"""
        INSERT INTO goods (id, merchant, name, description, category, kind, price, inflow_basis, stock, state)
        VALUES ({thing.Id}, {merchant}, {thing.Name}, '', 'test', {thing.Kind}, {Money.FromYuan(thing.Yuan)},
            'commission', {thing.Stock}, 'offered')
        """);

    private sealed record Trader(string Id, string Name, string Funding, string Store, string Cashier);

    private sealed record Thing(string Id, string Name, string Kind, long Yuan, long? Stock);
}

/// <summary>What tests change behind the shop's back.</summary>
internal static class ShopSettings
{
    public static long StockOf(this RunningServer server, string goods) =>
        server.Get<ShopDatabase>().Read(reader => reader.Number($"SELECT stock FROM goods WHERE id = {goods}"))!.Value;

    public static void SetPrice(this RunningServer server, string goods, long yuan) =>
        server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE goods SET price = {Money.FromYuan(yuan)} WHERE id = {goods}"));

    public static async Task TopUpAsync(this RunningServer server, string merchant, long yuan)
    {
        var now = server.Get<PoolClock>().Now();
        server.Get<ShopDatabase>().Write(transaction => PoolGate.Enqueue(transaction, new PoolCommand.TopUpDeposit(
            $"test.deposit.{now.Milliseconds}", now, merchant, Money.FromYuan(yuan), $"voucher-{now.Milliseconds}")));
        await server.Get<PoolFlow>().RunAsync(Shopping.Never);
    }
}

/// <summary>Ways back, and ways out of the pool.</summary>
internal static class Returning
{
    /// <summary>The buyer asks, the shop agrees, the channel pays; answers the refund as it stands then.</summary>
    public static async Task<RefundCard> RefundAsync(
        this RunningServer server, Caller till, OrderCard order, Money amount)
    {
        var (refunds, id) = (server.Get<OrderRefunds>(), Ids.New("r"));
        var asked = refunds.Request(id, order.Member, order.Id, amount, "不想要了");
        Assert.True(asked.IsDone, asked.ToString());
        var agreed = await refunds.ApproveAsync(till, id, Shopping.Never);
        Assert.True(agreed.IsDone, agreed.ToString());

        // The server's own round may be the one that is asking the channel at this moment.
        for (var round = 0; refunds.Of(order.Id).Any(refund => refund.State is "claimed") && round < 200; round++)
        {
            await Task.Delay(20);
        }

        return refunds.Of(order.Id).Single(refund => refund.Id == id);
    }

    /// <summary>Earns points, then lets injected money push them past the cap; the exit pays goods credit.</summary>
    public static async Task ForceOutAsync(this RunningServer server, TestShop shop, string member)
    {
        await server.EarnAsync(shop, member, 1000);
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.InjectCapital(
                $"push.{member}", server.Get<PoolClock>().Now(), Money.FromYuan(3000), "gift", "v-1", "other")
            {
                Contract = "k-1",
            },
            Shopping.Never);
        await server.PassAsync(TimeSpan.FromDays(8));
        var balance = await server.BalanceAsync(member);
        Assert.Equal((Points.Zero, Money.FromYuan(960)), (balance.Points, balance.GoodsCredit));
    }
}
