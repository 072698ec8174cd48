using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Shop.Texts;

/// <summary>What a text is about.</summary>
public static class TextKinds
{
    public const string Goods = "goods";
    public const string Store = "store";
    public const string Merchant = "merchant";
    public const string Notice = "notice";
    public const string Plan = "plan";
    public const string Agent = "agent";
    public const string Other = "other";
}

/// <summary>Where a version of a text stands.</summary>
public static class TextStates
{
    public const string Refused = "refused";
    public const string Waiting = "waiting";
    public const string Approved = "approved";
    public const string Rejected = "rejected";

    /// <summary>Stands for a person where the scan found nothing and no person was needed.</summary>
    public const string ByScan = "scan";
}

/// <summary>A text that somebody wants to publish.</summary>
/// <param name="Subject">The id of what it is about.</param>
/// <param name="IsOutside">Whether a merchant or another third party wrote it.</param>
/// <param name="NeedsPerson">Whether a person looks at it even where the scan finds nothing.</param>
public sealed record TextDraft(
    string Kind, string Subject, string Text, string By, bool IsOutside = false, bool NeedsPerson = false);

/// <summary>What the scan said, as it is kept.</summary>
public sealed record TextFinding(string Code, string Action, string Path, string Zh, string En)
{
    public static TextFinding Of(Finding finding) =>
        new(finding.Code, finding.Action.ToString(), finding.Path, finding.Zh, finding.En);
}

/// <summary>One version of a text, with the scan's result and who decided.</summary>
/// <param name="Ruleset">The hash of the rules it was scanned with.</param>
public sealed record TextVersion(
    string Id, string Kind, string Subject, int Version, string Text, string Hash, string Ruleset, string State,
    IReadOnlyList<TextFinding> Findings, bool IsOutside, string By, Instant At, string? DecidedBy, Instant? DecidedAt,
    string? Note)
{
    public bool IsRefused => State == TextStates.Refused;

    /// <summary>Why it was refused: one sentence a finding, each with place and code.</summary>
    public IEnumerable<Bilingual> Reasons => Findings.Where(finding => finding.Action == "Refuse").Select(finding =>
        new Bilingual(
            $"{finding.Path}:{finding.Zh}[{finding.Code}]", $"{finding.Path}: {finding.En} [{finding.Code}]"));
}
