using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>What the pool keeps of one creditor 债权人. Points are in the scale they were last touched in.</summary>
/// <remarks>
/// Changed only through <see cref="LegacyBook.Change"/>, which keeps the totals and checks the identity.
/// </remarks>
internal sealed class Creditor(MemberNumber member)
{
    public MemberNumber Member { get; } = member;

    /// <summary>The ids of its claims, in the order they came; withdrawn ones stay.</summary>
    public List<string> Claims { get; } = [];

    public Money Claimed { get; set; }

    public Money Disputed { get; set; }

    public Money Unconverted { get; set; }

    public Money Coins { get; set; }

    public Money CoinsHeld { get; set; }

    public Money SettledByGoods { get; set; }

    public Money SettledByProceeds { get; set; }

    public Money Waived { get; set; }

    public Money Proceeds { get; set; }

    public int Scale { get; set; }

    public Points Locked { get; set; }

    public Money LockedBasis { get; set; }

    public Points Freed { get; set; }

    public Money ClaimBasis { get; set; }

    public long Since { get; set; }

    public OfferAnswer? Answer { get; set; }

    public string? Offer { get; set; }

    public Instant AnsweredAt { get; set; }

    public Rate CoinRate { get; set; } = Rate.Whole;

    public bool ProceedsReduceClaim { get; set; }

    public bool HasConsented => Answer is OfferAnswer.Yes;

    public bool CanRevoke => HasConsented && CoinsHeld == Money.Zero && SettledByGoods == Money.Zero;

    public Money Convertible => Unconverted - Disputed;

    public Money CoinsFree => Coins - CoinsHeld;

    /// <summary>The identity of a claim, to the unit; and parts are no more than their whole.</summary>
    public bool AddsUp => Claimed == SettledByGoods + Coins + Unconverted + SettledByProceeds + Waived
        && Disputed <= Unconverted && CoinsHeld <= Coins
        && (Locked > Points.Zero || LockedBasis == Money.Zero);

    /// <summary>Locked points in the present scale.</summary>
    public Points LockedAt(int scale) => At(Locked, scale);

    public Points FreedAt(int scale) => At(Freed, scale);

    /// <summary>Brings the points to the present scale; returns the units that locked ones gained.</summary>
    public long Bring(int scale)
    {
        var gained = LockedAt(scale).Units - Locked.Units;
        (Locked, Freed, Scale) = (LockedAt(scale), FreedAt(scale), scale);
        return gained;
    }

    private Points At(Points points, int scale) => Scale == scale || points == Points.Zero
        ? points
        : Points.FromUnits(points.Units * Decimals.PowerOfTen(scale - Scale));
}
