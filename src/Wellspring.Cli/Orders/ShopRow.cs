using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>One row of a shop's file as the map reads it; no rule has judged it yet.</summary>
/// <param name="Line">The line of the file on which the row begins; the header is line 1.</param>
internal abstract record ShopRow(long Line)
{
    /// <param name="Customer">Empty where the file names nobody.</param>
    public sealed record Order(
        long Line, string Number, Instant At, ShopAmount Amount, string Customer, string Merchant) : ShopRow(Line);

    /// <param name="Number">The refund's own number, or the order's where the file has only that.</param>
    /// <param name="Refunds">The order it refunds; empty where the file names none.</param>
    /// <param name="Amount">What goes back, written as a positive or as a negative number.</param>
    public sealed record Refund(
        long Line, string Number, Instant At, ShopAmount Amount, string Refunds) : ShopRow(Line);

    /// <summary>A row that the map leaves out by its kind.</summary>
    public sealed record Skipped(long Line, string Number, ShopAmount Amount) : ShopRow(Line);

    /// <summary>A row that cannot be read, and why.</summary>
    public sealed record Bad(long Line, string Zh, string En) : ShopRow(Line);
}
