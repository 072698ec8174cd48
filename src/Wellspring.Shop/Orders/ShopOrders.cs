using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>Orders with a life 订单: made, paid, handed over. Whoever asks must have a part in the order.</summary>
public sealed class ShopOrders(
    ShopDatabase database, Checkout checkout, PaymentFlow payments, RefundFlow money, Channels channels, PoolGate gate,
    PoolFlow flow, PoolClock clock, OrderSteps steps)
{
    /// <summary>How long an order waits for its payment.</summary>
    public static readonly Duration Unpaid = new(30 * 60_000);

    private const int CodeLength = 8;
    private const int MostTries = 10;
    private static readonly Duration TriesCounted = new(10 * 60_000);

    /// <summary>The price of a wish and how it would be paid: what the checkout page shows.</summary>
    public Task<CheckoutQuote> QuoteAsync(string member, NewOrder wish, CancellationToken cancellation) =>
        checkout.QuoteAsync(member, wish, cancellation);

    /// <summary>Makes an order: prices are fixed, stock is taken. One that needs no money is paid at once.</summary>
    public async Task<OrderAnswer> CreateAsync(string member, NewOrder wish, CancellationToken cancellation)
    {
        if (database.Read(reader => Known(reader, member, wish.Id)) is { } known)
        {
            return known;
        }

        var quote = await checkout.QuoteAsync(member, wish, cancellation);
        if (quote.Refusal is { } refusal)
        {
            return refusal;
        }

        if (quote.Kind == OrderKinds.Shipped && wish.Address is null)
        {
            return OrderAnswer.No("address-incomplete", "请填写收货地址。", "Enter the address the parcel goes to.");
        }

        if (wish.MostCash is { } most && quote.Cash > most)
        {
            return OrderAnswer.No("price-changed", "价格刚刚变了，请看过新的金额再提交。",
                "The price has just changed; look at the new amount, then send it again.");
        }

        var answer = database.Write(transaction => Write(transaction, member, wish, quote));
        if (answer.IsDone && quote.Cash == Money.Zero)
        {
            await flow.RunAsync(cancellation);
        }

        return answer;
    }

    /// <summary>Begins a payment through a channel. Asking again goes on with the same one.</summary>
    /// <returns>The payment's id.</returns>
    public async Task<OrderAnswer> PayAsync(
        string member, string orderId, string channelName, string payerAddress, CancellationToken cancellation)
    {
        if (database.Read(reader => OrderCard.Find(reader, orderId)) is not { } order || order.Member != member)
        {
            return OrderAnswer.Gone;
        }

        if (order.State != OrderStates.Created || order.ExpiresAt <= clock.WallNow())
        {
            return OrderAnswer.No("order-state", "这个订单不用再付款。", "This order does not wait for a payment.");
        }

        if (order.IsMerchantDirect)
        {
            return OrderAnswer.No("pay-the-shop", "这家商户直接收款：请在店内付款，由收银员确认。",
                "You pay this shop itself; its cashier confirms.");
        }

        return channels.Find(channelName, gate.Plan) is { } channel
            ? new OrderAnswer.Done(await payments.StartAsync(order, channel, payerAddress, cancellation))
            : OrderAnswer.No("channel-unknown", "没有这个支付渠道，请另选一个。",
                "There is no such payment channel; choose another.");
    }

    /// <summary>The buyer, the shop or the operator ends an order that was not paid.</summary>
    public OrderAnswer Cancel(Caller caller, string orderId) => Act(caller, orderId, (transaction, order) =>
        steps.Cancel(transaction, order, $"by-{NameOf(caller)}", NameOf(caller)) ? new OrderAnswer.Done(orderId)
        : OrderAnswer.No("order-state", "已付款的订单请申请退款。", "This order was paid; ask for a refund instead."));

    /// <summary>The buyer has paid the shop itself 商户直收: the cashier has the money.</summary>
    public async Task<OrderAnswer> ConfirmCollectionAsync(
        Caller shop, string orderId, string reference, CancellationToken cancellation)
    {
        var answer = Serve(shop, orderId, (transaction, order) =>
        {
            if (!order.IsMerchantDirect)
            {
                return OrderAnswer.No("not-paid-directly", "这个订单经平台渠道付款，不能由收银员确认收款。",
                    "This order is paid through a channel; the cashier cannot confirm its payment.");
            }

            if (order.State != OrderStates.Created)
            {
                return AlreadyOr(order.IsAlive, orderId);
            }

            Audit.Note(transaction, clock.WallNow(), shop.Id, "order.collected", orderId, Cut(reference));
            steps.Paid(transaction, order, null, NameOf(shop));
            return new OrderAnswer.Done(orderId);
        });
        await flow.RunAsync(cancellation);
        return answer;
    }

    /// <summary>The parcel is on its way.</summary>
    public OrderAnswer Ship(Caller shop, string orderId, string carrier, string tracking) =>
        Serve(shop, orderId, (transaction, order) =>
        {
            if (order is not { Kind: OrderKinds.Shipped, State: OrderStates.Funded })
            {
                return OrderAnswer.No("order-state", "这个订单现在不能发货。", "This order cannot be shipped now.");
            }

            if (Cut(carrier) is not { Length: > 0 } by || Cut(tracking) is not { Length: > 0 } number)
            {
                return OrderAnswer.No("tracking-missing", "请填写快递公司和单号。", "Enter the carrier and the parcel number.");
            }

            transaction.Execute($"""
                UPDATE orders SET carrier = {by}, tracking = {number}, shipped_at = coalesce(shipped_at, {clock.Now()})
                WHERE id = {orderId}
                """);
            steps.Tell(transaction, orderId, new("shipped", NameOf(shop)) { Detail = $"{by} {number}" });
            return new OrderAnswer.Done(orderId);
        });

    /// <summary>The buyer has the goods 确认收货.</summary>
    public Task<OrderAnswer> ReceiveAsync(string member, string orderId, CancellationToken cancellation) =>
        HandOverAsync(Caller.Member(member), orderId, cancellation);

    /// <summary>The cashier has handed it over, or delivered the service.</summary>
    public async Task<OrderAnswer> HandOverAsync(Caller caller, string orderId, CancellationToken cancellation)
    {
        var answer = Act(caller, orderId, (transaction, order) =>
            // A buyer confirms what was sent; what is fetched is confirmed by whoever hands it over.
            caller.Kind is CallerKind.Member && order is not { Kind: OrderKinds.Shipped, ShippedAt: not null }
                && order.State == OrderStates.Funded
                ? OrderAnswer.No("not-handed-over", "商户还没有发货或交付。", "The shop has not sent or handed it over yet.")
            : steps.Deliver(transaction, order, NameOf(caller)) ? new OrderAnswer.Done(orderId)
            : AlreadyOr(order.DeliveredAt is not null, orderId));
        await flow.RunAsync(cancellation);
        return answer;
    }

    /// <summary>核销: the buyer shows a code, the shop types it. Guessing is limited for each shop.</summary>
    public async Task<OrderAnswer> VerifyAsync(Caller shop, string code, CancellationToken cancellation)
    {
        var answer = database.Write(transaction =>
        {
            var now = clock.WallNow();
            var since = new Instant(now.Milliseconds - TriesCounted.Milliseconds);
            transaction.Execute($"DELETE FROM verify_tries WHERE at <= {since}");
            if (transaction.Number($"SELECT count(*) FROM verify_tries WHERE merchant = {shop.Merchant}") >= MostTries)
            {
                return OrderAnswer.No("too-many-tries", "输错次数太多，请 10 分钟后再试，或请顾客出示二维码。",
                    "Too many wrong codes; wait ten minutes, or scan the buyer's code.");
            }

            var found = transaction.Text($"""
                SELECT id FROM orders WHERE merchant = {shop.Merchant} AND verify_code = {code}
                    AND state = {OrderStates.Funded}
                """);
            if (found is null || OrderCard.Find(transaction, found) is not { } order)
            {
                transaction.Execute($"INSERT INTO verify_tries (merchant, at) VALUES ({shop.Merchant}, {now})");
                return OrderAnswer.No("code-unknown", "没有这个核销码，或已经用过。", "There is no such code, or it was used.");
            }

            steps.Deliver(transaction, order, NameOf(shop));
            Audit.Note(transaction, now, shop.Id, "order.verified", order.Id);
            return new OrderAnswer.Done(order.Id);
        });
        await flow.RunAsync(cancellation);
        return answer;
    }

    /// <summary>One round of everything that waits: payments, splits, refunds, expiry.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await payments.RunAsync(cancellation);
        await ExpireAsync(cancellation);
        database.Write(FinishCreditOrders);
        await flow.RunAsync(cancellation);
        await money.RunAsync(cancellation);
        await flow.RunAsync(cancellation);
    }

    private async Task ExpireAsync(CancellationToken cancellation)
    {
        var now = clock.WallNow();
        var expired = database.Read(reader => reader.All(
            $"SELECT id FROM orders WHERE state = {OrderStates.Created} AND expires_at <= {now} LIMIT 100",
            row => row.Text(0)));
        foreach (var id in expired)
        {
            // A payment may have come that nobody told us of; one that comes later still goes back by itself.
            foreach (var payment in payments.Of(id).Where(payment => payment.IsOpen))
            {
                await payments.QueryAsync(payment.Id, cancellation);
            }

            database.Write(transaction => OrderCard.Find(transaction, id) is { } order
                && steps.Cancel(transaction, order, "expired", OrderSteps.System));
        }
    }

    // Orders paid with goods credit alone never reach the pool; their return window ends here.
    private void FinishCreditOrders(ShopTransaction transaction)
    {
        var now = clock.Now();
        var until = new Instant(now.Milliseconds - gate.Plan.Orders.ReturnWindow.Milliseconds);
        foreach (var id in transaction.All(
            $"""
            SELECT id FROM orders WHERE state = {OrderStates.Delivered} AND placed_position IS NULL
                AND delivered_at <= {until} LIMIT 100
            """,
            row => row.Text(0)))
        {
            transaction.Execute($"UPDATE orders SET state = {OrderStates.Final}, final_at = {now} WHERE id = {id}");
            steps.Tell(transaction, id, new("final", OrderSteps.System));
        }
    }

    private OrderAnswer Write(ShopTransaction transaction, string member, NewOrder wish, CheckoutQuote quote)
    {
        if (Known(transaction, member, wish.Id) is { } known)
        {
            return known;
        }

        // Looked up again where nobody can come between: prices as they were quoted, stock as it is.
        var (basket, refusal) = Basket.Read(transaction, wish, clock.Now());
        if (basket is null)
        {
            return refusal!;
        }

        if (basket.Total != quote.Total || basket.IsPlain != quote.IsPlain
            || OrderSteps.CreditKept(transaction, member) < quote.Kept)
        {
            return OrderAnswer.No("price-changed", "价格刚刚变了，请看过新的金额再提交。",
                "The price has just changed; look at the new amount, then send it again.");
        }

        var now = clock.Now();
        var address = basket.Kind == OrderKinds.Shipped ? wish.Address : null;
        var code = basket.Kind == OrderKinds.Shipped ? null : NewCode(transaction, basket.Merchant);
        transaction.Execute($"""
            INSERT INTO orders (id, member, merchant, store, kind, state, total, cash, redeemed, credit, credit_kept,
                points, points_scale, coins, coin_value, plain, region, recipient, phone, address, verify_code,
                funding, created_at, expires_at)
            VALUES ({wish.Id}, {member}, {basket.Merchant}, {basket.Store}, {basket.Kind}, {OrderStates.Created},
                {basket.Total}, {quote.Cash}, {quote.Redeemed}, {quote.Credit}, {quote.Kept}, {quote.Points},
                {(long)quote.Scale}, {quote.Coins}, {quote.CoinValue}, {basket.IsPlain}, {basket.Region},
                {address?.Recipient}, {address?.Phone}, {address?.Address}, {code},
                {basket.Funding}, {now}, {clock.WallNow().Plus(Unpaid)})
            """);
        for (var line = 0; line < basket.Items.Count; line++)
        {
            var item = basket.Items[line];
            transaction.Execute($"""
                INSERT INTO order_lines (orders, line, goods, name, quantity, amount, cost, reserved)
                VALUES ({wish.Id}, {(long)line}, {item.Goods}, {item.Name}, {item.Quantity}, {item.Amount}, {item.Cost},
                    {item.Reserved})
                """);
            Invariant.Require(
                item.Reserved == 0 || Stock.Take(transaction, item.Goods!, item.Reserved), "stock was looked up here");
        }

        steps.Tell(transaction, wish.Id, new("created", "buyer") { Amount = basket.Total });
        if (quote.Cash == Money.Zero)
        {
            steps.Paid(transaction, OrderCard.Find(transaction, wish.Id)!, null, "buyer");
        }

        return new OrderAnswer.Done(wish.Id);
    }

    private static OrderAnswer? Known(ShopReader reader, string member, string id) =>
        !DeedIds.IsValid(id) ? OrderAnswer.Gone
        : reader.Text($"SELECT member FROM orders WHERE id = {id}") is not { } owner ? null
        : owner == member ? new OrderAnswer.Done(id)
        : OrderAnswer.Gone;

    private static string NewCode(ShopReader reader, string merchant)
    {
        while (true)
        {
            var code = RandomNumberGenerator.GetString("0123456789", CodeLength);
            if (reader.Number($"SELECT 1 FROM orders WHERE merchant = {merchant} AND verify_code = {code}") is null)
            {
                return code;
            }
        }
    }

    private OrderAnswer Serve(Caller caller, string orderId, Func<ShopTransaction, OrderCard, OrderAnswer> act) =>
        Act(caller, orderId, (transaction, order) => caller.Serves(order) ? act(transaction, order) : OrderAnswer.Gone);

    private OrderAnswer Act(Caller caller, string orderId, Func<ShopTransaction, OrderCard, OrderAnswer> act) =>
        database.Write(transaction =>
            OrderCard.Find(transaction, orderId) is { } order && caller.MaySee(order)
                ? act(transaction, order)
                : OrderAnswer.Gone);

    private static OrderAnswer AlreadyOr(bool done, string orderId) => done
        ? new OrderAnswer.Done(orderId)
        : OrderAnswer.No("order-state", "这个订单现在不能这样处理，请刷新。",
            "This cannot be done with the order now; reload the page.");

    private static string Cut(string text) => text.Trim() is { Length: > 64 } longer ? longer[..64] : text.Trim();

    private static string NameOf(Caller caller) => caller.Kind switch
    {
        CallerKind.Member => "buyer",
        CallerKind.Merchant => "merchant",
        CallerKind.Staff => "staff",
        _ => OrderSteps.System,
    };
}
