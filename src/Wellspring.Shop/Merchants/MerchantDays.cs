using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>What happened at a merchant on one calendar day, and what waits for its people.</summary>
public sealed class MerchantDays(ShopDatabase database, PoolGate gate, PoolClock clock)
{
    /// <summary>The running day in the plan's time zone.</summary>
    public DateOnly Today => Days.Of(clock.Now(), gate.Plan.Settings.TimeZone);

    public MerchantDay Of(string merchant, DateOnly day)
    {
        var zone = gate.Plan.Settings.TimeZone;
        var (from, to) = (Days.Start(day, zone), Days.Start(day.AddDays(1), zone));
        return database.Read(reader => new MerchantDay(
            Money.FromUnits(reader.Number($"""
                SELECT sum(cash) FROM orders WHERE merchant = {merchant} AND paid_at >= {from} AND paid_at < {to}
                """) ?? 0),
            reader.Number($"""
                SELECT count(*) FROM orders WHERE merchant = {merchant} AND paid_at >= {from} AND paid_at < {to}
                """) ?? 0,
            reader.Number($"""
                SELECT count(*) FROM orders WHERE merchant = {merchant} AND state IN ('paid', 'funded')
                """) ?? 0,
            reader.Number($"""
                SELECT count(*) FROM refunds r JOIN orders o ON o.id = r.orders
                WHERE o.merchant = {merchant} AND r.state = 'requested'
                """) ?? 0));
    }
}

/// <param name="Collected">What customers paid in money that day.</param>
/// <param name="Orders">How many orders they paid.</param>
/// <param name="ToDeliver">Paid orders that wait to be handed over or sent, of any day.</param>
/// <param name="RefundsAsked">Refunds that wait for a decision, of any day.</param>
public sealed record MerchantDay(Money Collected, long Orders, long ToDeliver, long RefundsAsked);
