using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>Where a payout's money comes from, which decides its tax.</summary>
public enum PayoutType
{
    PointSale = 1,
    Reward = 2,
    AgentIncome = 3,
    Dividend = 4,
    Refund = 5,
    LegacyDebt = 6,
}

/// <summary>How the money goes out.</summary>
public enum PayoutChannel
{
    /// <summary>From the company's account to a bank account.</summary>
    CorporateBank = 1,

    /// <summary>By a licensed payment institution.</summary>
    Licensed = 2,

    /// <summary>Play money of a sandbox.</summary>
    Simulated = 3,
    Cash = 4,

    /// <summary>From somebody's private account.</summary>
    Private = 5,
}

/// <summary>One payout on its way to a person. Unknown counts as no.</summary>
public sealed record PayoutFacts
{
    public PayoutType Type { get; init; } = PayoutType.PointSale;

    public Money Amount { get; init; }

    /// <summary>Name, identity paper and own account were verified.</summary>
    public bool IdentityVerified { get; init; }

    /// <summary>The payout account's holder has the verified name.</summary>
    public bool HolderIsMember { get; init; }

    public bool HasTaxId { get; init; }

    /// <summary>Whether the plan says how this type is taxed.</summary>
    public bool HasTaxRule { get; init; }

    /// <summary>In years; null while unknown.</summary>
    public int? Age { get; init; }

    public PayoutChannel Channel { get; init; } = PayoutChannel.CorporateBank;

    /// <summary>Whether it is being paid now: then it needs a voucher number. A request has none yet.</summary>
    public bool IsPaying { get; init; }

    public string Voucher { get; init; } = "";

    /// <summary>Whether the ledger computed and posted it.</summary>
    public bool IsInLedger { get; init; } = true;

    /// <summary>Only for legacy debts: whether the pool's money would pay them.</summary>
    public bool FromPool { get; init; }

    /// <summary>Paid or requested by this person before, today and this month.</summary>
    public Money PaidToday { get; init; }

    public Money PaidThisMonth { get; init; }

    public int PayoutsToday { get; init; }

    /// <summary>Different payout accounts seen on this person's device.</summary>
    public int AccountsOnDevice { get; init; }

    /// <summary>What it is about, such as <c>withdrawal W-1</c>; never a name.</summary>
    public string Subject { get; init; } = "payout";
}

/// <summary>Every payout: CN-PAY-04, 05, 07, 08, CN-TAX-01, 02, CN-RAI-06, CN-MLM-08, CN-MLM-10.</summary>
public static class PayoutGuard
{
    public static ImmutableArray<Finding> Review(PayoutFacts facts) => Findings.Of(
        Findings.When(!facts.IdentityVerified, () => Ruleset.Fire("CN-PAY-04", facts.Subject)),
        Findings.When(
            facts.IdentityVerified && !facts.HolderIsMember, () => Ruleset.Fire("CN-PAY-05", facts.Subject)),
        Findings.When(
            facts.Age < Limits.AdultAge, () => Ruleset.Fire("CN-MLM-10", facts.Subject, RuleAction.Refuse)),
        Findings.When(
            facts.Channel is PayoutChannel.Cash or PayoutChannel.Private
                || (facts.IsPaying && string.IsNullOrWhiteSpace(facts.Voucher)),
            () => Ruleset.Fire("CN-PAY-08", facts.Subject)),
        Findings.When(!facts.IsInLedger, () => Ruleset.Fire("CN-MLM-08", facts.Subject)),
        Findings.When(!facts.HasTaxId, () => Ruleset.Fire("CN-TAX-01", facts.Subject)),
        Findings.When(!facts.HasTaxRule, () => Ruleset.Fire(
            "CN-TAX-02", facts.Subject, null, ("t", TypeName(facts.Type)))),
        Findings.When(
            facts is { Type: PayoutType.LegacyDebt, FromPool: true }, () => Ruleset.Fire("CN-RAI-06", facts.Subject)),
        Velocity(facts));

    private static Finding? Velocity(PayoutFacts facts)
    {
        var rule = facts.PayoutsToday + 1 > Limits.PayoutsPerDay ? "payouts-per-day"
            : facts.PaidToday + facts.Amount > Limits.PayoutPerDay ? "amount-per-day"
            : facts.PaidThisMonth + facts.Amount > Limits.PayoutPerMonth ? "amount-per-month"
            : facts.AccountsOnDevice >= Limits.AccountsPerDevice ? "accounts-on-device"
            : null;
        return rule is null ? null : Ruleset.Fire("CN-PAY-07", facts.Subject, null, ("r", rule));
    }

    private static string TypeName(PayoutType type) => type switch
    {
        PayoutType.PointSale => "pointSale",
        PayoutType.Reward => "reward",
        PayoutType.AgentIncome => "agent",
        PayoutType.Dividend => "dividend",
        PayoutType.Refund => "refund",
        _ => "legacy",
    };
}
