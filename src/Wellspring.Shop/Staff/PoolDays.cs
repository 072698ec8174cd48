using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Staff;

/// <summary>
/// What went into the pool and out of it, by calendar day of the journal's time: the overview's week.
/// </summary>
public sealed class PoolDays(PoolGate gate) : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        var sums = DayOf(record);
        if (sums == DayFlow.None)
        {
            return;
        }

        var day = record.At.DayAt(gate.Plan.Settings.TimeZone);
        transaction.Execute($"""
            INSERT INTO pool_days (day, orders, turnover, inflow, injected, sold, redeemed, exits, exit_paid, released)
            VALUES ({day}, {sums.Orders}, {sums.Turnover}, {sums.Inflow}, {sums.Injected}, {sums.Sold},
                {sums.Redeemed}, {sums.Exits}, {sums.ExitPaid}, {sums.Released})
            ON CONFLICT (day) DO UPDATE SET orders = pool_days.orders + excluded.orders,
                turnover = pool_days.turnover + excluded.turnover,
                inflow = pool_days.inflow + excluded.inflow, injected = pool_days.injected + excluded.injected,
                sold = pool_days.sold + excluded.sold, redeemed = pool_days.redeemed + excluded.redeemed,
                exits = pool_days.exits + excluded.exits, exit_paid = pool_days.exit_paid + excluded.exit_paid,
                released = pool_days.released + excluded.released
            """);
    }

    /// <summary>The days from one on that had any movement, oldest first.</summary>
    public static IReadOnlyList<(long Day, DayFlow Flow)> From(ShopReader reader, long day) => reader.All(
        $"""
        SELECT day, orders, turnover, inflow, injected, sold, redeemed, exits, exit_paid, released FROM pool_days
        WHERE day >= {day} ORDER BY day
        """,
        row => (row.Integer(0), new DayFlow(row.Integer(1), row.Money(2), row.Money(3), row.Money(4), row.Money(5),
            row.Money(6), row.Integer(7), row.Money(8), row.Money(9))));

    private static DayFlow DayOf(JournalRecord record)
    {
        var own = record.Event switch
        {
            PoolEvent.OrderSettled settled => Of(settled.Settlement),
            PoolEvent.DueProcessed due => due.Items.Aggregate(DayFlow.None, (sum, item) => sum + Of(item)),
            PoolEvent.CapitalInjected injected => DayFlow.None with { Injected = injected.Amount },
            PoolEvent.PointsSold sold => DayFlow.None with { Sold = sold.Paid },
            PoolEvent.PointsRedeemed redeemed => DayFlow.None with { Redeemed = redeemed.Credit },
            PoolEvent.OrderReversed reversed => DayFlow.None with { Released = reversed.Released },
            _ => DayFlow.None,
        };
        return own + Of(record.Event.After);
    }

    private static DayFlow Of(DueItem item) => (item switch
    {
        DueItem.OrderFinal final => Of(final.Settlement),
        DueItem.NoticeEnded ended => DayFlow.None with { Exits = 1, ExitPaid = ended.Exit.Paid },
        _ => DayFlow.None,
    }) + Of(item.After);

    private static DayFlow Of(Settlement order) => DayFlow.None with
    {
        Orders = 1, Turnover = order.Amount, Inflow = order.Inflow + order.Subsidy,
    };

    private static DayFlow Of(Aftermath after) => DayFlow.None with
    {
        Exits = after.Exits.Length,
        ExitPaid = after.Exits.Aggregate(Money.Zero, (sum, exit) => sum + exit.Paid),
    };
}

/// <summary>Sums of one day or several.</summary>
/// <param name="Sold">Paid for points sold; exits are beside it.</param>
public readonly record struct DayFlow(
    long Orders, Money Turnover, Money Inflow, Money Injected, Money Sold, Money Redeemed, long Exits, Money ExitPaid,
    Money Released)
{
    public static DayFlow None => default;

    public static DayFlow operator +(DayFlow left, DayFlow right) => new(
        left.Orders + right.Orders, left.Turnover + right.Turnover, left.Inflow + right.Inflow,
        left.Injected + right.Injected, left.Sold + right.Sold, left.Redeemed + right.Redeemed,
        left.Exits + right.Exits, left.ExitPaid + right.ExitPaid, left.Released + right.Released);
}
