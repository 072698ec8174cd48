using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;
using Wellspring.Shop.Database;
using Wellspring.Shop.Orders;
using Wellspring.Storage;

namespace Wellspring.Server.Console;

/// <summary>A payment as a trace shows it.</summary>
public sealed record TracedPayment(
    string Id, string Channel, Money Amount, string State, string? Reference, Instant CreatedAt, Instant? PaidAt);

/// <summary>A line of an order.</summary>
public sealed record TracedLine(string Name, long Quantity, Money Amount);

/// <summary>The record in which an order settled: its split, and what the pool was before and after.</summary>
/// <param name="After">Exits and notices that this very order caused.</param>
public sealed record TracedSettlement(
    JournalRecord Record, string Hash, Settlement Figures, Aftermath After, JournalRecord? Before);

/// <summary>One order from payment to pool to exit, with the journal's positions.</summary>
public sealed record OrderTrace
{
    public required OrderRowView Order { get; init; }

    public required IReadOnlyList<TracedLine> Lines { get; init; }

    public required IReadOnlyList<TracedPayment> Payments { get; init; }

    /// <summary>What happened to the order in the shop, oldest first.</summary>
    public required IReadOnlyList<OrderStep> Steps { get; init; }

    public TracedSettlement? Settlement { get; init; }

    /// <summary>The records after settlement that are about this order: reversals, goods returned.</summary>
    public IReadOnlyList<StatementRow> Later { get; init; } = [];

    /// <summary>What the member did with points since: sold, redeemed, exited.</summary>
    public IReadOnlyList<StatementRow> Points { get; init; } = [];

    /// <summary>Reads one order's trace; null where there is no such order.</summary>
    public static async Task<OrderTrace?> ReadAsync(
        string id, ShopDatabase database, ConsoleReads reads, OrderReading orders)
    {
        if (reads.OrderOf(id) is not { } order)
        {
            return null;
        }

        var (lines, payments) = database.Read(reader => (
            reader.All(
                $"SELECT name, quantity, amount FROM order_lines WHERE orders = {id} ORDER BY line",
                row => new TracedLine(row.Text(0), row.Integer(1), row.Money(2))),
            reader.All(
                $"""
                SELECT id, channel, amount, state, reference, created_at, paid_at FROM payments WHERE orders = {id}
                ORDER BY created_at, id
                """,
                row => new TracedPayment(row.Text(0), row.Text(1), row.Money(2), row.Text(3), row.TextOrNull(4),
                    row.At(5), row.AtOrNull(6)))));
        var settlement = order.SettledPosition is { } position ? SettledAt(reads, position, id) : null;
        var statement = reads.StatementOf((await reads.BalanceOfAsync(order.Member)).Number, ConsoleReads.Most);
        var since = order.SettledPosition ?? long.MaxValue;
        return new()
        {
            Order = order,
            Lines = lines,
            Payments = payments,
            Steps = orders.StoryOf(id),
            Settlement = settlement,
            Later = [.. statement.Where(row => row.Line.Reference == id && row.Position > since).Reverse()],
            Points = [.. statement.Where(row => row.Position > since
                && row.Line.What is "sold" or "redeemed" or "exited" or "closing").Reverse()],
        };
    }

    private static TracedSettlement? SettledAt(ConsoleReads reads, long position, string id)
    {
        if (reads.RecordAt(position) is not var (record, hash))
        {
            return null;
        }

        var before = position > 0 ? reads.RecordAt(position - 1)?.Record : null;
        return record.Event switch
        {
            PoolEvent.OrderSettled settled when settled.Settlement.Order == id =>
                new(record, hash, settled.Settlement, settled.After, before),
            PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>()
                .Where(item => item.Settlement.Order == id)
                .Select(item => new TracedSettlement(record, hash, item.Settlement, item.After, before))
                .FirstOrDefault(),
            _ => null,
        };
    }

    /// <summary>What a step of the shop is called.</summary>
    public static Bilingual WordOf(OrderStep step) => step.What switch
    {
        "created" => new("下单", "ordered"),
        "paid" => new("付款", "paid"),
        "funded" => new("佣金到位,进入池子排队", "funded, pending in the pool"),
        "shipped" => new("发货", "shipped"),
        "delivered" => new("交付", "delivered"),
        "final" => new("到期结算", "final"),
        "held" => new("到期但等待", "due, but held"),
        "cancelled" => new("取消", "cancelled"),
        "coins" => new("消费币支付,结算资金已预留", "coins paid, settlement fund held"),
        "refund-asked" => new("申请退款", "refund asked"),
        "refund-approved" => new("同意退款", "refund agreed"),
        "refund-rejected" => new("不同意退款", "refund refused"),
        "refund-paid" => new("退款到账", "refund paid"),
        _ => new(step.What, step.What),
    };

    /// <summary>What a statement line is called.</summary>
    public static Bilingual WordOf(StatementLine line) => line.What switch
    {
        "settled" => new("结算得积分", "settled"),
        "reward" => new("奖励", "reward"),
        "sold" => new("卖出积分", "points sold"),
        "redeemed" => new("积分抵扣", "points redeemed"),
        "exited" => new("封顶退出", "exit at the cap"),
        "reversed" => new("退款冲回", "reversed by a refund"),
        "reward-returned" => new("奖励收回", "reward taken back"),
        "dividend" => new("分红", "dividend"),
        "coins-paid" => new("消费币支付", "paid with coins"),
        "released" => new("锁定积分释放", "locked points released"),
        "owes" => new("欠款", "owes"),
        "closing" => new("终止付清", "paid at closing"),
        _ => new(line.What, line.What),
    };
}
