using System.Collections.Immutable;

namespace Wellspring.Core.Pools;

/// <summary>What the writer looked up for one command: the numbers behind its names and rows kept on disk.</summary>
/// <param name="Member">
/// The member's number; the next free one when the name is new; None when there is no member.
/// </param>
/// <param name="Referrer">The second member of a binding.</param>
/// <param name="Order">The settled order the command is about, if there is one.</param>
/// <param name="Redemption">What was redeemed under an order id that no order had then.</param>
/// <param name="OrderTaken">Whether an order of this id was ever placed or settled.</param>
/// <param name="WithdrawalTaken">Whether a withdrawal of this id was ever requested.</param>
public readonly record struct Facts(
    MemberNumber Member, MemberNumber Referrer, OrderRow? Order, OrderRow? Redemption, bool OrderTaken,
    bool WithdrawalTaken)
{
    /// <summary>The payees of a dividend, in the order of its shares.</summary>
    public ImmutableArray<MemberNumber> Others { get => field.IsDefault ? [] : field; init; }
}

/// <summary>The pool's answer to one command: what will happen, or why not.</summary>
public readonly record struct Decision
{
    private Decision(PoolEvent happens, bool isAccepted) => (Event, IsAccepted) = (happens, isAccepted);

    /// <summary>What <see cref="Pool.Apply"/> takes; a refusal is an event too, one that changes nothing.</summary>
    public PoolEvent Event { get; }

    public bool IsAccepted { get; }

    public Refusal Reason => Event is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None;

    public static Decision Accept(PoolEvent happens) => new(happens, isAccepted: true);

    public static Decision Refuse(Refusal reason) => new(new PoolEvent.Refused(reason), isAccepted: false);

    /// <param name="detail">What the reason is about, where its code alone does not say.</param>
    public static Decision Refuse(Refusal reason, string detail) =>
        new(new PoolEvent.Refused(reason) { Detail = detail }, isAccepted: false);

    public static Decision Quarantine(string invariant) =>
        new(new PoolEvent.Quarantined(invariant), isAccepted: false);
}
