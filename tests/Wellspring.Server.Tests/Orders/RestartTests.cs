using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Orders;

/// <summary>
/// The process ends after each step that is written, before what follows from it; the next one goes on from there.
/// </summary>
public sealed class RestartTests : IAsyncDisposable
{
    private const string Buyer = "m-buyer";

    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-restart-").FullName;
    private readonly ManualTime _wall = new();
    private RunningServer? _server;

    private RunningServer Server => _server!;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_payment_that_was_only_written_down_is_booked_by_the_next_start()
    {
        var (order, payment) = await BeginAsync(new PointsWish.Worth(Money.FromYuan(50)));

        // The channel has said "paid", and that is on disk: nothing was submitted to the pool yet.
        Server.Get<ShopDatabase>().Write(transaction => Server.Get<PaymentFlow>().Settle(
            transaction, payment, new ChannelResult.Done("voucher", order.Cash, null), "channel"));
        await RestartAsync();
        await Server.Get<ShopOrders>().RunAsync(default);

        var funded = Server.Order(order.Id);
        Assert.Equal((OrderStates.Funded, Money.FromYuan(50)), (funded.State, funded.Redeemed));
        Assert.Equal("71.23076923", (await Server.BalanceAsync(Buyer)).Points.ToString());
    }

    [Fact]
    public async Task An_order_placed_in_the_journal_and_not_yet_followed_goes_on_to_its_points()
    {
        var (order, payment) = await BeginAsync(new PointsWish.Worth(Money.FromYuan(50)));
        Server.Get<ShopDatabase>().Write(transaction => Server.Get<PaymentFlow>().Settle(
            transaction, payment, new ChannelResult.Done("voucher", order.Cash, null), "channel"));

        // In the journal, and nobody has followed it.
        await Server.Get<PoolGate>().PumpAsync(default);
        await RestartAsync();
        await Server.Get<PoolFlow>().RunAsync(default);

        Assert.Equal(OrderStates.Funded, Server.Order(order.Id).State);
        Assert.Equal(1, await Server.PoolAsync(pool => pool.PendingCount));
    }

    [Fact]
    public async Task A_payment_claimed_and_never_sent_is_asked_after_and_then_sent()
    {
        await StartAsync();
        var shop = await Server.SeedShopAsync();
        var order = await Server.CreateAsync(Buyer, shop.ShippedTea());
        var payment = Ids.New("p");
        Server.Get<ShopDatabase>().Write(transaction => transaction.Execute($"""
            INSERT INTO payments (id, orders, channel, amount, state, created_at, next_query_at)
            VALUES ({payment}, {order.Id}, 'simulated', {order.Cash}, 'claimed', {order.CreatedAt}, 0)
            """));

        await RestartAsync();
        await Server.AskChannelsAsync();
        await Server.AskChannelsAsync();

        var sent = Server.Get<PaymentFlow>().Find(payment)!;
        Assert.Equal(("pending", "redirect"), (sent.State, sent.StartKind));
        Assert.Equal(new OrderAnswer.Done(payment),
            await Server.Get<ShopOrders>().PayAsync(Buyer, order.Id, "simulated", "", default));
    }

    [Fact]
    public async Task An_approved_refund_is_booked_and_paid_by_the_next_start()
    {
        await StartAsync();
        var shop = await Server.SeedShopAsync();
        var order = await Server.BuyAsync(Buyer, shop.ShippedTea());
        var id = Ids.New("r");
        Server.Get<OrderRefunds>().Request(id, Buyer, order.Id, Money.FromYuan(30), "不想要了");
        Server.Get<ShopDatabase>().Write(transaction =>
        {
            transaction.Execute($"UPDATE refunds SET state = 'approved', decided_at = 0 WHERE id = {id}");
            RefundSteps.Ask(
                transaction, Server.Get<OrderSteps>(), order, RefundCard.Find(transaction, id)!,
                Server.Get<PoolClock>().Now());
        });

        await RestartAsync();
        await Server.AskChannelsAsync();

        Assert.Equal("paid", Assert.Single(Server.Refunds(order.Id)).State);
        Assert.Equal(Money.FromYuan(70), await Server.PoolAsync(pool => pool.PendingOf(order.Id)!.Amount));
    }

    [Fact]
    public async Task A_refund_claimed_and_paid_without_an_answer_is_found_paid()
    {
        await StartAsync();
        var shop = await Server.SeedShopAsync();
        var order = await Server.BuyAsync(Buyer, shop.ShippedTea());
        var payment = Server.Get<PaymentFlow>().Of(order.Id)[0];
        var refund = await Server.RefundAsync(shop.OwnTill, order, Money.FromYuan(30));

        // As if the process had ended between the channel's deed and the note of it.
        Server.Get<ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE refunds SET state = 'claimed', reference = NULL, next_query_at = 0 WHERE id = {refund.Id}"));
        await RestartAsync();
        await Server.AskChannelsAsync();

        var found = Assert.Single(Server.Refunds(order.Id));
        Assert.Equal(("paid", refund.Reference), (found.State, found.Reference));
        Assert.Equal(1, Server.Get<ShopDatabase>().Read(reader => reader.Number(
            $"SELECT count(*) FROM simulated_deeds WHERE kind = 'refund' AND about = {payment.Id}")));
    }

    [Fact]
    public async Task A_delivery_on_its_way_to_the_pool_arrives_and_the_order_becomes_final()
    {
        await StartAsync();
        var shop = await Server.SeedShopAsync();
        var order = await Server.BuyAsync(Buyer, shop.AtTheTill(88));
        Server.Get<ShopDatabase>().Write(transaction =>
            Server.Get<OrderSteps>().Deliver(transaction, Server.Order(order.Id), "merchant"));

        await RestartAsync();
        await Server.PassAsync(TimeSpan.FromDays(1));
        await RestartAsync();
        await Server.PassAsync(TimeSpan.FromDays(7));

        Assert.Equal(OrderStates.Final, Server.Order(order.Id).State);
        Assert.Equal(Money.FromUnits(17_600_000), Server.Order(order.Id).Commission);
    }

    private async Task<(OrderCard Order, string Payment)> BeginAsync(PointsWish points)
    {
        await StartAsync();
        var shop = await Server.SeedShopAsync();
        await Server.EarnAsync(shop, Buyer, 1000);
        var order = await Server.CreateAsync(Buyer, shop.ShippedTea(2) with { Points = points });
        return (order, await Server.BeginPaymentAsync(order));
    }

    private async Task StartAsync() =>
        _server = await RunningServer.StartAsync(folder: _folder, wall: _wall);

    private async Task RestartAsync()
    {
        await Server.DisposeAsync();
        await StartAsync();
    }
}
