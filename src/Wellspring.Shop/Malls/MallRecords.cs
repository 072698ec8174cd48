using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Malls;

/// <summary>An order of a mall as our records hold it.</summary>
/// <param name="Credit">What points paid at the checkout.</param>
/// <param name="Seen">Whether the mall itself has told it; its checkout may be ahead of the reading.</param>
internal sealed record MallOrderRecord(
    MallOrder Order, Money Credit, MallOrderState State, string? Member, bool Seen);

/// <summary>Where an order of a mall stands with us.</summary>
public enum MallOrderState
{
    /// <summary>Nobody with this user has joined: it waits.</summary>
    Pending,

    /// <summary>Points are reserved for it at the checkout: it waits for their confirmation or expiry.</summary>
    Reserved,

    /// <summary>The pool was told.</summary>
    Placed,

    /// <summary>Refunded whole before the pool was told: there is nothing to tell.</summary>
    Lapsed,

    /// <summary>Nothing was paid.</summary>
    Skipped,
}

/// <summary>A refund that the pool was told, or must be.</summary>
internal sealed record MallRefundRecord(string Number, long Refund, bool IsGoods, Money Amount, string Command);

/// <summary>The SQL of the malls' tables.</summary>
internal static class MallRecords
{
    /// <summary>The member whose orders a user's are; null where nobody joined, or the member left.</summary>
    public static string? MemberOf(ShopReader reader, string mall, string user) => reader.Text($"""
        SELECT u.member FROM mall_users u JOIN members m ON m.id = u.member AND m.state = 'active'
        JOIN consents c ON c.id = u.consent AND c.withdrawn_at IS NULL
        WHERE u.mall = {mall} AND u.mall_user = {user} AND u.unlinked_at IS NULL
        """);

    /// <summary>The member a user is bound to, active or not.</summary>
    public static string? BoundTo(ShopReader reader, string mall, string user) => reader.Text(
        $"SELECT member FROM mall_users WHERE mall = {mall} AND mall_user = {user} AND unlinked_at IS NULL");

    /// <summary>The user a member is bound to; null where none.</summary>
    public static string? UserOf(ShopReader reader, string mall, string member) => reader.Text(
        $"SELECT mall_user FROM mall_users WHERE mall = {mall} AND member = {member} AND unlinked_at IS NULL");

    /// <summary>Ends bindings whose consent was taken back.</summary>
    public static void EndWithdrawn(ShopTransaction transaction, string mall, Instant at) => transaction.Execute($"""
        UPDATE mall_users SET unlinked_at = {at} WHERE mall = {mall} AND unlinked_at IS NULL
            AND consent IN (SELECT id FROM consents WHERE withdrawn_at IS NOT NULL)
        """);

    public static MallOrderRecord? Find(ShopReader reader, string mall, string number) => reader.One(
        $"""
        SELECT number, mall_user, store, paid, refunded, paid_at, received_at, lines, credit, state, member, seen
        FROM mall_orders WHERE mall = {mall} AND number = {number}
        """,
        Read);

    /// <summary>The orders that wait for a user to join, oldest first.</summary>
    public static IReadOnlyList<MallOrderRecord> PendingOf(ShopReader reader, string mall, string user) => reader.All(
        $"""
        SELECT number, mall_user, store, paid, refunded, paid_at, received_at, lines, credit, state, member, seen
        FROM mall_orders WHERE mall = {mall} AND mall_user = {user} AND state = 'pending' ORDER BY paid_at, number
        """,
        Read);

    /// <summary>Orders that waited for points to be confirmed, and need wait no longer.</summary>
    public static IReadOnlyList<MallOrderRecord> Released(ShopReader reader, string mall, Instant wall) => reader.All(
        $"""
        SELECT number, mall_user, store, paid, refunded, paid_at, received_at, lines, credit, state, member, seen
        FROM mall_orders o WHERE mall = {mall} AND state = 'reserved' AND NOT EXISTS (SELECT 1
            FROM mall_reservations r WHERE r.mall = o.mall AND r.number = o.number
            AND r.state = 'held' AND r.expires_at > {wall})
        """,
        Read);

    /// <summary>Whether the mall's checkout holds points for an order of exactly this cash.</summary>
    public static bool IsReserved(ShopReader reader, string mall, MallOrder order, Instant wall) => reader.Number(
        $"""
        SELECT COUNT(*) FROM mall_reservations WHERE mall = {mall} AND number = {order.Order}
            AND mall_user = {order.User} AND state = 'held' AND expires_at > {wall} AND amount - credit = {order.Paid}
        """) > 0;

    public static IReadOnlyList<MallOrderRecord> PaidBetween(
        ShopReader reader, string mall, Instant from, Instant to) => reader.All(
        $"""
        SELECT number, mall_user, store, paid, refunded, paid_at, received_at, lines, credit, state, member, seen
        FROM mall_orders WHERE mall = {mall} AND paid_at >= {from} AND paid_at < {to} ORDER BY number
        """,
        Read);

    public static void Put(ShopTransaction transaction, string mall, MallOrderRecord record)
    {
        var order = record.Order;
        transaction.Execute($"""
            INSERT INTO mall_orders (mall, number, pool_order, mall_user, store, paid, credit, refunded, paid_at,
                received_at, lines, state, member, seen)
            VALUES ({mall}, {order.Order}, {MallIds.OrderOf(mall, order.Order)}, {order.User}, {order.Store},
                {order.Paid}, {record.Credit}, {order.Refunded}, {order.PaidAt}, {order.ReceivedAt},
                {Write(order.Lines)}, {Code(record.State)}, {record.Member}, {record.Seen})
            ON CONFLICT (mall, number) DO UPDATE SET paid = excluded.paid, credit = excluded.credit,
                refunded = excluded.refunded, paid_at = excluded.paid_at, received_at = excluded.received_at,
                lines = excluded.lines, state = excluded.state, member = excluded.member,
                seen = excluded.seen
            """);
    }

