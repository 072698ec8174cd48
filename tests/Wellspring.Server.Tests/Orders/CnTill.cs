using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Orders;

/// <summary>A running platform under profile CN whose orders are paid through a channel with callbacks.</summary>
internal sealed class CnTill : IAsyncDisposable
{
    /// <summary>What profile CN allows as it starts: points pay for goods, nothing is paid out.</summary>
    public const string Plan = """
        {
          "id": "cn-shop", "version": 1, "name": { "zh": "街角小店", "en": "Corner shop" }, "operator": "Test",
          "profile": "CN", "timeZone": "+08:00",
          "pool": { "startPrice": "1", "float": "100", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "platform" },
          "selling": { "enabled": false },
          "redeeming": { "enabled": true, "redeemRate": "100%" },
          "cap": { "multiple": "none" },
          "orders": { "returnWindow": "7d" },
          "wallet": { "withdrawal": { "enabled": false } }
        }
        """;

    private CnTill(RunningServer server, TestShop shop, SignedChannel channel)
    {
        (Server, Shop, Channel) = (server, shop, channel);
        var channels = new Channels([channel, server.Get<ManualChannel>()], () => server.Address);
        var (database, gate, clock, steps) = (
            server.Get<ShopDatabase>(), server.Get<PoolGate>(), server.Get<PoolClock>(), server.Get<OrderSteps>());
        var flow = server.Get<PoolFlow>();
        Money = new(channels, gate, database, clock, steps);
        Payments = new(channels, gate, database, clock, steps, [Money]);
        Orders = new(
            database, server.Get<Checkout>(), Payments, Money, channels, gate, flow, clock, steps);
        Refunds = new(database, flow, Money, clock, steps);
    }

    public RunningServer Server { get; }

    public TestShop Shop { get; }

    public SignedChannel Channel { get; }

    public PaymentFlow Payments { get; }

    public RefundFlow Money { get; }

    public ShopOrders Orders { get; }

    public OrderRefunds Refunds { get; }

    public static async Task<CnTill> OpenAsync()
    {
        var server = await RunningServer.StartAsync(Plan);
        return new(server, await server.SeedShopAsync(), new SignedChannel("signed"));
    }

    public async Task<(OrderCard Order, string Payment)> BeginAsync(string member, NewOrder wish)
    {
        Assert.True((await Orders.CreateAsync(member, wish, default)).IsDone);
        var answer = await Orders.PayAsync(member, wish.Id, Channel.Name, "", default);
        return (Server.Order(wish.Id), Assert.IsType<OrderAnswer.Done>(answer).Id);
    }

    public async Task<int> CallBackAsync(byte[] body, Dictionary<string, string>? signature = null)
    {
        var reply = await Payments.HearAsync(
            Channel.Name, signature ?? SignedChannel.Sign(body), body, default);
        await Server.Get<PoolFlow>().RunAsync(default);
        return reply!.Status;
    }

    /// <summary>Half a minute later, after the channel was asked again.</summary>
    public async Task LaterAsync(int seconds = 30)
    {
        Server.Wall.Advance(TimeSpan.FromSeconds(seconds));
        await Orders.RunAsync(default);
    }

    /// <summary>The payment once nobody is in the middle of asking its channel.</summary>
    public async Task<PaymentCard> SettledAsync(string payment)
    {
        for (var look = 0; look < 400 && Payments.Find(payment)!.State == "claimed"; look++)
        {
            await Task.Delay(25);
        }

        return Payments.Find(payment)!;
    }

    public int CallsOf(string what) =>
        Channel.Calls.Count(call => call.StartsWith(what + " ", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
