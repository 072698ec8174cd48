using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>Why money leaves the pool.</summary>
public enum PoolOutflow
{
    None = 0,
    MemberSale = 1,
    Redemption = 2,
    CapExit = 3,
    RefundClawback = 4,

    /// <summary>To the reserve, which only ever goes back to the pool.</summary>
    Reserve = 5,

    /// <summary>The announced end of the scheme: to the holders.</summary>
    Closing = 6,

    /// <summary>By a paper of a court or an authority.</summary>
    AuthorityOrder = 7,

    /// <summary>Anything else, such as the operator's own pocket.</summary>
    Other = 8,
}

/// <summary>What one posting does to the pool and to the people above the buyer.</summary>
public sealed record PostingFacts
{
    public Money PoolBefore { get; init; }

    public Money PoolAfter { get; init; }

    /// <summary>Circulating points, each in the scale of its moment.</summary>
    public Points PointsBefore { get; init; }

    public Points PointsAfter { get; init; }

    /// <summary>How often all points were split by ten in between.</summary>
    public int Splits { get; init; }

    /// <summary>Points that this posting made.</summary>
    public Points Minted { get; init; }

    /// <summary>Money that came into the pool together with them.</summary>
    public Money Deposited { get; init; }

    /// <summary>Whether they come with an order of goods: not by an administrator, as a gift, from old debts.</summary>
    public bool HasOrder { get; init; }

    public Money Withdrawn { get; init; }

    public PoolOutflow Outflow { get; init; }

    /// <summary>Different people who are paid because of the referral tree: direct, indirect, level, peer.</summary>
    public int ReferralPayees { get; init; }

    /// <summary>What it is about, such as <c>order A-1</c>.</summary>
    public string Subject { get; init; } = "posting";
}

/// <summary>Every posting: CN-RAI-04, CN-RAI-08, CN-MLM-07.</summary>
public static class PostingGuard
{
    public static ImmutableArray<Finding> Review(PostingFacts facts) => Findings.Of(
        Findings.When(IsUnbacked(facts), () => Ruleset.Fire("CN-RAI-04", facts.Subject)),
        Findings.When(
            facts.Withdrawn > Money.Zero && facts.Outflow is PoolOutflow.None or PoolOutflow.Other,
            () => Ruleset.Fire("CN-RAI-08", facts.Subject)),
        Findings.When(facts.ReferralPayees > Limits.PaidTiers, () => Ruleset.Fire(
            "CN-MLM-07", facts.Subject, null, ("n", Findings.Text(facts.ReferralPayees)))));

    private static bool IsUnbacked(PostingFacts facts) => facts.Minted > Points.Zero
        && (!facts.HasOrder || facts.Deposited == Money.Zero || PriceFalls(facts));

    /// <summary>pool' / points' below pool / points, by cross-multiplication.</summary>
    private static bool PriceFalls(PostingFacts facts) => facts.PointsBefore > Points.Zero
        && new BigInteger(facts.PoolAfter.Units) * facts.PointsBefore.Units * BigInteger.Pow(10, facts.Splits)
            < new BigInteger(facts.PoolBefore.Units) * facts.PointsAfter.Units;
}

/// <summary>The operator's money on its way into the pool.</summary>
public sealed record InjectionFacts
{
    public Money Amount { get; init; }

    /// <summary>Where the money comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>The contract or voucher it rests on.</summary>
    public string Contract { get; init; } = "";

    public string Approver { get; init; } = "";

    /// <summary>It was promised or advertised before, which makes it price support.</summary>
    public bool WasAnnounced { get; init; }

    /// <summary>A live acknowledgement of CN-RAI-07 exists.</summary>
    public bool IsAcknowledged { get; init; }

    public string Subject { get; init; } = "injection";
}

/// <summary>Injections: CN-RAI-07.</summary>
public static class InjectionGuard
{
    /// <summary>
    /// Money for the pool: complete and acknowledged it is only recorded; else it waits for the acknowledgement.
    /// </summary>
    public static ImmutableArray<Finding> Review(InjectionFacts facts) => Findings.Of(
        Ruleset.Fire("CN-RAI-07", facts.Subject, IsWhole(facts) ? RuleAction.Record : RuleAction.Acknowledge));

    private static bool IsWhole(InjectionFacts facts) => facts is { WasAnnounced: false, IsAcknowledged: true }
        && facts.Source.Trim().Length > 0 && facts.Contract.Trim().Length > 0 && facts.Approver.Trim().Length > 0;
}
