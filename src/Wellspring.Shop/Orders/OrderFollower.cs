using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>Keeps orders in step with the journal, and takes the next step where the pool has answered one.</summary>
public sealed class OrderFollower(OrderSteps steps) : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        switch (record.Event)
        {
            case PoolEvent.OrderPlaced { Placed: var placed }:
                Place(transaction, record, placed);
                break;
            case PoolEvent.CreditSpent spent:
                Spend(transaction, record, spent.Order);
                break;
            case PoolEvent.CoinsPaid paid:
                PayCoins(transaction, record, paid);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                Redeem(transaction, record, redeemed);
                break;
            case PoolEvent.OrderDelivered delivered:
                transaction.Execute($"UPDATE orders SET due_at = {delivered.Due} WHERE id = {delivered.Order}");
                break;
            case PoolEvent.OrderSettled { Settlement: var settled }:
                Finish(transaction, record, settled, record.At);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    Process(transaction, record, item, due.Clock);
                }

                break;
            case PoolEvent.OrderRefunded or PoolEvent.OrderReversed:
                RefundSteps.Booked(transaction, steps, record);
                break;
            case PoolEvent.Refused { Reason: var reason }:
                Refuse(transaction, record, reason.Code());
                break;
            case PoolEvent.Quarantined:
                Refuse(transaction, record, Refusal.Quarantined.Code());
                break;
        }
    }

    private void Place(ShopTransaction transaction, JournalRecord record, PendingOrder placed)
    {
        if (Mine(transaction, record, "place", placed.Order) is { } order)
        {
            transaction.Execute($"""
                UPDATE orders SET placed_position = {record.Position}, due_at = {placed.Due} WHERE id = {order.Id}
                """);
            steps.Tell(transaction, order.Id, new("placed", OrderSteps.Pool) { Position = record.Position });
            steps.Continue(transaction, order with { PlacedPosition = record.Position });
        }
    }

    private void Spend(ShopTransaction transaction, JournalRecord record, string id)
    {
        if (Mine(transaction, record, "credit", id) is { } order)
        {
            transaction.Execute($"UPDATE orders SET credit_position = {record.Position} WHERE id = {id}");
            steps.Tell(transaction, id, new("credit", OrderSteps.Pool)
            {
                Amount = order.CreditOfPool, Position = record.Position,
            });
            steps.Continue(transaction, order with { CreditPosition = record.Position });
        }
    }

    // The rate was fixed at consent, so the coins pay exactly what was quoted.
    private void PayCoins(ShopTransaction transaction, JournalRecord record, PoolEvent.CoinsPaid paid)
    {
        if (Mine(transaction, record, "coins", paid.Order) is { } order)
        {
            Invariant.Require(paid.Value == order.CoinValue, "coins pay what was quoted");
            transaction.Execute($"UPDATE orders SET coins_position = {record.Position} WHERE id = {order.Id}");
            steps.Tell(transaction, order.Id, new("coins", OrderSteps.Pool)
            {
                Amount = paid.Value, Position = record.Position,
                Detail = paid.Coins.ToString().TrimEnd('0').TrimEnd('.'),
            });
            steps.Continue(transaction, order with { CoinsPosition = record.Position });
        }
    }

    private void Redeem(ShopTransaction transaction, JournalRecord record, PoolEvent.PointsRedeemed redeemed)
    {
        if (Mine(transaction, record, "redeem", redeemed.Order) is not { } order)
        {
            return;
        }

        // The price only rises, so the points pay at least the quote; what they pay more comes back as money.
        var surplus = redeemed.Credit.LessAtMost(order.Redeemed).AtMost(order.Cash);
        transaction.Execute($"""
            UPDATE orders SET redeem_position = {record.Position}, redeemed = redeemed + {surplus},
                cash = cash - {surplus} WHERE id = {order.Id}
            """);
        steps.Tell(transaction, order.Id, new("redeemed", OrderSteps.Pool)
        {
            Amount = redeemed.Credit, Position = record.Position, Detail = redeemed.Points.ToString(),
        });
        if (surplus > Money.Zero)
        {
            steps.Owe(
                transaction, order, OrderSteps.PaymentOf(transaction, order.Id), surplus, Money.Zero, "surplus");
        }

        steps.Continue(transaction, order with { RedeemPosition = record.Position });
    }

    private void Process(ShopTransaction transaction, JournalRecord record, DueItem item, Instant clock)
    {
        switch (item)
        {
            case DueItem.OrderFinal final:
                Finish(transaction, record, final.Settlement, clock);
                break;
            case DueItem.OrderHeld held:
                if (transaction.Execute($"UPDATE orders SET held = {held.Reason.Code()} WHERE id = {held.Order}") == 1)
                {
                    steps.Tell(transaction, held.Order, new("held", OrderSteps.Pool)
                    {
                        At = clock, Detail = held.Reason.Code(), Position = record.Position,
                    });
                }

                break;
        }
    }

    private void Finish(ShopTransaction transaction, JournalRecord record, Settlement settled, Instant at)
    {
        if (transaction.Execute($"""
            UPDATE orders SET state = {OrderStates.Final}, final_at = {at}, settled_position = {record.Position},
                settled = {settled.Amount}, commission = {settled.Commission}, inflow = {settled.Inflow},
                minted = {settled.Points}, scale = {settled.Scale}, held = NULL, verify_code = NULL,
                coin_settled = {settled.Coins?.Value}, coin_deposit = {settled.Coins?.Deposit},
                locked = {settled.Coins?.Points},
                locked_scale = {(settled.Coins is null ? null : (long?)settled.Scale)}
            WHERE id = {settled.Order}
            """) == 1)
        {
            steps.Tell(transaction, settled.Order, new("final", OrderSteps.Pool)
            {
                At = at, Amount = settled.Amount, Detail = settled.Points.ToString(), Position = record.Position,
            });
        }
    }

    private void Refuse(ShopTransaction transaction, JournalRecord record, string reason)
    {
        if (record.Id?.Split('.', 3) is not [var kind, var step, var id])
        {
            return;
        }

        if (kind == "order" && step is "place" or "credit" or "coins" or "redeem"
            && OrderCard.Find(transaction, id) is { } order)
        {
            steps.Undo(transaction, order, reason);
        }
        else if (kind == "refund")
        {
            RefundSteps.Refused(transaction, steps, id, step, reason);
        }
    }

    // Orders that came in by the API or a command file have no row here, or were not placed by us.
    private static OrderCard? Mine(ShopReader reader, JournalRecord record, string step, string order) =>
        record.Id == OrderSteps.CommandOf(step, order) ? OrderCard.Find(reader, order) : null;
}
