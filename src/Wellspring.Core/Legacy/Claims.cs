using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>What an old platform owed: money, its own points, or goods.</summary>
public enum ClaimKind
{
    /// <summary>Money 现金.</summary>
    Cash = 1,

    /// <summary>Points of the old platform at the offer's value 积分转换.</summary>
    OldPoints = 2,

    /// <summary>Goods that were paid and never sent 欠货.</summary>
    Goods = 3,
}

/// <summary>Whether a claim stands, is contested, or was imported by mistake.</summary>
public enum ClaimState
{
    Open = 1,

    /// <summary>Contested 有争议: what is frozen of it does not convert.</summary>
    Disputed = 2,

    /// <summary>Taken back: it should never have been imported.</summary>
    Withdrawn = 3,
}

/// <summary>What a creditor said to the offer 要约. No answer is none of these, and converts nothing.</summary>
public enum OfferAnswer
{
    Yes = 1,
    No = 2,
    Later = 3,
}

/// <summary>Why a claim has another creditor now.</summary>
public enum ClaimTransfer
{
    /// <summary>债权转让.</summary>
    Assigned = 1,

    /// <summary>继承.</summary>
    Inherited = 2,
}

/// <summary>One old debt 债权 as it was registered, and what became of it.</summary>
/// <param name="Amount">In yuan; after a dispute, what was agreed.</param>
/// <param name="Since">The day it arose, counted from 1970-01-01: the age that the release order goes by.</param>
/// <param name="Evidence">SHA-256 of the papers behind it.</param>
/// <param name="Origin">Where it comes from, in words that name nobody.</param>
/// <param name="Quantity">Of old points, how many; then <paramref name="UnitValue"/> is yuan for one.</param>
public sealed record Claim(
    string Id, MemberNumber Member, ClaimKind Kind, Money Amount, long Since, string Evidence, string Origin,
    Points? Quantity, Money? UnitValue, ClaimState State)
{
    /// <summary>The part of the creditor's unconverted claims that a dispute holds.</summary>
    public Money Frozen { get; init; }

    /// <summary>What a number of old points is worth: whole fen, the rest of a fen falls away.</summary>
    public static Money AmountOf(Points quantity, Money unitValue)
    {
        var units = (Int128)quantity.Units * unitValue.Units / Points.UnitsPerPoint;
        return Money.FromUnits((long)Int128.Min(units, Decimals.Limit)).FloorToFen();
    }
}

/// <summary>The public spelling of what claims are and what became of them, as files and answers carry it.</summary>
public static class ClaimCodes
{
    public static string Code(this ClaimKind kind) => kind switch
    {
        ClaimKind.Cash => "cash",
        ClaimKind.OldPoints => "old-points",
        _ => "goods",
    };

    public static string Code(this ClaimState state) => state switch
    {
        ClaimState.Open => "open",
        ClaimState.Disputed => "disputed",
        _ => "withdrawn",
    };

    public static string Code(this OfferAnswer answer) => answer switch
    {
        OfferAnswer.Yes => "yes",
        OfferAnswer.No => "no",
        _ => "later",
    };

    public static string Code(this ClaimTransfer transfer) =>
        transfer is ClaimTransfer.Assigned ? "assigned" : "inherited";
}
