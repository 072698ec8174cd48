using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Engine.Views;

/// <summary>
/// What the order list shows of one order after a record; fields that the record does not say are null.
/// </summary>
/// <param name="State">placed, delivered, held, settled, refunded (closed before finality) or reversed.</param>
public sealed record OrderLine(
    string Order, string State, MemberNumber? Member, string? Merchant, Money? Amount, Money? Inflow, Points? Points,
    int? Scale, Money? Refunded);

/// <summary>Derives order list changes from records alone.</summary>
public static class OrderList
{
    public static IEnumerable<OrderLine> LinesOf(JournalRecord record) => record.Event switch
    {
        PoolEvent.OrderSettled { Settlement: var settled } => [Settled(settled)],
        PoolEvent.DueProcessed due => due.Items.SelectMany(Due),
        PoolEvent.OrderPlaced { Placed: var placed } =>
            [new(placed.Order, "placed", placed.Member, placed.Merchant, placed.Amount, null, null, null, Money.Zero)],
        PoolEvent.OrderDelivered delivered => [Only(delivered.Order, "delivered")],
        PoolEvent.OrderRefunded { Row: null } refunded =>
            [Only(refunded.Order, refunded.Closed ? "refunded" : null) with { Refunded = refunded.Cash }],
        PoolEvent.OrderReversed { Row: var row } => [Only(row.Order, "reversed") with { Refunded = row.Refunded }],
        _ => [],
    };

    private static IEnumerable<OrderLine> Due(DueItem item) => item switch
    {
        DueItem.OrderFinal final => [Settled(final.Settlement)],
        DueItem.OrderHeld held => [Only(held.Order, "held")],
        _ => [],
    };

    private static OrderLine Settled(Settlement order) => new(
        order.Order, "settled", order.Member, order.Merchant, order.Amount, order.Inflow, order.Points,
        order.Scale, null);

    private static OrderLine Only(string order, string? state) =>
        new(order, state ?? "", null, null, null, null, null, null, null);
}
