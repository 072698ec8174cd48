using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>Refunds that buyers ask for: the shop decides, the pool books, then the money goes back.</summary>
public sealed class OrderRefunds(
    ShopDatabase database, PoolFlow flow, RefundFlow money, PoolClock clock, OrderSteps steps)
{
    private const int ReasonLimit = 500;

    /// <summary>
    /// What a refund would mean: coins come back in proportion, then money, then what points paid, then credit.
    /// </summary>
    public static RefundPreview Preview(OrderCard order, Money amount)
    {
        var coins = CoinsOf(order, amount);
        var cash = (amount - coins).AtMost(order.Cash - order.RefundedCash);
        var goods = (amount - coins - cash).AtMost(order.Redeemed - order.RefundedGoods);
        var minted = order.Minted ?? Points.Zero;
        var taken = order.Settled is { Units: > 0 } settled
            ? Points.FromUnits(Exact.MulDiv(minted.Units, cash.AtMost(settled).Units, settled.Units, Rounding.Down))
            : Points.Zero;
        return new(amount, cash, goods, amount - coins - cash - goods, order.State == OrderStates.Final, taken)
        {
            Coins = coins,
        };
    }

    // The pool's own rule: the coins' share in whole fen; at the end all of it. After finality it goes by all that was
    // refunded since.
    private static Money CoinsOf(OrderCard order, Money amount)
    {
        var left = order.CoinValue - order.RefundedCoins;
        if (left == Money.Zero)
        {
            return Money.Zero;
        }

        var cash = order.Cash - order.RefundedCash;
        if (order is not { State: OrderStates.Final, Settled: { } settledCash, CoinSettled: { } settled })
        {
            var open = left + cash + (order.Redeemed - order.RefundedGoods);
            return Share(left, amount.AtMost(open), open);
        }

        var (whole, back) = (settled + settledCash, settled - left);
        return Share(settled, (settledCash - cash) + back + amount.AtMost(left + cash), whole) - back;
    }

    private static Money Share(Money value, Money part, Money whole) => part == whole ? value
        : Money.FromUnits(Exact.MulDiv(value.Units, part.Units, whole.Units, Rounding.Down)).FloorToFen();

    /// <summary>The buyer asks; one request at a time.</summary>
    /// <param name="id">The caller's id of the refund: the same again is the same request.</param>
    public OrderAnswer Request(string id, string member, string orderId, Money amount, string reason) =>
        database.Write(transaction =>
        {
            if (OrderCard.Find(transaction, orderId) is not { } order || order.Member != member)
            {
                return OrderAnswer.Gone;
            }

            if (RefundCard.Find(transaction, id) is { } known)
            {
                return known.Order == orderId ? new OrderAnswer.Done(id) : OrderAnswer.Gone;
            }

            if (!DeedIds.IsValid(id) || Refusal(transaction, order, amount) is { } refusal)
            {
                return Refusal(transaction, order, amount) ?? OrderAnswer.Gone;
            }

            if (reason.Length is < 2 or > ReasonLimit)
            {
                return OrderAnswer.No("reason-missing", "请写明退款原因（2 至 500 字）。",
                    "Say why you ask for a refund, in 2 to 500 characters.");
            }

            var preview = Preview(order, amount);
            var form = preview.Cash == Money.Zero ? "none" : order.IsMerchantDirect ? "shop" : "channel";
            transaction.Execute($"""
                INSERT INTO refunds (id, orders, payment, amount, cash, goods, credit, coins, cause, form, state,
                    reason, requested_by, requested_at, next_query_at)
                VALUES ({id}, {orderId}, {OrderSteps.PaymentOf(transaction, orderId)}, {amount}, {preview.Cash},
                    {preview.Goods}, {preview.Credit}, {preview.Coins}, 'asked', {form}, 'requested', {reason},
                    {member},
                    {clock.Now()}, 0)
                """);
            steps.Tell(transaction, orderId, new("refund-asked", "buyer") { Amount = amount });
            return new OrderAnswer.Done(id);
        });

    /// <summary>The shop or the operator agrees: the pool books it, then the money goes back.</summary>
    public async Task<OrderAnswer> ApproveAsync(Caller caller, string refundId, CancellationToken cancellation)
    {
        // What is due now runs first, so that an order is not thought open that has just become final.
        await flow.RunAsync(cancellation);
        var answer = Decide(caller, refundId, "requested", (transaction, order, refund) =>
        {
            var now = clock.Now();
            transaction.Execute($"""
                UPDATE refunds SET state = 'approved', decided_by = {caller.Id}, decided_at = {now}
                WHERE id = {refundId}
                """);
            steps.Tell(transaction, order.Id, new("refund-approved", NameOf(caller)) { Amount = refund.Amount });
            Audit.Note(transaction, clock.WallNow(), caller.Id, "refund.approved", refundId);
            RefundSteps.Ask(transaction, steps, order, refund, now);
            return new OrderAnswer.Done(refundId);
        });
        await flow.RunAsync(cancellation);
        await money.RunAsync(cancellation);
        return answer;
    }

    public OrderAnswer Reject(Caller caller, string refundId, string why) =>
        why.Trim() is not { Length: > 1 and <= ReasonLimit } answer
            ? OrderAnswer.No("reason-missing", "请写明不同意的理由。", "Say why you do not agree.")
            : Decide(caller, refundId, "requested", (transaction, order, refund) =>
            {
                transaction.Execute($"""
                    UPDATE refunds SET state = 'rejected', answer = {answer}, decided_by = {caller.Id},
                        decided_at = {clock.Now()} WHERE id = {refundId}
                    """);
                steps.Tell(transaction, order.Id, new("refund-rejected", NameOf(caller)) { Amount = refund.Amount });
                Audit.Note(transaction, clock.WallNow(), caller.Id, "refund.rejected", refundId);
                return new OrderAnswer.Done(refundId);
            });

    /// <summary>The shop, which had been paid directly, has given the money back.</summary>
    public OrderAnswer ConfirmPaid(Caller caller, string refundId, string reference) =>
        Decide(caller, refundId, "shop-pays", (transaction, order, refund) =>
        {
            transaction.Execute($"""
                UPDATE refunds SET state = 'paid', reference = {reference.Trim()}, done_at = {clock.Now()}
                WHERE id = {refundId}
                """);
            steps.Tell(transaction, order.Id, new("refund-paid", NameOf(caller)) { Amount = refund.Cash });
            Audit.Note(transaction, clock.WallNow(), caller.Id, "refund.paid-by-shop", refundId, reference.Trim());
            return new OrderAnswer.Done(refundId);
        });

    /// <summary>A refund that failed at the channel is tried anew, under a new id, by the operator.</summary>
    public async Task<OrderAnswer> RetryAsync(Caller staff, string refundId, CancellationToken cancellation)
    {
        var answer = staff.Kind is not CallerKind.Staff ? OrderAnswer.Gone
            : Decide(staff, refundId, "failed", (transaction, order, refund) =>
            {
                if (refund.Answer is not null || refund.Payment is null)
                {
                    return OrderAnswer.No("not-at-channel", "这笔退款不是在渠道失败的，不能重发。",
                        "This refund did not fail at a channel; it cannot be sent again.");
                }

                transaction.Execute($"UPDATE refunds SET answer = 'sent-anew' WHERE id = {refundId}");
                var again = steps.Owe(transaction, order with { Funding = FundingNames.OwnGoods }, refund.Payment,
                    refund.Cash, Money.Zero, refund.Cause);
                Audit.Note(transaction, clock.WallNow(), staff.Id, "refund.sent-anew", refundId, again);
                return new OrderAnswer.Done(again);
            });
        await money.RunAsync(cancellation);
        return answer;
    }

    /// <summary>The refunds of an order, oldest first.</summary>
    public IReadOnlyList<RefundCard> Of(string order) => database.Read(reader => reader.All(
        $"""
        SELECT id, orders, payment, amount, cash, goods, credit, cause, form, state, reason, answer, reference,
            requested_by, requested_at, decided_by, done_at, coins
        FROM refunds WHERE orders = {order} ORDER BY requested_at, id
        """,
        RefundCard.Of));

    /// <summary>Refunds in one state, oldest first, of one merchant or of all.</summary>
    public IReadOnlyList<RefundCard> In(string state, string? merchant, int most) => database.Read(reader => reader.All(
        $"""
        SELECT r.id, r.orders, r.payment, r.amount, r.cash, r.goods, r.credit, r.cause, r.form, r.state, r.reason,
            r.answer, r.reference, r.requested_by, r.requested_at, r.decided_by, r.done_at, r.coins
        FROM refunds r JOIN orders o ON o.id = r.orders
        WHERE r.state = {state} AND ({merchant} IS NULL OR o.merchant = {merchant})
        ORDER BY r.requested_at, r.id LIMIT {most}
        """,
        RefundCard.Of));

    private OrderAnswer Decide(
        Caller caller, string refundId, string state,
        Func<ShopTransaction, OrderCard, RefundCard, OrderAnswer> act) => database.Write(transaction =>
        {
            if (RefundCard.Find(transaction, refundId) is not { } refund
                || OrderCard.Find(transaction, refund.Order) is not { } order || !caller.Serves(order))
            {
                return OrderAnswer.Gone;
            }

            return refund.State == state ? act(transaction, order, refund) : OrderAnswer.No(
                "refund-state", "这笔退款已经处理过了，请刷新。", "This refund was dealt with already; reload the page.");
        });

    private static OrderAnswer? Refusal(ShopReader reader, OrderCard order, Money amount)
    {
        if (order.State is not (OrderStates.Funded or OrderStates.Delivered or OrderStates.Final))
        {
            return OrderAnswer.No("order-state", "这个订单现在不能申请退款。", "No refund can be asked for this order now.");
        }

        if (reader.Number($"""
            SELECT 1 FROM refunds WHERE orders = {order.Id} AND cause = 'asked'
                AND state IN ('requested', 'approved', 'booked', 'claimed', 'unknown', 'shop-pays')
            """) is not null)
        {
            return OrderAnswer.No("refund-open", "上一笔退款还在处理，请等它完成。",
                "An earlier refund is still under way; wait for it.");
        }

        return !amount.IsWholeFen || amount == Money.Zero || amount > order.Total - order.Refunded
            ? OrderAnswer.No("refund-exceeds-order", $"退款金额须大于 0，且不超过还可退的 {order.Total - order.Refunded} 元。",
                $"Ask for more than zero and at most the {order.Total - order.Refunded} yuan that are left.")
            : null;
    }

    private static string NameOf(Caller caller) => caller.Kind is CallerKind.Merchant ? "merchant" : "staff";
}

/// <summary>What a refund would mean for its buyer.</summary>
/// <param name="Goods">Paid with points: it goes to the pool's reserve and does not come back as points.</param>
/// <param name="PointsTaken">About how many points of the order are taken back, or owed when they were sold.</param>
public sealed record RefundPreview(
    Money Amount, Money Cash, Money Goods, Money Credit, bool IsAfterFinality, Points PointsTaken)
{
    /// <summary>What comes back as consumption coins.</summary>
    public Money Coins { get; init; }
}
