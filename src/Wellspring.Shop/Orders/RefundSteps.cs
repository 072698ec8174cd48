using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>A refund's way through the pool: refundOrder before finality, reverseOrder after it.</summary>
internal static class RefundSteps
{
    private const string Open = "open";
    private const string Cash = "cash";
    private const string Goods = "goods";

    /// <summary>Asks the pool. Money moves only after its answer.</summary>
    public static void Ask(
        ShopTransaction transaction, OrderSteps steps, OrderCard order, RefundCard refund, Instant now)
    {
        var commands = Commands(order, refund, now);
        foreach (var command in commands)
        {
            PoolGate.Enqueue(transaction, command);
        }

        transaction.Execute($"UPDATE refunds SET commands = {(long)commands.Count} WHERE id = {refund.Id}");
        if (commands.Count == 0)
        {
            Finish(transaction, steps, refund.Id);
        }
    }

    /// <summary>The pool booked one command of a refund.</summary>
    public static void Booked(ShopTransaction transaction, OrderSteps steps, JournalRecord record)
    {
        if (record.Id?.Split('.', 3) is not ["refund", var step, var id]
            || RefundCard.Find(transaction, id) is not { State: "approved" } refund)
        {
            return;
        }

        if (step == Open && record.Event is PoolEvent.OrderRefunded { Row: not null }
            && refund.Cash + refund.Coins > Money.Zero)
        {
            // It became final between the approval and its booking, and the pool gave back goods instead of cash.
            Fail(transaction, steps, refund, "final-meanwhile");
            return;
        }

        TakeParts(transaction, refund, record.Event);
        steps.Tell(transaction, refund.Order, new("refund-booked", OrderSteps.Pool)
        {
            Amount = refund.Amount, Position = record.Position, Detail = Burnt(record.Event),
        });
        transaction.Execute($"UPDATE refunds SET commands = commands - 1 WHERE id = {id}");
        if (transaction.Number($"SELECT commands FROM refunds WHERE id = {id}") == 0)
        {
            Finish(transaction, steps, id);
        }
    }

    /// <summary>The pool said no. An order that became final meanwhile is reversed instead.</summary>
    public static void Refused(
        ShopTransaction transaction, OrderSteps steps, string id, string step, string reason)
    {
        if (RefundCard.Find(transaction, id) is not { State: "approved" } refund
            || OrderCard.Find(transaction, refund.Order) is not { } order)
        {
            return;
        }

        if (step == Open && reason == Refusal.OrderFinal.Code() && order.State == OrderStates.Final)
        {
            Ask(transaction, steps, order, refund, order.FinalAt ?? order.CreatedAt);
            return;
        }

        Fail(transaction, steps, refund, reason);
    }

    private static List<PoolCommand> Commands(OrderCard order, RefundCard refund, Instant now)
    {
        if (order.PlacedPosition is null || refund.Cash + refund.Goods + refund.Coins == Money.Zero)
        {
            return [];
        }

        if (order.State != OrderStates.Final)
        {
            var amount = refund.Cash + refund.Goods + refund.Coins;
            return [new PoolCommand.RefundOrder($"refund.{Open}.{refund.Id}", now, order.Id, amount)];
        }

        var commands = new List<PoolCommand>(2);
        if (refund.Cash + refund.Coins > Money.Zero)
        {
            commands.Add(new PoolCommand.ReverseOrder(
                $"refund.{Cash}.{refund.Id}", now, order.Id, refund.Cash + refund.Coins));
        }

        if (refund.Goods > Money.Zero)
        {
            commands.Add(new PoolCommand.RefundOrder($"refund.{Goods}.{refund.Id}", now, order.Id, refund.Goods));
        }

        return commands;
    }

    // The pool's own division of what coins and money paid is what goes back.
    private static void TakeParts(ShopTransaction transaction, RefundCard refund, PoolEvent booked)
    {
        if (booked switch
        {
            PoolEvent.OrderRefunded { Row: null, Coins: { } coins } open => (open.Cash, coins.Value),
            PoolEvent.OrderReversed { Coins: { } coins } reversed => (reversed.Amount, coins.Value),
            _ => default((Money Cash, Money Coins)?),
        } is { } parts)
        {
            transaction.Execute($"""
                UPDATE refunds SET cash = {parts.Cash}, coins = {parts.Coins} WHERE id = {refund.Id}
                """);
        }
    }

