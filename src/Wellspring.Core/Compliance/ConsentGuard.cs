using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>One use of a person's information. Unknown counts as no.</summary>
public sealed record ConsentFacts
{
    /// <summary>The notice of what is processed and why was shown.</summary>
    public bool HasNotice { get; init; }

    public bool HasConsent { get; init; }

    /// <summary>Bank account, identity paper, face, location.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>A consent to this and nothing else.</summary>
    public bool HasSeparateConsent { get; init; }

    /// <summary>In years; null while nobody said it.</summary>
    public int? Age { get; init; }

    public bool HasGuardianConsent { get; init; }

    public string Subject { get; init; } = "consent";
}

/// <summary>Before information about a person is used: CN-PI-01, 02, 03.</summary>
public static class ConsentGuard
{
    public static ImmutableArray<Finding> Review(ConsentFacts facts) => Findings.Of(
        Findings.When(!facts.HasNotice || !facts.HasConsent, () => Ruleset.Fire("CN-PI-01", facts.Subject)),
        Findings.When(
            facts.IsSensitive && !facts.HasSeparateConsent, () => Ruleset.Fire("CN-PI-02", facts.Subject)),
        Findings.When(
            facts.Age < Limits.ChildAge && !facts.HasGuardianConsent,
            () => Ruleset.Fire("CN-PI-03", facts.Subject)));
}

/// <summary>Members' information on its way to somebody else.</summary>
public sealed record SharingFacts
{
    /// <summary>Who gets it: the company's name.</summary>
    public string Entity { get; init; } = "";

    /// <summary>The recipient is listed with purpose and kinds of information.</summary>
    public bool IsListed { get; init; }

    public bool HasSeparateConsent { get; init; }

    /// <summary>Recipient or server outside the mainland.</summary>
    public bool IsAbroad { get; init; }

    /// <summary>Which lawful way abroad is taken, such as a standard contract; empty: none.</summary>
    public string ExportRoute { get; init; } = "";

    public bool HasImpactAssessment { get; init; }

    public string Subject { get; init; } = "sharing";
}

/// <summary>Before information leaves the house: CN-PI-04, 05, 08.</summary>
public static class SharingGuard
{
    public static ImmutableArray<Finding> Review(SharingFacts facts) => Findings.Of(
        Findings.When(!facts.IsListed || !facts.HasSeparateConsent, () => Ruleset.Fire(
            "CN-PI-04", facts.Subject, null, ("entity", facts.Entity))),
        Findings.When(
            facts.IsAbroad && (facts.ExportRoute.Length == 0 || !facts.HasSeparateConsent),
            () => Ruleset.Fire("CN-PI-05", facts.Subject)),
        Findings.When(!facts.HasImpactAssessment, () => Ruleset.Fire("CN-PI-08", facts.Subject)));
}

/// <summary>A person's request to see, copy, correct or delete, or to take a consent back.</summary>
public sealed record PersonalRequestFacts(Instant ReceivedAt, Instant? AnsweredAt, Instant Now)
{
    public string Subject { get; init; } = "request";
}

/// <summary>A decision about one member.</summary>
/// <param name="IsAutomatic">No person looked at it.</param>
/// <param name="IsMaterial">It refuses or freezes something that matters to the member.</param>
/// <param name="IsTold">The member sees that it was automatic and how to ask for a person.</param>
public sealed record DecisionFacts(bool IsAutomatic, bool IsMaterial, bool IsTold)
{
    public string Subject { get; init; } = "decision";
}

/// <summary>What a referrer would see of the people below.</summary>
/// <param name="Fields">
/// Names of fields; <c>maskedNickname</c> and <c>ownReward</c> (with its order's <c>date</c> and <c>state</c>) are all.
/// </param>
public sealed record DownlineViewFacts(ImmutableArray<string> Fields)
{
    public string Subject { get; init; } = "downline";
}

/// <summary>Information got out, or might have.</summary>
/// <param name="AuthorityTold">The authority was notified.</param>
/// <param name="PeopleTold">The people affected were notified.</param>
public sealed record LeakFacts(Instant FoundAt, bool AuthorityTold, bool PeopleTold)
{
    public string Subject { get; init; } = "leak";
}

/// <summary>The rights of the people whose information it is: CN-PI-06, 07, 09, 10.</summary>
public static class PersonalGuard
{
    private static readonly ImmutableArray<string> Visible = ["maskedNickname", "ownReward", "date", "state"];

    public static ImmutableArray<Finding> Review(PersonalRequestFacts facts) => Findings.Of(Findings.When(
        facts.AnsweredAt is null && facts.ReceivedAt.Plus(Duration.Days(Limits.RequestDays)) < facts.Now,
        () => Ruleset.Fire("CN-PI-06", facts.Subject)));

    public static ImmutableArray<Finding> Review(DecisionFacts facts) => Findings.Of(Findings.When(
        facts is { IsAutomatic: true, IsMaterial: true, IsTold: false },
        () => Ruleset.Fire("CN-PI-07", facts.Subject)));

    public static ImmutableArray<Finding> Review(DownlineViewFacts facts) => Findings.Of(Findings.When(
        facts.Fields.Any(field => !Visible.Contains(field)), () => Ruleset.Fire("CN-PI-09", facts.Subject)));

    public static ImmutableArray<Finding> Review(LeakFacts facts) => Findings.Of(Findings.When(
        !facts.AuthorityTold || !facts.PeopleTold, () => Ruleset.Fire("CN-PI-10", facts.Subject)));
}
