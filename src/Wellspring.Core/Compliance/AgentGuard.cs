using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>The papers a franchisor needs before it may take a fee.</summary>
public sealed record FranchiseFile
{
    public bool IsEnterprise { get; init; }

    /// <summary>Own stores that have run for more than a year.</summary>
    public int OwnStores { get; init; }

    /// <summary>Filed, or signed its first contract less than 15 days ago.</summary>
    public string FilingNo { get; init; } = "";

    public string ContractHash { get; init; } = "";

    public string ManualHash { get; init; } = "";

    /// <summary>What is missing, as codes; empty when the file is whole.</summary>
    internal ImmutableArray<string> Missing() =>
    [
        .. IsEnterprise ? Array.Empty<string>() : ["enterprise"],
        .. OwnStores >= Limits.OwnStores ? Array.Empty<string>() : ["ownStores"],
        .. FilingNo.Length > 0 ? Array.Empty<string>() : ["filingNo"],
        .. ContractHash.Length > 0 ? Array.Empty<string>() : ["contractHash"],
        .. ManualHash.Length > 0 ? Array.Empty<string>() : ["manualHash"],
    ];
}

/// <summary>One contract with a region agent, before it is signed.</summary>
public sealed record AgentContractFacts
{
    public Money Fee { get; init; }

    public FranchiseFile Franchise { get; init; } = new();

    /// <summary>When the disclosure was handed over; null: never.</summary>
    public Instant? DisclosedAt { get; init; }

    public Instant SignsAt { get; init; }

    /// <summary>How long the agent alone may withdraw.</summary>
    public Duration CoolingOff { get; init; }

    public bool HasRefundTerms { get; init; }

    /// <summary>What the agent earns of the region's orders.</summary>
    public Rate Share { get; init; }

    public bool HasDuties { get; init; }

    /// <summary>Somebody would earn by this agent's fee or signature.</summary>
    public bool RewardsIntroducer { get; init; }

    public Duration TimeZone { get; init; } = new(8 * 3_600_000L);

    public string Subject { get; init; } = "agent";
}

/// <summary>Signing with an agent: CN-FRA-01 to 05.</summary>
public static class AgentGuard
{
    public static ImmutableArray<Finding> Review(AgentContractFacts facts) => Findings.Of(
        NeedsFranchiseFile(facts.Fee, facts.Franchise, facts.Subject),
        IsDisclosedInTime(facts),
        Findings.When(
            facts.CoolingOff.Milliseconds <= 0 || (facts.Fee > Money.Zero && !facts.HasRefundTerms),
            () => Ruleset.Fire("CN-FRA-03", facts.Subject)),
        NeedsDuties(facts.Share, facts.HasDuties, facts.Fee, facts.Subject),
        Findings.When(facts.RewardsIntroducer, () => Ruleset.Fire("CN-FRA-05", facts.Subject)));

    internal static Finding? NeedsFranchiseFile(Money fee, FranchiseFile file, string path) =>
        fee == Money.Zero || file.Missing() is { IsEmpty: true } ? null : Ruleset.Fire(
            "CN-FRA-01", path, null, ("fee", fee.ToString()), ("missing", string.Join("、", file.Missing())));

    internal static Finding? NeedsDuties(Rate share, bool hasDuties, Money fee, string path) =>
        share == Rate.Zero || hasDuties ? null : Ruleset.Fire(
            "CN-FRA-04", path, fee > Money.Zero ? RuleAction.Refuse : RuleAction.Acknowledge);

    private static Finding? IsDisclosedInTime(AgentContractFacts facts)
    {
        var wait = Duration.Days(Limits.DisclosureDays);
        return facts.DisclosedAt is { } at && at.Plus(wait) <= facts.SignsAt ? null : Ruleset.Fire(
            "CN-FRA-02", facts.Subject, null,
            ("date", Findings.Day((facts.DisclosedAt ?? facts.SignsAt).Plus(wait), facts.TimeZone)));
    }
}
