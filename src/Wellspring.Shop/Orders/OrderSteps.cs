using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>The steps of an order's life, each inside the transaction of whoever takes it.</summary>
/// <remarks>
/// The protocol at payment: paid → placeOrder → spendCredit (if any) → payWithCoins (if any) → redeemPoints (if any) →
/// funded. Each command is enqueued when the journal has shown the one before, so whatever the moment of a kill, the
/// next start goes on from the last record. Points are burnt last: whatever is refused before them can still be undone
/// whole. A refusal undoes the order: it leaves the pool, money goes back the way it came, and the member reads why.
/// </remarks>
public sealed class OrderSteps(PoolClock clock)
{
    internal const string System = "system";
    internal const string Pool = "pool";

    internal static string CommandOf(string step, string order) => $"order.{step}.{order}";

    /// <summary>The money of an order is there; or no money is needed.</summary>
    internal void Paid(ShopTransaction transaction, OrderCard order, string? payment, string who)
    {
        transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Paid}, paid_at = {clock.Now()}, funding_reference = {payment}
            WHERE id = {order.Id} AND state = {OrderStates.Created}
            """);
        Tell(transaction, order.Id, new("paid", who) { Amount = order.Cash, Detail = payment });
        if (order.Funding == FundingNames.LicensedSplit && order.Cash > Money.Zero && payment is not null)
        {
            transaction.Execute($"""
                INSERT INTO splits (id, orders, payment, amount, state, created_at, next_query_at)
                VALUES ({Ids.New("s")}, {order.Id}, {payment}, {SplitAmount(transaction, order)}, 'created',
                    {clock.WallNow()}, 0)
                """);
            return;
        }

        Place(transaction, order with { State = OrderStates.Paid }, payment ?? order.Id);
    }

    /// <summary>The commission is where it belongs: the pool may know the order.</summary>
    internal void Place(ShopTransaction transaction, OrderCard order, string reference)
    {
        transaction.Execute($"UPDATE orders SET funding_reference = {reference} WHERE id = {order.Id}");
        if (order.PoolAmount == Money.Zero)
        {
            // Paid with goods credit alone: no money that could earn, so nothing for the pool to hold.
            Continue(transaction, order with { FundingReference = reference });
            return;
        }

        var merchant = MintLimit.PoolMerchant(order.Merchant, !order.IsPlain);
        if (order.IsPlain)
        {
            PoolGate.Enqueue(transaction, new PoolCommand.RegisterMerchant(
                $"merchant.register.{merchant}", clock.Now(), merchant, Rate.Zero));
        }

        PoolGate.Enqueue(transaction, new PoolCommand.PlaceOrder(
            CommandOf("place", order.Id), clock.Now(), order.Id, order.Member, merchant, order.PoolAmount,
            new(ModeOf(order.Funding), reference), LinesOf(transaction, order))
        {
            // Fixed now, at payment: whoever is the agent of that division at this moment earns from the order.
            Region = order.Region.Length > 0 ? order.Region : null,
        });
    }

    /// <summary>Asks the pool for what is still missing; an order that misses nothing is funded.</summary>
    internal void Continue(ShopTransaction transaction, OrderCard order)
    {
        if (order.State != OrderStates.Paid)
        {
            return;
        }

        if (order.CreditOfPool > Money.Zero && order.CreditPosition is null)
        {
            PoolGate.Enqueue(transaction, new PoolCommand.SpendCredit(
                CommandOf("credit", order.Id), clock.Now(), order.Member, order.Id, order.CreditOfPool));
        }
        else if (order.Coins > Money.Zero && order.CoinsPosition is null)
        {
            PoolGate.Enqueue(transaction, new PoolCommand.PayWithCoins(
                CommandOf("coins", order.Id), clock.Now(), order.Member, order.Id, order.Coins));
        }
        else if (order.Points > Points.Zero && order.RedeemPosition is null)
        {
            PoolGate.Enqueue(transaction, new PoolCommand.RedeemPoints(
                CommandOf("redeem", order.Id), clock.Now(), order.Member, new(order.Points), order.Id,
                order.PointsScale));
        }
        else
        {
            transaction.Execute($"""
                UPDATE orders SET state = {OrderStates.Funded} WHERE id = {order.Id} AND state = {OrderStates.Paid}
                """);
            Tell(transaction, order.Id, new("funded", Pool) { Detail = order.Funding });
        }
    }

    /// <summary>Ends an order that nobody paid for.</summary>
    internal bool Cancel(ShopTransaction transaction, OrderCard order, string reason, string who)
    {
        if (transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Cancelled}, note = {reason}
            WHERE id = {order.Id} AND state = {OrderStates.Created}
            """) == 0)
        {
            return false;
        }

        Stock.Free(transaction, order.Id);
        transaction.Execute($"UPDATE payments SET state = 'failed' WHERE orders = {order.Id} AND state = 'created'");
        Tell(transaction, order.Id, new("cancelled", who) { Detail = reason });
        return true;
    }

    /// <summary>Ends a paid order that the pool or a channel would not take: everything goes back.</summary>
    internal void Undo(ShopTransaction transaction, OrderCard order, string reason)
    {
        if (transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Cancelled}, note = {reason}
            WHERE id = {order.Id} AND state = {OrderStates.Paid}
            """) == 0)
        {
            return;
        }

        Stock.Free(transaction, order.Id);
        Tell(transaction, order.Id, new("cancelled", Pool) { Detail = reason });
        if (order.PlacedPosition is not null)
        {
            PoolGate.Enqueue(transaction, new PoolCommand.RefundOrder(
                CommandOf("undo", order.Id), clock.Now(), order.Id, order.PoolAmount));
        }

        var spent = order.CreditPosition is null ? Money.Zero : order.CreditOfPool;
        if (order.Cash + spent > Money.Zero)
        {
            Owe(transaction, order, PaymentOf(transaction, order.Id), order.Cash, spent, "cancelled");
        }
    }

    /// <summary>Handed over 已收货: the return window begins.</summary>
    internal bool Deliver(ShopTransaction transaction, OrderCard order, string who)
    {
        if (transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Delivered}, delivered_at = {clock.Now()}, verify_code = NULL
            WHERE id = {order.Id} AND state = {OrderStates.Funded}
            """) == 0)
        {
            return false;
        }

        Tell(transaction, order.Id, new("delivered", who));
        if (order.PlacedPosition is not null)
        {
            PoolGate.Enqueue(
                transaction, new PoolCommand.DeliverOrder(CommandOf("deliver", order.Id), clock.Now(), order.Id));
        }

        return true;
    }

    /// <summary>Notes that somebody gets money or credit back without having asked; it may go at once.</summary>
    internal string Owe(
        ShopTransaction transaction, OrderCard order, string? payment, Money cash, Money credit, string cause)
    {
        var id = Ids.New("r");
        var form = cash == Money.Zero ? "none" : order.IsMerchantDirect ? "shop" : "channel";
        var state = form switch { "none" => "paid", "shop" => "shop-pays", _ => "booked" };
        transaction.Execute($"""
            INSERT INTO refunds (id, orders, payment, amount, cash, goods, credit, cause, form, state, reason,
                requested_by, requested_at, decided_by, decided_at, next_query_at)
            VALUES ({id}, {order.Id}, {payment}, {cash + credit}, {cash}, 0, {credit}, {cause}, {form}, {state}, '',
                {System}, {clock.Now()}, {System}, {clock.Now()}, 0)
            """);
        ReturnCredit(transaction, id, order.Member, credit);
        Tell(transaction, order.Id, new("owed", System) { Amount = cash + credit, Detail = cause });
        return id;
    }

    /// <summary>Goods credit comes back as goods credit, which the shop owes; it is never turned into money.</summary>
    internal void ReturnCredit(ShopTransaction transaction, string refund, string member, Money credit)
    {
        if (credit > Money.Zero)
        {
            transaction.Execute($"""
                INSERT INTO credit_returns (refund, member, amount, at)
                VALUES ({refund}, {member}, {credit}, {clock.Now()}) ON CONFLICT DO NOTHING
                """);
        }
    }

    /// <summary>The goods credit that the shop itself owes a member, less what orders took of it.</summary>
    internal static Money CreditKept(ShopReader reader, string member) => Money.FromUnits(reader.Number($"""
        SELECT (SELECT coalesce(sum(amount), 0) FROM credit_returns WHERE member = {member})
            - (SELECT coalesce(sum(credit_kept), 0) FROM orders
                WHERE member = {member} AND state <> {OrderStates.Cancelled})
        """) ?? 0);

    /// <summary>Adds a line to the order's story.</summary>
    internal void Tell(ShopTransaction transaction, string order, Told told) => transaction.Execute($"""
        INSERT INTO order_steps (orders, line, at, what, who, amount, detail, position)
        VALUES ({order}, (SELECT count(*) FROM order_steps WHERE orders = {order}), {told.At ?? clock.Now()},
            {told.What}, {told.Who}, {told.Amount}, {told.Detail}, {told.Position})
        """);

    internal static string? PaymentOf(ShopReader reader, string order) =>
        reader.Text($"SELECT id FROM payments WHERE orders = {order} AND state = 'paid' ORDER BY paid_at, id LIMIT 1");

    internal static IReadOnlyList<OrderItem> ItemsOf(ShopReader reader, string order) => reader.All(
        $"SELECT goods, name, quantity, amount, cost, reserved FROM order_lines WHERE orders = {order} ORDER BY line",
        row => new OrderItem(
            row.TextOrNull(0), row.Text(1), row.Integer(2), row.Money(3), row.MoneyOrNull(4), row.Integer(5)));

    internal static FundingMode ModeOf(string funding) => funding switch
    {
        FundingNames.OwnGoods => FundingMode.OwnGoods,
        FundingNames.MerchantDirect => FundingMode.MerchantDirect,
        FundingNames.LicensedSplit => FundingMode.LicensedSplit,
        _ => FundingMode.OperatorCollects,
    };

    // Goods credit is a discount as far as the pool goes, spread over the lines; the last line takes the crumb.
    private static ImmutableArray<OrderLine> LinesOf(ShopReader reader, OrderCard order)
    {
        var items = ItemsOf(reader, order.Id);
        var lines = ImmutableArray.CreateBuilder<OrderLine>(items.Count);
        var left = order.PoolAmount;
        for (var index = 0; index < items.Count; index++)
        {
            var item = items[index];
            var share = index == items.Count - 1 ? left : Money.FromUnits(Exact.MulDiv(
                item.Amount.Units, order.PoolAmount.Units, order.Total.Units, Rounding.Down)).FloorToFen();
            left -= share;
            lines.Add(new(item.Goods ?? "till", share, order.IsPlain ? null : item.Cost));
        }

        return lines.DrainToImmutable();
    }

    private static Money SplitAmount(ShopReader reader, OrderCard order)
    {
        var rate = order.IsPlain ? 0 : reader.Number($"SELECT commission FROM merchants WHERE id = {order.Merchant}");
        return Rate.FromParts((int)(rate ?? 0)).Of(order.Cash).FloorToFen();
    }
}

/// <summary>What a step of an order's story says.</summary>
internal sealed record Told(string What, string Who)
{
    public Instant? At { get; init; }

    public Money? Amount { get; init; }

    public string? Detail { get; init; }

    public long? Position { get; init; }
}
