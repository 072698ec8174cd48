using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>What one creditor 债权人 is owed, has got and holds, in yuan of claim and the pool's present scale.</summary>
/// <param name="Disputed">The part of <paramref name="Unconverted"/> that a dispute keeps from converting.</param>
/// <param name="Coins">Consumption coins 消费币, also those held on orders before finality.</param>
/// <param name="LockedBasis">The part of the claim that the locked points stand for.</param>
/// <param name="Freed">Released points that the creditor still holds; a part of the free points.</param>
/// <param name="Since">The day of the oldest claim, counted from 1970-01-01.</param>
/// <param name="Answer">The last answer to an offer; null while there is none.</param>
/// <param name="Offer">SHA-256 of the offer that was answered, as it was shown.</param>
/// <param name="CoinRate">Yuan of goods that one coin pays for, as it was agreed.</param>
/// <param name="ProceedsReduceClaim">Whether the signed offer sets proceeds against the claim.</param>
public sealed record CreditorBalance(
    MemberNumber Member, Money Claimed, Money Disputed, Money Unconverted, Money Coins, Money CoinsHeld,
    Money SettledByGoods, Money SettledByProceeds, Money Waived, Points Locked, Money LockedValue, Money LockedBasis,
    Points Freed, long Since, OfferAnswer? Answer, string? Offer, Instant? AnsweredAt, Rate CoinRate,
    bool ProceedsReduceClaim)
{
    public Money FreedValue { get; init; }

    /// <summary>The claim part that the released points of the present round stand for.</summary>
    public Money ClaimBasis { get; init; }

    /// <summary>Net proceeds of released points over the whole life, whether or not they reduced the claim.</summary>
    public Money Proceeds { get; init; }

    /// <summary>What is still owed: not settled and not waived.</summary>
    public Money Open => Unconverted + Coins;

    /// <summary>Coins that can be spent.</summary>
    public Money CoinsFree => Coins - CoinsHeld;

    /// <summary>What a yes could convert.</summary>
    public Money Convertible => Unconverted - Disputed;

    /// <summary>回本: goods received + proceeds + released value reach the claim.</summary>
    public bool BreakEven => Claimed > Money.Zero && SettledByGoods + Proceeds + FreedValue >= Claimed - Waived;

    /// <summary>The classic condition 价格 × 积分 = 剩余债权: the creditor's points are worth what is still owed.</summary>
    public bool ClassicBreakEven => Open > Money.Zero && LockedValue + FreedValue >= Open;

    /// <summary>Whether a consent can still be taken back: no coin is spent.</summary>
    public bool CanRevoke => Answer is OfferAnswer.Yes && CoinsHeld == Money.Zero && SettledByGoods == Money.Zero;
}

/// <summary>All creditors together, the operator's settlement fund 结算资金, and where releases stand.</summary>
/// <param name="Creditors">Members with a registered claim.</param>
/// <param name="Fund">What is free of the fund.</param>
/// <param name="FundHeld">What coin orders before finality hold of it, beside what is free.</param>
/// <param name="Deposits">The operator's money that came into the pool for creditors' points.</param>
/// <param name="Allowance">What releases may still unlock by the plan's rule, in yuan.</param>
/// <param name="LastDay">The day of the last release run; 0 before the first.</param>
public sealed record LegacyTotals(
    long Creditors, long Consented, Money Claimed, Money Disputed, Money Unconverted, Money Coins,
    Money SettledByGoods, Money SettledByProceeds, Money Waived, Money Fund, Money FundHeld, Money Deposits,
    Points Locked, Money LockedValue, Money Allowance, bool IsStopped, long LastDay)
{
    /// <summary>What is still owed to all creditors.</summary>
    public Money Open => Unconverted + Coins;

    /// <summary>The spendable part is what is not held on orders.</summary>
    public Money CoinsHeld { get; init; }
}
