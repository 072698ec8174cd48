using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>One old debt on its way into goods and points.</summary>
public sealed record ConversionFacts
{
    /// <summary>The creditor's number; never a name.</summary>
    public string Creditor { get; init; } = "";

    /// <summary>Signed by the creditor. No answer means no.</summary>
    public bool HasSignedConsent { get; init; }

    /// <summary>Value of the points to be released, at the price now.</summary>
    public Money PointsValue { get; init; }

    /// <summary>The operator's own money that comes into the pool with them.</summary>
    public Money Backing { get; init; }
}

/// <summary>The operator's debts from before.</summary>
/// <param name="IsShownOnJoining">The join page shows the total that is still open.</param>
public sealed record LegacyDebtFacts(Money Open, bool IsShownOnJoining, Money Liabilities, Money Assets);

/// <summary>Old debts: CN-LEG-01 to 04. The conversion that asks it is the legacy release's.</summary>
public static class LegacyGuard
{
    public static ImmutableArray<Finding> Review(ConversionFacts facts) => Findings.Of(
        Findings.When(!facts.HasSignedConsent, () => Ruleset.Fire(
            "CN-LEG-01", "conversion", null, ("id", facts.Creditor))),
        Findings.When(facts.Backing < facts.PointsValue, () => Ruleset.Fire(
            "CN-LEG-02", "conversion", null, ("a", (facts.PointsValue - facts.Backing).ToString()))));

    public static ImmutableArray<Finding> Review(LegacyDebtFacts facts) => Findings.Of(
        Findings.When(facts.Open > Money.Zero && !facts.IsShownOnJoining, () => Ruleset.Fire(
            "CN-LEG-03", "join page", null, ("a", facts.Open.ToString()))),
        Findings.When(facts.Liabilities > facts.Assets, () => Ruleset.Fire("CN-LEG-04", "legacy")));
}
