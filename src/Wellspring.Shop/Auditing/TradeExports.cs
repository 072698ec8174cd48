using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 6, 10, 11, 12 and 17: orders, payouts, settlements with merchants, complaints.</summary>
internal static class TradeExports
{
    /// <summary>What the shop knows of each order: payments, splits, refunds and all other steps.</summary>
    public static AuditTable OrderStepTable { get; } = AuditTable.Shop(
        "06-order-steps", "order step at:time what who:actor amount:money detail:free position:number",
        (shop, read) => shop.Each(
            $"""
            SELECT orders, '1-payment' AS step, created_at, state || ' ' || channel, NULL, amount, reference,
                CAST(NULL AS INTEGER), 0, id FROM payments
            UNION ALL SELECT orders, '2-split', created_at, state, NULL, amount, reference, NULL, 0, id FROM splits
            UNION ALL SELECT orders, '3-step', at, what, who, amount, detail, position, line, orders FROM order_steps
            UNION ALL SELECT orders, '4-refund', requested_at, state || ' ' || cause, requested_by, amount, reference,
                NULL, 0, id FROM refunds
            ORDER BY 1, 3, 2, 9, 10
            """, read));

    /// <summary>The same orders in the journal: commission, pool, mint, rewards, clawback.</summary>
    public static AuditTable OrderRecordTable { get; } = AuditTable.Ranged(
        "06-order-records", """
        order position:number at:time what member:member merchant funding amount:money commission:money platform:money
        rewardBudget:money inflow:money subsidy:money mintValue:money points:points remainder:money reward payee:member
        rewardAmount:money region
        """,
        source => source.Records().SelectMany(Of));

    /// <summary>What was paid out to whom, by quarter and kind of income.</summary>
    public static AuditTable IncomeTable { get; } = AuditTable.Shop(
        "10-payee-income",
        "quarter member:member payouts:number fromPoints:money fromRewards:money fees:money fromDividends:money",
        (shop, read) => shop.Each(
            $"""
            SELECT substr(month, 1, 4) || '-Q' || ((CAST(substr(month, 6, 2) AS INTEGER) + 2) / 3) AS quarter,
                member, count(*), sum(from_sales), sum(from_rewards), sum(fee),
                sum(from_dividends)
            FROM (SELECT *, month_of(done_at + 28800000) AS month FROM withdrawals WHERE state = 'paid') paid
            GROUP BY quarter, member ORDER BY quarter, member
            """, read));