    private static void Finish(ShopTransaction transaction, OrderSteps steps, string id)
    {
        var refund = RefundCard.Find(transaction, id)!;
        var state = refund.Form switch { "none" => "paid", "shop" => "shop-pays", _ => "booked" };
        transaction.Execute($"""
            UPDATE refunds SET state = {state}, done_at = CASE WHEN {state} = 'paid' THEN decided_at END
            WHERE id = {id}
            """);
        transaction.Execute($"""
            UPDATE orders SET refunded = refunded + {refund.Amount}, refunded_cash = refunded_cash + {refund.Cash},
                refunded_goods = refunded_goods + {refund.Goods}, refunded_coins = refunded_coins + {refund.Coins}
            WHERE id = {refund.Order}
            """);
        var order = OrderCard.Find(transaction, refund.Order)!;
        steps.ReturnCredit(transaction, id, order.Member, refund.Credit);
        if (order.Refunded < order.Total || order.State == OrderStates.Final)
        {
            return;
        }

        transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Refunded}, verify_code = NULL, due_at = NULL WHERE id = {order.Id}
            """);
        if (order.ShippedAt is null && order.DeliveredAt is null)
        {
            Stock.Free(transaction, order.Id);
        }

        steps.Tell(transaction, order.Id, new("refunded", OrderSteps.System) { Amount = order.Refunded });
    }

    private static void Fail(ShopTransaction transaction, OrderSteps steps, RefundCard refund, string reason)
    {
        transaction.Execute($"UPDATE refunds SET state = 'failed', answer = {reason} WHERE id = {refund.Id}");
        steps.Tell(transaction, refund.Order, new("refund-failed", OrderSteps.Pool)
        {
            Amount = refund.Amount, Detail = reason,
        });
    }

    private static string? Burnt(PoolEvent happened) =>
        happened is PoolEvent.OrderReversed reversed ? reversed.Burnt.ToString() : null;
}

/// <summary>Money, goods or credit on their way back to a buyer.</summary>
/// <param name="Cash">The part that comes back as money.</param>
/// <param name="Goods">The part that had been paid with points: its money goes to the pool's reserve.</param>
/// <param name="Credit">The part that comes back as goods credit.</param>
/// <param name="Cause">asked, surplus, cancelled or late.</param>
/// <param name="Form">channel, shop (the shop pays it) or none (nothing to pay).</param>
/// <param name="State">requested, rejected, approved, booked, claimed, unknown, shop-pays, paid or failed.</param>
/// <param name="Reason">What the buyer wrote.</param>
/// <param name="Answer">What the shop wrote when it rejected it, or why it failed.</param>
public sealed record RefundCard(
    string Id, string Order, string? Payment, Money Amount, Money Cash, Money Goods, Money Credit, string Cause,
    string Form, string State, string Reason, string? Answer, string? Reference, string RequestedBy,
    Instant RequestedAt, string? DecidedBy, Instant? DoneAt)
{
    /// <summary>The part that comes back as consumption coins.</summary>
    public Money Coins { get; init; }

    public bool IsOpen => State is not ("rejected" or "paid" or "failed");

    internal static RefundCard? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, orders, payment, amount, cash, goods, credit, cause, form, state, reason, answer, reference,
            requested_by, requested_at, decided_by, done_at, coins FROM refunds WHERE id = {id}
        """,
        Of);

    internal static RefundCard Of(Row row) => new(
        row.Text(0), row.Text(1), row.TextOrNull(2), row.Money(3), row.Money(4), row.Money(5), row.Money(6),
        row.Text(7), row.Text(8), row.Text(9), row.Text(10), row.TextOrNull(11), row.TextOrNull(12), row.Text(13),
        row.At(14), row.TextOrNull(15), row.AtOrNull(16)) { Coins = row.Money(17) };
}
