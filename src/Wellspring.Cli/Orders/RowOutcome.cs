using System.Collections.Immutable;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Orders;

/// <summary>What the import made of one row.</summary>
internal enum RowVerdict
{
    /// <summary>An order, placed and delivered.</summary>
    Ordered,

    /// <summary>Money back before the order is final.</summary>
    Refunded,

    /// <summary>Money back after the order is final.</summary>
    Reversed,
    NoCustomer,
    UnmatchedRefund,
    RefundOfUnsettled,
    RefundExceedsOrder,
    OrderExists,
    RefundExists,
    AmountTooLarge,
    SkippedKind,
    Zero,
    Unreadable,
}

/// <summary>One row's verdict, the commands it became, and what of its amount could not go back.</summary>
internal sealed record RowOutcome(
    long Line, string Number, ShopAmount Amount, RowVerdict Verdict, ImmutableArray<PoolCommand> Commands)
{
    /// <summary>The part of a refund beyond what was left of its order; it is refused, the rest is not.</summary>
    public ShopAmount Excess { get; init; }

    /// <summary>Why the row could not be read, where it could not.</summary>
    public ShopRow.Bad? Bad { get; init; }
}

/// <summary>The public spelling of verdicts, and a sentence for each.</summary>
internal static class RowVerdicts
{
    public static bool IsRefused(this RowVerdict verdict) =>
        verdict is >= RowVerdict.NoCustomer and <= RowVerdict.AmountTooLarge;

    public static bool IsSkipped(this RowVerdict verdict) => verdict is RowVerdict.SkippedKind or RowVerdict.Zero;

    public static string Code(this RowVerdict verdict) => string.Concat(verdict.ToString().Select((letter, index) =>
        char.IsUpper(letter) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    public static (string Zh, string En) Sentence(this RowVerdict verdict) => verdict switch
    {
        RowVerdict.Ordered => ("订单:下单并送达。", "An order, placed and delivered."),
        RowVerdict.Refunded => ("终局前退款。", "Refunded before the order was final."),
        RowVerdict.Reversed => ("终局后退款(冲回)。", "Refunded after the order was final (clawback)."),
        RowVerdict.NoCustomer => ("没有会员:积分无人可领。", "No customer: nobody could ever claim the points."),
        RowVerdict.UnmatchedRefund => ("退款没有对应的在前订单。", "The refund names no order that stands before it."),
        RowVerdict.RefundOfUnsettled => ("所退订单未入池。", "The order it refunds never reached the pool."),
        RowVerdict.RefundExceedsOrder => ("订单已全额退过。", "Nothing of the order was left to refund."),
        RowVerdict.OrderExists => ("单号在前面已出现过。", "The order number stood in an earlier row."),
        RowVerdict.RefundExists => ("退款单号在前面已出现过。", "The refund's number stood in an earlier row."),
        RowVerdict.AmountTooLarge => ("金额超过 10 亿元。", "The amount is above 1 000 000 000 yuan."),
        RowVerdict.SkippedKind => ("按映射文件略过。", "Left out by its kind, as the map says."),
        RowVerdict.Zero => ("金额为零或不足一分。", "Zero, or less than one fen."),
        _ => ("无法读取。", "Cannot be read."),
    };
}