    public static AuditTable SettlementTable { get; } = AuditTable.Shop(
        "11-merchant-settlements", """
        merchant day orders:number gross:money goods:money commission:money returned:money refunded:money drawn:money
        direct:money net:money brought:money due:money carried:money state voucher paidAt:time paidBy:actor batch
        coins:money
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT merchant, day, orders, gross, goods, commission, returned, refunded, drawn, direct, net, brought,
                due, carried, state, voucher, paid_at, paid_by, id, coins
            FROM settlement_batches ORDER BY day, merchant
            """, read));

    public static AuditTable SplitTable { get; } = AuditTable.Shop(
        "11-splits", "order split payment at:time amount:money state reference",
        (shop, read) => shop.Each(
            $"SELECT orders, id, payment, created_at, amount, state, reference FROM splits ORDER BY created_at, id",
            read));

    public static AuditTable CashOutTable { get; } = AuditTable.Shop(
        "12-cash-outs", """
        withdrawal requestedAt:time member:member amount:money fee:money fromPoints:money fromRewards:money state
        channel payee:account payeeName:name reason:free voucher decidedAt:time decidedBy:actor approver:actor
        doneAt:time fromDividends:money
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, requested_at, member, amount, fee, from_sales, from_rewards, state, channel, payee, payee_name,
                reason, reference, decided_at, decided_by, approver, done_at,
                from_dividends
            FROM withdrawals ORDER BY requested_at, id
            """, read));

    public static AuditTable ComplaintTable { get; } = AuditTable.Shop(
        "17-complaints", """
        ticket openedAt:time kind member:member subject:free state about:free dueAt:time firstAnswerAt:time
        closedAt:time answeredInTime:flag
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT t.id, t.opened_at, t.kind, t.member, t.subject, t.state, t.about, t.due_at, m.at, t.closed_at,
                coalesce(m.at, t.closed_at) <= t.due_at
            FROM tickets t LEFT JOIN (SELECT ticket, min(at) AS at FROM ticket_messages WHERE author LIKE 'staff:%'
                GROUP BY ticket) m ON m.ticket = t.id
            ORDER BY t.opened_at, t.id
            """, read));

    public static AuditTable ReturnTable { get; } = AuditTable.Shop(
        "17-returns", """
        refund requestedAt:time order amount:money cause state reason:free answer:free requestedBy:actor decidedAt:time
        decidedBy:actor doneAt:time
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, requested_at, orders, amount, cause, state, reason, answer, requested_by, decided_at,
                decided_by, done_at
            FROM refunds ORDER BY requested_at, id
            """, read));

    private static IEnumerable<object?[]> Of(JournalRecord record) => record.Event switch
    {
        PoolEvent.OrderPlaced { Placed: var placed } =>
        [
            Row(placed.Order, record, "placed", placed.Member, placed.Merchant, placed.Funding, placed.Original),
        ],
        PoolEvent.OrderRefunded refunded =>
        [
            Row(refunded.Order, record, "refunded", default, null, null,
                refunded.Cash + refunded.Goods + (refunded.Coins?.Value ?? Money.Zero)),
        ],
        PoolEvent.OrderSettled settled => Of(record, settled.Settlement),
        PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>().SelectMany(item =>
            Of(record, item.Settlement)),
        PoolEvent.OrderReversed reversed => Of(record, reversed),
        _ => [],
    };

    private static IEnumerable<object?[]> Of(JournalRecord record, Settlement order)
    {
        var settled = Row(
            order.Order, record, "settled", order.Member, order.Merchant, order.Funding, order.Amount);
        object?[] figures =
        [
            order.Commission, order.Platform, order.Budget, order.Inflow, order.Subsidy, order.MintValue, order.Points,
            order.Remainder,
        ];
        figures.CopyTo(settled, 8);
        settled[19] = order.Region;
        yield return settled;
        foreach (var reward in order.Rewards)
        {
            yield return Reward(order.Order, record, "reward", reward.Kind, reward.Payee, reward.Amount.Units);
        }
    }

    private static IEnumerable<object?[]> Of(JournalRecord record, PoolEvent.OrderReversed reversed)
    {
        var row = Row(
            reversed.Row.Order, record, "reversed", reversed.Row.Member, reversed.Row.Merchant, null, reversed.Amount);
        (row[8], row[11], row[14]) = (reversed.Due, -reversed.Released.Units, -reversed.Burnt.Units);
        yield return row;
        foreach (var taken in reversed.Taken)
        {
            yield return Reward(reversed.Row.Order, record, "reward-taken", taken.Kind, taken.Payee,
                -taken.Whole.Units);
        }
    }

    private static object?[] Row(
        string order, JournalRecord record, string what, MemberNumber member, string? merchant, Funding? funding,
        Core.Money amount)
    {
        var row = new object?[20];
        (row[0], row[1], row[2], row[3]) = (order, record.Position, record.At, what);
        (row[4], row[5], row[7]) = (member == MemberNumber.None ? null : member, merchant, amount);
        row[6] = funding is null ? null : $"{funding.Mode} {funding.Reference}";
        return row;
    }

    private static object?[] Reward(
        string order, JournalRecord record, string what, RewardKind kind, MemberNumber payee, long units)
    {
        var row = new object?[20];
        (row[0], row[1], row[2], row[3]) = (order, record.Position, record.At, what);
        (row[16], row[17], row[18]) = (kind.ToString(), payee, units);
        return row;
    }
}
