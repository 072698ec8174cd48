using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What a person says they do for a living, where other rules may keep them from promoting.</summary>
public enum Occupation
{
    Other = 0,
    Student = 1,
    Teacher = 2,
    MedicalStaff = 3,
    CivilServant = 4,
    Military = 5,
}

/// <summary>Somebody who wants to become a promoter or an agent.</summary>
public sealed record ActivationFacts
{
    /// <summary>In years; null, while nobody knows, counts as too young.</summary>
    public int? Age { get; init; }

    public Occupation Occupation { get; init; }

    /// <summary>A fee, a purchase, a course, a spend level or a membership that would be asked for it.</summary>
    public bool NeedsPayment { get; init; }

    public string Subject { get; init; } = "activation";
}

/// <summary>Becoming a promoter: CN-MLM-03, CN-MLM-10.</summary>
public static class ActivationGuard
{
    public static ImmutableArray<Finding> Review(ActivationFacts facts) => Findings.Of(
        Findings.When(facts.NeedsPayment, () => Ruleset.Fire("CN-MLM-03", facts.Subject)),
        facts.Age is not >= Limits.AdultAge ? Ruleset.Fire("CN-MLM-10", facts.Subject, RuleAction.Refuse)
            : facts.Occupation is not Occupation.Other ? BarredPerhaps(facts)
            : null);

    // The rule has one sentence, about age; a self-declared occupation needs its own.
    private static Finding BarredPerhaps(ActivationFacts facts) =>
        Ruleset.Fire("CN-MLM-10", facts.Subject, RuleAction.Warn) with
        {
            Zh = "学生、教师、医务人员、公务员、军人可能另受本行业规定限制，请自行确认可以从事推广。",
            En = "Students, teachers, medical staff, civil servants and the military may be barred by rules of their "
                + "own; make sure that you may promote.",
        };
}

/// <summary>A buyer at the checkout.</summary>
public sealed record CheckoutFacts
{
    public bool HasReferrer { get; init; }

    /// <summary>Masked.</summary>
    public string ReferrerNick { get; init; } = "";

    /// <summary>What referrers earn of the order, all tiers.</summary>
    public Rate ReferralShare { get; init; }

    /// <summary>Whether the buyer sees the notice, with the way to unlink.</summary>
    public bool IsTold { get; init; }

    /// <summary>A box that joins or adds something is ticked before the buyer touches it.</summary>
    public bool HasTickedBox { get; init; }

    public string Subject { get; init; } = "checkout";
}

/// <summary>Checkout and joining: CN-MLM-11, CN-CON-10.</summary>
public static class CheckoutGuard
{
    public static ImmutableArray<Finding> Review(CheckoutFacts facts) => Findings.Of(
        Findings.When(facts.HasReferrer && !facts.IsTold, () => Ruleset.Fire(
            "CN-MLM-11", facts.Subject, null, ("nick", facts.ReferrerNick),
            ("p", Findings.Percent(facts.ReferralShare.Parts)))),
        Findings.When(facts.HasTickedBox, () => Ruleset.Fire("CN-CON-10", facts.Subject)));
}
