using System.Diagnostics;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>
/// Points that a mall's checkout was quoted for an order: held back from other checkouts of ours for 15 minutes, not in
/// the pool.
/// </summary>
/// <param name="Number">The mall's own number of the order; one reservation lives for it at a time.</param>
/// <param name="Amount">The order before points: cash and credit together.</param>
/// <param name="Credit">The goods credit that was promised; confirming never gives less.</param>
/// <param name="Points">What it costs by the price of then, in the scale of then; confirming never takes more.</param>
/// <param name="ExpiresAt">Wall time.</param>
public sealed record MallReservation(
    string Id, string Mall, string Number, string User, string Member, string Store, Money Amount, Money? Asked,
    Points Points, int Scale, Money Credit, MallReservationState State, string? Reason, Instant MadeAt,
    Instant ExpiresAt)
{
    /// <summary>How long a quote is held.</summary>
    public static readonly Duration Holds = new(900_000);

    /// <summary>What the customer still pays the mall.</summary>
    public Money Cash => Amount - Credit;

    public bool IsHeld(Instant now) => State is MallReservationState.Held && now < ExpiresAt;

    /// <summary>Whether a confirmation has begun and must be brought to its end.</summary>
    public bool IsUnderWay => State is MallReservationState.Confirming or MallReservationState.Redeeming;

    /// <summary>The state as it is now: a quote that nobody confirmed in time has expired.</summary>
    public MallReservation At(Instant now) => State is MallReservationState.Held && now >= ExpiresAt
        ? this with { State = MallReservationState.Expired }
        : this;

    /// <summary>The first step of a confirmation; a sentence where there is nothing to confirm.</summary>
    public (MallReservation Next, Bilingual? Refusal) Confirm(Instant now) => At(now) switch
    {
        { State: MallReservationState.Held } held => (held with { State = MallReservationState.Confirming }, null),
        { IsUnderWay: true } or { State: MallReservationState.Confirmed } => (this, null),
        { State: MallReservationState.Expired } expired => (expired, new(
            "积分抵扣的预留已超过 15 分钟，积分没有动；请重新预留，或让顾客付全款。",
            "The reservation is older than 15 minutes and the points were kept; reserve again or charge it in full.")),
        { State: MallReservationState.Cancelled } => (this, new(
            "预留已取消，积分没有动；请重新预留，或让顾客付全款。",
            "The reservation was cancelled and the points were kept; reserve again, or charge it in full.")),
        _ => (this, new(
            "这笔订单的积分抵扣没有成功，积分没有动；请让顾客付全款或取消订单。",
            "The points of this order could not be used and were kept; charge it in full or cancel the order.")),
    };

    /// <summary>Frees the quote. Twice is once; what was confirmed is refunded, not cancelled.</summary>
    public (MallReservation Next, Bilingual? Refusal) Cancel(Instant now) => At(now) switch
    {
        { State: MallReservationState.Held } held => (held with { State = MallReservationState.Cancelled }, null),
        { IsUnderWay: true } or { State: MallReservationState.Confirmed } => (this, new(
            "积分已经用于这笔订单，不能取消；请在商城退款，退款会自动同步。",
            "The points were used for this order; refund it in the mall, and the refund will follow here.")),
        var ended => (ended, null),
    };
}

/// <summary>The life of a reservation.</summary>
public enum MallReservationState
{
    Held,

    /// <summary>The order is on its way to the pool.</summary>
    Confirming,

    /// <summary>The points are on their way.</summary>
    Redeeming,
    Confirmed,
    Cancelled,
    Expired,
    Refused,
}

/// <summary>The public spelling of the states.</summary>
public static class MallReservationStates
{
    public static string Code(this MallReservationState state) => state switch
    {
        MallReservationState.Held => "held",
        MallReservationState.Confirming => "confirming",
        MallReservationState.Redeeming => "redeeming",
        MallReservationState.Confirmed => "confirmed",
        MallReservationState.Cancelled => "cancelled",
        MallReservationState.Expired => "expired",
        MallReservationState.Refused => "refused",
        _ => throw new UnreachableException($"no code for state {(int)state}"),
    };

    internal static MallReservationState Read(string code) =>
        Enum.GetValues<MallReservationState>().First(state => state.Code() == code);
}
