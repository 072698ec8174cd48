using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>
/// Turns what a mall tells into our records and the pool's commands, in one transaction: told twice, it acts once.
/// </summary>
internal sealed class MallBooking(MallSettings settings, PoolClock clock)
{
    private string Mall => settings.Name;

    /// <summary>Takes one reading of an order.</summary>
    public void Take(ShopTransaction transaction, MallOrder now)
    {
        if (MallRecords.Find(transaction, Mall, now.Order) is { } known)
        {
            TakeAgain(transaction, known, now);
            return;
        }

        Forget(transaction, now.Order);
        var member = MallRecords.MemberOf(transaction, Mall, now.User);
        var state = member is not null && MallRecords.IsReserved(transaction, Mall, now, clock.WallNow())
            ? MallOrderState.Reserved
            : now.Paid == Money.Zero ? MallOrderState.Skipped
            : now.IsRefundedWhole ? MallOrderState.Lapsed
            : member is null ? MallOrderState.Pending
            : MallOrderState.Placed;
        var record = new MallOrderRecord(
            now, Money.Zero, state, state is MallOrderState.Pending ? null : member, Seen: true);
        MallRecords.Put(transaction, Mall, record);
        if (state is MallOrderState.Placed)
        {
            Tell(transaction, record, before: null);
        }
    }

    public void Note(ShopTransaction transaction, MallFault fault) =>
        MallRecords.PutFault(transaction, Mall, fault, clock.WallNow());

    /// <summary>A user has joined: what waited for that is placed, oldest first.</summary>
    public int PlacePending(ShopTransaction transaction, string user, string member)
    {
        var waiting = MallRecords.PendingOf(transaction, Mall, user);
        foreach (var order in waiting)
        {
            var placed = order with { State = MallOrderState.Placed, Member = member };
            MallRecords.Put(transaction, Mall, placed);
            Tell(transaction, placed, before: null);
        }

        return waiting.Count;
    }

    /// <summary>
    /// An order whose cash was paid at the mall's checkout together with points; the reading comes later, or came
    /// first and has waited.
    /// </summary>
    public void PlaceAtCheckout(ShopTransaction transaction, MallOrder order, Money credit, string member)
    {
        var known = MallRecords.Find(transaction, Mall, order.Order);
        var record = known is null
            ? new MallOrderRecord(order, credit, MallOrderState.Placed, member, Seen: false)
            : known with { Credit = credit, State = MallOrderState.Placed };
        MallRecords.Put(transaction, Mall, record);
        Tell(transaction, record, before: null);
    }

    /// <summary>The points did not pay after all: the pool's order shrinks to the cash that was paid.</summary>
    public void DropCredit(ShopTransaction transaction, string number)
    {
        var known = MallRecords.Find(transaction, Mall, number)!;
        Refund(transaction, known, known.Credit, isGoods: true);
        MallRecords.Put(transaction, Mall, known with { Credit = Money.Zero });
    }

    /// <summary>
    /// Looks after what the pool has answered: a refund that came when the order had become final is a reversal; an
    /// order whose reserved points nobody confirmed is placed with its cash.
    /// </summary>
    /// <returns>How many commands that made.</returns>
    public int FollowUp(ShopTransaction transaction) =>
        FollowRefunds(transaction) + Release(transaction);

    private int Release(ShopTransaction transaction)
    {
        var released = MallRecords.Released(transaction, Mall, clock.WallNow());
        foreach (var order in released)
        {
            var now = order.Order;
            var record = order with
            {
                State = now.Paid == Money.Zero ? MallOrderState.Skipped
                    : now.IsRefundedWhole ? MallOrderState.Lapsed
                    : MallOrderState.Placed,
            };
            MallRecords.Put(transaction, Mall, record);
            if (record.State is MallOrderState.Placed)
            {
                Tell(transaction, record, before: null);
            }
        }

        return released.Count;
    }

    private int FollowRefunds(ShopTransaction transaction)
    {
        var answered = transaction.All(
            $"""
            SELECT r.number, r.refund, r.kind, r.amount, r.command, c.state, c.reason
            FROM mall_refunds r JOIN pool_commands c ON c.id = r.command
            WHERE r.mall = {Mall} AND r.state = 'sent' AND c.state <> 'waiting'
            """,
            row => (
                Refund: new MallRefundRecord(
                    row.Text(0), row.Integer(1), row.Text(2) == "goods", row.Money(3), row.Text(4)),
                State: row.Text(5), Reason: row.TextOrNull(6)));
        var reversals = 0;
        foreach (var (refund, state, reason) in answered)
        {
            if (state == "refused" && reason == "order-final" && !refund.IsGoods)
            {
                var reverse = MallCommands.Reverse(
                    settings, refund.Number, refund.Refund, refund.Amount, clock.Now());
                PoolGate.Enqueue(transaction, reverse);
                MallRecords.PutRefund(transaction, Mall, refund with { Command = reverse.Id });
                reversals++;
                continue;
            }

            var outcome = state == "done" ? "done" : "refused";
            transaction.Execute($"""
                UPDATE mall_refunds SET state = {outcome}
                WHERE mall = {Mall} AND number = {refund.Number} AND refund = {refund.Refund}
                """);
        }

        return reversals;
    }

    private void TakeAgain(ShopTransaction transaction, MallOrderRecord known, MallOrder now)
    {
        if (MallChange.Contradiction(known.Order, now) is { } fault)
        {
            Note(transaction, fault);
            return;
        }

        Forget(transaction, now.Order);
        // A receipt that was told is not taken back, and its time is the one told first.
        var order = now with { ReceivedAt = known.Order.ReceivedAt ?? now.ReceivedAt };
        var record = known with
        {
            Order = order,
            Seen = true,
            State = known.State is MallOrderState.Pending && now.IsRefundedWhole ? MallOrderState.Lapsed : known.State,
        };
        MallRecords.Put(transaction, Mall, record);
        if (record.State is MallOrderState.Placed)
        {
            Tell(transaction, record, known.Order);
        }
    }

    private void Tell(ShopTransaction transaction, MallOrderRecord record, MallOrder? before)
    {
        foreach (var change in MallChange.Between(before, record.Order))
        {
            switch (change)
            {
                case MallChange.Paid:
                    PoolGate.Enqueue(transaction, MallCommands.Place(
                        settings, record.Order, record.Credit, record.Member!, clock.Now()));
                    break;
                case MallChange.PartlyRefunded partly:
                    Refund(transaction, record, partly.Amount, isGoods: false);
                    break;
                case MallChange.Refunded whole:
                    Refund(transaction, record, whole.Amount, isGoods: false);
                    if (record.Credit > Money.Zero)
                    {
                        Refund(transaction, record, record.Credit, isGoods: true);
                    }

                    break;
                case MallChange.Received received:
                    PoolGate.Enqueue(transaction, MallCommands.Deliver(
                        settings, received.Order, received.At, clock.Now()));
                    break;
            }
        }
    }

    private void Refund(ShopTransaction transaction, MallOrderRecord record, Money amount, bool isGoods)
    {
        var number = record.Order.Order;
        var refund = MallRecords.NextRefund(transaction, Mall, number);
        var command = MallCommands.Refund(settings, number, refund, amount, clock.Now());
        PoolGate.Enqueue(transaction, command);
        MallRecords.PutRefund(transaction, Mall, new(number, refund, isGoods, amount, command.Id));
    }

    // An order that can be read is no longer a fault.
    private void Forget(ShopTransaction transaction, string number) =>
        transaction.Execute($"DELETE FROM mall_faults WHERE mall = {Mall} AND number = {number}");
}
