using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>One paid order as a mall tells it now: what was paid, what of it went back, whether it arrived.</summary>
/// <param name="Order">The mall's own order number.</param>
/// <param name="User">The mall's own user id; it never reaches the journal.</param>
/// <param name="Store">The mall's key of the store or merchant; the settings say which merchant of ours it is.</param>
/// <param name="Refunded">All refunds so far, so that reading an order twice says the same.</param>
public sealed record MallOrder(
    string Order, string User, string Store, Money Paid, Money Refunded, Instant PaidAt, Instant? ReceivedAt,
    ImmutableArray<MallLine> Lines)
{
    public bool IsRefundedWhole => Refunded == Paid;
}

/// <summary>One line of a mall's order: goods by the mall's own key, and what was charged for them in all.</summary>
public sealed record MallLine(string Goods, long Quantity, Money Amount);

/// <summary>Part of what a mall has to tell, and where the next part begins.</summary>
/// <param name="Cursor">Opaque: kept as it is and handed back.</param>
/// <param name="More">Whether the next part is there already.</param>
public sealed record MallPage(
    ImmutableArray<MallOrder> Orders, ImmutableArray<MallFault> Faults, string Cursor, bool More);

/// <summary>A row of a mall that cannot be taken, with a sentence that says what is wrong with it.</summary>
public sealed record MallFault(string Order, Bilingual Sentence);

/// <summary>A mall that is read and never written to.</summary>
/// <remarks>
/// An order may be told many times and in any state; it is never kept back. What changed is for
/// <see cref="MallChange.Between"/> to say.
/// </remarks>
public interface IMallSource
{
    /// <summary>The orders that changed since the cursor; null begins at the beginning.</summary>
    Task<MallPage> ReadAsync(string? cursor, CancellationToken cancellation);

    /// <summary>All orders paid from one moment to before another: for the nightly comparison.</summary>
    Task<MallPage> PaidBetweenAsync(Instant from, Instant to, CancellationToken cancellation);
}

/// <summary>What happened to an order between two readings.</summary>
public abstract record MallChange(string Order)
{
    public sealed record Paid(string Order, Money Amount) : MallChange(Order);

    public sealed record Received(string Order, Instant At) : MallChange(Order);

    /// <summary>Money went back, <paramref name="Amount"/> since the last reading; some is left.</summary>
    public sealed record PartlyRefunded(string Order, Money Amount, Money Total) : MallChange(Order);

    /// <summary>Money went back, <paramref name="Amount"/> since the last reading; nothing is left.</summary>
    public sealed record Refunded(string Order, Money Amount) : MallChange(Order);

    /// <summary>
    /// The changes in the order in which the pool should hear of them: a refund before the receipt that starts the
    /// return window.
    /// </summary>
    public static IEnumerable<MallChange> Between(MallOrder? before, MallOrder now)
    {
        if (before is null)
        {
            yield return new Paid(now.Order, now.Paid);
        }

        var back = now.Refunded.LessAtMost(before?.Refunded ?? Money.Zero);
        if (back > Money.Zero)
        {
            yield return now.IsRefundedWhole
                ? new Refunded(now.Order, back)
                : new PartlyRefunded(now.Order, back, now.Refunded);
        }

        if (before?.ReceivedAt is null && now.ReceivedAt is { } received && !now.IsRefundedWhole)
        {
            yield return new Received(now.Order, received);
        }
    }

    /// <summary>What no mall may do to an order it has told before; null where all is well.</summary>
    public static MallFault? Contradiction(MallOrder before, MallOrder now) =>
        now.Paid != before.Paid
            ? new(now.Order, new(
                $"实付金额从 {before.Paid} 变成了 {now.Paid}；请到商城核对，已入账的金额不变。",
                $"The paid amount changed from {before.Paid} to {now.Paid}; check in the mall, ours stays as booked."))
        : now.Refunded < before.Refunded
            ? new(now.Order, new(
                $"累计退款从 {before.Refunded} 减少到 {now.Refunded}；退款不能撤回，请到商城核对。",
                $"Refunds fell from {before.Refunded} to {now.Refunded}; none can be taken back, check in the mall."))
        : now.User != before.User
            ? new(now.Order, new(
                "订单换了买家；积分不能转给别人，请到商城核对。",
                "The order changed hands; points cannot move to another person, check in the mall."))
        : null;
}
