using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Demo;

/// <summary>
/// The orders of a sample as the shop's records hold them; what became final follows from the journal.
/// </summary>
internal static class DemoOrders
{
    public static void Write(ShopTransaction transaction, DemoSample sample, DemoOutcomes outcomes)
    {
        foreach (var order in sample.Orders)
        {
            Write(transaction, order, outcomes.Of(order.Id));
        }
    }

    private static void Write(ShopTransaction transaction, DemoOrder order, DemoOutcome outcome)
    {
        var cash = order.Amount - outcome.Redeemed;
        var funding = order.Merchant.Funding.Code();
        var state = outcome.IsClosed ? "refunded" : order.DeliveredAt is null ? "funded" : "delivered";
        var kind = order.Store is null ? "shipped" : "in-store";
        transaction.Execute($"""
            INSERT INTO orders (id, member, merchant, store, kind, state, total, cash, redeemed, credit, credit_kept,
                points, points_scale, plain, region, funding, funding_reference, created_at, expires_at, paid_at,
                delivered_at, placed_position, refunded, refunded_cash, refunded_goods)
            VALUES ({order.Id}, {order.Member}, {order.Merchant.Id}, {order.Store?.Id}, {kind}, {state},
                {order.Amount}, {cash}, {outcome.Redeemed}, 0, 0, {outcome.Points}, 0, {!order.WithPoints},
                {order.Region}, {funding}, {"demo-" + order.Id}, {order.PlacedAt}, {order.PlacedAt}, {order.PlacedAt},
                {order.DeliveredAt}, {outcome.Placed}, {outcome.Cash + outcome.Goods}, {outcome.Cash}, {outcome.Goods})
            ON CONFLICT DO NOTHING
            """);
        transaction.Execute($"""
            INSERT INTO order_lines (orders, line, goods, name, quantity, amount, cost, reserved)
            VALUES ({order.Id}, 1, {order.Merchant.Id + "-" + order.Goods.Id}, {order.Goods.Name.Zh}, {order.Quantity},
                {order.Amount}, {CostOf(order)}, 0)
            ON CONFLICT DO NOTHING
            """);
        if (order.Merchant.Funding is not FundingMode.MerchantDirect && cash > Money.Zero)
        {
            transaction.Execute($"""
                INSERT INTO payments (id, orders, channel, amount, state, reference, created_at, paid_at, refunded,
                    next_query_at)
                VALUES ({"demo-p-" + order.Id}, {order.Id}, 'simulated', {cash}, 'paid', {"demo-" + order.Id},
                    {order.PlacedAt}, {order.PlacedAt}, {outcome.Cash}, 0)
                ON CONFLICT DO NOTHING
                """);
        }
    }

    private static Money? CostOf(DemoOrder order) => order.Goods.Cost is { } cost
        ? Money.FromUnits(cost.Units * order.Quantity)
        : null;
}

/// <summary>What the pool made of a sample's orders: redeemed, refunded, closed.</summary>
internal sealed class DemoOutcomes
{
    private readonly Dictionary<string, DemoOutcome> _all = new(StringComparer.Ordinal);

    public DemoOutcome Of(string order) => _all.GetValueOrDefault(order, new());

    public void Take(IEnumerable<Answer> answers)
    {
        foreach (var record in answers.Select(answer => answer.Record))
        {
            switch (record.Event)
            {
                case PoolEvent.OrderPlaced { Placed.Order: var order }:
                    Change(order, known => known with { Placed = record.Position });
                    break;
                case PoolEvent.PointsRedeemed it:
                    Change(it.Order, known => known with
                    {
                        Redeemed = known.Redeemed + it.Credit, Points = known.Points + it.Points,
                    });
                    break;
                case PoolEvent.OrderRefunded it:
                    Change(it.Order, known => known with
                    {
                        Cash = known.Cash + it.Cash, Goods = known.Goods + it.Goods, IsClosed = it.Closed,
                    });
                    break;
                case PoolEvent.OrderReversed it:
                    Change(it.Row.Order, known => known with { Cash = known.Cash + it.Amount });
                    break;
            }
        }
    }

    private void Change(string order, Func<DemoOutcome, DemoOutcome> change) => _all[order] = change(Of(order));
}

/// <param name="Cash">Given back in money.</param>
/// <param name="Goods">Given back of what points had paid.</param>
internal sealed record DemoOutcome(Money Redeemed, Points Points, Money Cash, Money Goods, bool IsClosed, long? Placed)
{
    public DemoOutcome()
        : this(default, default, default, default, false, null)
    {
    }
}