    public static long NextRefund(ShopReader reader, string mall, string number) => 1 + (reader.Number(
        $"SELECT MAX(refund) FROM mall_refunds WHERE mall = {mall} AND number = {number}") ?? 0);

    public static void PutRefund(ShopTransaction transaction, string mall, MallRefundRecord refund) =>
        transaction.Execute($"""
            INSERT INTO mall_refunds (mall, number, refund, kind, amount, command, state)
            VALUES ({mall}, {refund.Number}, {refund.Refund}, {(refund.IsGoods ? "goods" : "cash")}, {refund.Amount},
                {refund.Command}, 'sent')
            ON CONFLICT (mall, number, refund) DO UPDATE SET command = excluded.command, state = excluded.state
            """);

    public static void PutFault(ShopTransaction transaction, string mall, MallFault fault, Instant at) =>
        transaction.Execute($"""
            INSERT INTO mall_faults (mall, number, zh, en, at)
            VALUES ({mall}, {fault.Order}, {fault.Sentence.Zh}, {fault.Sentence.En}, {at})
            ON CONFLICT (mall, number) DO UPDATE SET zh = excluded.zh, en = excluded.en, at = excluded.at
            """);

    public static void PutDay(ShopTransaction transaction, string mall, MallDay day, Instant at)
    {
        transaction.Execute($"DELETE FROM mall_differences WHERE mall = {mall} AND day = {day.Day}");
        transaction.Execute($"""
            INSERT INTO mall_days (mall, day, at, their_orders, their_paid, their_refunded, our_orders, our_paid,
                our_refunded)
            VALUES ({mall}, {day.Day}, {at}, {day.Theirs.Orders}, {day.Theirs.Paid}, {day.Theirs.Refunded},
                {day.Ours.Orders}, {day.Ours.Paid}, {day.Ours.Refunded})
            ON CONFLICT (mall, day) DO UPDATE SET at = excluded.at, their_orders = excluded.their_orders,
                their_paid = excluded.their_paid, their_refunded = excluded.their_refunded,
                our_orders = excluded.our_orders, our_paid = excluded.our_paid, our_refunded = excluded.our_refunded
            """);
        foreach (var difference in day.Differences)
        {
            transaction.Execute($"""
                INSERT INTO mall_differences (mall, day, number, kind, theirs, ours, reason)
                VALUES ({mall}, {day.Day}, {difference.Number}, {difference.Code}, {difference.Theirs},
                    {difference.Ours}, {difference.Reason})
                """);
        }
    }

    public static IReadOnlyList<MallDay> Days(ShopReader reader, string mall, int most) => [.. reader.All(
        $"""
        SELECT day, their_orders, their_paid, their_refunded, our_orders, our_paid, our_refunded
        FROM mall_days WHERE mall = {mall} ORDER BY day DESC LIMIT {(long)most}
        """,
        row => new MallDay(
            row.Integer(0), new(row.Integer(1), row.Money(2), row.Money(3)),
            new(row.Integer(4), row.Money(5), row.Money(6)), []))
        .Select(day => day with { Differences = Differences(reader, mall, day.Day) })];

    public static string Code(MallOrderState state) => state switch
    {
        MallOrderState.Pending => "pending",
        MallOrderState.Reserved => "reserved",
        MallOrderState.Placed => "placed",
        MallOrderState.Lapsed => "lapsed",
        _ => "skipped",
    };

    private static ImmutableArray<MallDifference> Differences(ShopReader reader, string mall, long day) =>
        [.. reader.All(
            $"""
            SELECT number, kind, theirs, ours, reason FROM mall_differences WHERE mall = {mall} AND day = {day}
            ORDER BY number, kind
            """,
            row => new MallDifference(
                row.Text(0), MallDifference.KindOf(row.Text(1)), row.MoneyOrNull(2), row.MoneyOrNull(3),
                row.TextOrNull(4)))];

    private static MallOrderRecord Read(Row row) => new(
        new(row.Text(0), row.Text(1), row.Text(2), row.Money(3), row.Money(4), row.At(5), row.AtOrNull(6),
            ReadLines(row.Text(7))),
        row.Money(8), StateOf(row.Text(9)), row.TextOrNull(10), row.Flag(11));

    private static MallOrderState StateOf(string code) => code switch
    {
        "pending" => MallOrderState.Pending,
        "reserved" => MallOrderState.Reserved,
        "placed" => MallOrderState.Placed,
        "lapsed" => MallOrderState.Lapsed,
        _ => MallOrderState.Skipped,
    };

    // [["goods","quantity","units"], …]
    private static string Write(ImmutableArray<MallLine> lines) => JsonSerializer.Serialize(lines.Select(line =>
        new[] { line.Goods, Number(line.Quantity), Number(line.Amount.Units) }));

    private static ImmutableArray<MallLine> ReadLines(string text) =>
        [.. JsonSerializer.Deserialize<string[][]>(text)!.Select(line => new MallLine(
            line[0], long.Parse(line[1], CultureInfo.InvariantCulture),
            Money.FromUnits(long.Parse(line[2], CultureInfo.InvariantCulture))))];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
