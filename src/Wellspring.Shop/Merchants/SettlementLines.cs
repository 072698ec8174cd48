using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Merchants;

/// <summary>What settlement adds up: one line for each booking that concerns a merchant, each on one day.</summary>
public static class SettlementLines
{
    /// <summary>An order became final: its amount is the merchant's, its commission is not.</summary>
    public const string Settled = "settled";

    /// <summary>A refund after finality: the amount goes back, and so does its share of the commission.</summary>
    public const string Reversed = "reversed";

    /// <summary>A refund of what points had paid for.</summary>
    public const string GoodsReturned = "goods-returned";

    /// <summary>A final order's part that was paid with goods credit.</summary>
    public const string Credit = "credit";

    /// <summary>Goods credit that went back to its customer after finality.</summary>
    public const string CreditReturned = "credit-returned";

    /// <summary>Money into the deposit; no part of a batch.</summary>
    internal const string ToppedUp = "topped-up";

    /// <summary>Up to which day batches were built: what comes later belongs to a later day.</summary>
    internal const string ClosedDay = "settlement-closed-day";

    /// <summary>Writes a line on its day, or on the first day that is not closed yet.</summary>
    /// <param name="source">What the line comes from: the same source again writes nothing.</param>
    internal static void Add(
        ShopTransaction transaction, Duration zone, string source, SettlementLine line, string merchant)
    {
        var day = Days.Write(Days.Of(line.At, zone));
        var closed = transaction.Text($"SELECT value FROM settings WHERE name = {ClosedDay}");
        if (Days.TryRead(closed, out var last) && string.CompareOrdinal(day, closed) <= 0)
        {
            day = Days.Write(last.AddDays(1));
        }

        transaction.Execute($"""
            INSERT INTO settlement_lines (source, position, merchant, day, orders, kind, mode, amount, commission,
                goods, at, coins)
            VALUES ({source}, {line.Position}, {merchant}, {day}, {line.Order}, {line.Kind}, {line.Mode},
                {line.Amount}, {line.Commission}, {line.Goods}, {line.At}, {line.Coins}) ON CONFLICT (source) DO NOTHING
            """);
    }

    /// <summary>
    /// Goods credit is spent when an order is made and earned when it is final; the journal does not say which
    /// merchant that was, so these lines come from the orders.
    /// </summary>
    internal static void AddCredit(ShopTransaction transaction, Duration zone)
    {
        foreach (var (merchant, line) in transaction.All(
            $"""
            SELECT merchant, id, funding, final_at, credit - coalesce((SELECT sum(c.amount) FROM credit_returns c
                JOIN refunds r ON r.id = c.refund WHERE r.orders = o.id AND c.at < o.final_at), 0)
            FROM orders o WHERE credit > 0 AND state = 'final'
                AND NOT EXISTS (SELECT 1 FROM settlement_lines WHERE source = 'credit.' || o.id)
            """,
            row => (row.Text(0), Of(row.Text(1), Credit, row.Text(2), row.At(3), row.Money(4)))))
        {
            Add(transaction, zone, $"credit.{line.Order}", line, merchant);
        }

        foreach (var (refund, merchant, line) in transaction.All(
            $"""
            SELECT c.refund, merchant, o.id, funding, c.at, c.amount FROM credit_returns c
            JOIN refunds r ON r.id = c.refund JOIN orders o ON o.id = r.orders
            WHERE o.final_at IS NOT NULL AND c.at >= o.final_at
                AND NOT EXISTS (SELECT 1 FROM settlement_lines WHERE source = 'credit-returned.' || c.refund)
            """,
            row => (row.Text(0), row.Text(1),
                Of(row.Text(2), CreditReturned, row.Text(3), row.At(4), row.Money(5)))))
        {
            Add(transaction, zone, $"credit-returned.{refund}", line, merchant);
        }
    }

    /// <summary>Reads position, orders, kind, mode, amount, commission, goods, at, coins.</summary>
    internal static SettlementLine Read(Row row) => new(
        row.IntegerOrNull(0), row.Text(1), row.Text(2), row.Text(3), row.Money(4), row.Money(5), row.Money(6),
        row.At(7)) { Coins = row.Money(8) };

    private static SettlementLine Of(string order, string kind, string mode, Instant at, Money goods) =>
        new(null, order, kind, mode, Money.Zero, Money.Zero, goods, at);
}

/// <summary>One booking of a day: an order that settled, a refund after that, goods credit.</summary>
/// <param name="Position">The journal record behind it; null for goods credit.</param>
/// <param name="Kind">One of <see cref="SettlementLines"/>.</param>
/// <param name="Mode">The order's funding mode; <c>none</c> without one.</param>
/// <param name="Goods">What points or goods credit paid, or what of it was returned.</param>
public sealed record SettlementLine(
    long? Position, string Order, string Kind, string Mode, Money Amount, Money Commission, Money Goods, Instant At)
{
    /// <summary>What consumption coins paid, or what of it came back; no commission is drawn on it.</summary>
    public Money Coins { get; init; }
}
