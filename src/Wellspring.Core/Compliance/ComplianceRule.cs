using System.Collections.Immutable;

namespace Wellspring.Core.Compliance;

/// <summary>What the software does when a rule's condition holds.</summary>
public enum RuleAction
{
    /// <summary>It cannot be saved, posted or published, and nobody can override that in profile CN.</summary>
    Refuse = 1,

    /// <summary>Blocked until a written acknowledgement of exactly these settings exists.</summary>
    Acknowledge = 2,

    /// <summary>Shown and logged.</summary>
    Warn = 3,

    /// <summary>Written down, or reminded of.</summary>
    Record = 4,

    /// <summary>A text is shown and its receipt kept.</summary>
    Disclose = 5,
}

/// <summary>Where a rule is asked.</summary>
public enum RuleMoment
{
    PlanSave = 1,
    Publish = 2,
    Posting = 3,
    Payout = 4,
    Activation = 5,
    Checkout = 6,
    Mint = 7,
    Daily = 8,
    Nightly = 9,
    Content = 10,
    Send = 11,
    Calendar = 12,

    /// <summary>Signing with a region agent.</summary>
    Agreement = 13,

    /// <summary>Handling somebody's personal information.</summary>
    Personal = 14,

    /// <summary>Opening the site to the public.</summary>
    Opening = 15,

    /// <summary>Closing a member's account.</summary>
    Account = 16,

    /// <summary>Ending the whole scheme.</summary>
    Closing = 17,

    /// <summary>Deleting or keeping records.</summary>
    Records = 18,
}

/// <summary>What waits for a person when a rule fires that does not refuse.</summary>
public enum RuleHold
{
    None = 0,

    /// <summary>Rewards of the second tier.</summary>
    SecondTier = 1,

    /// <summary>Points and rewards of the order.</summary>
    Mint = 2,

    /// <summary>Money on its way to members.</summary>
    CashOut = 3,
}

/// <summary>One rule of the compliance guard 合规规则: its code never changes meaning.</summary>
/// <param name="Title">What it is about, in English.</param>
/// <param name="Actions">What the software may do; the first is the usual one.</param>
/// <param name="Basis">The law or policy it touches; <c>[S1]</c> … name the sources of the docs.</param>
/// <param name="Zh">The sentence, with <c>{arguments}</c>.</param>
public sealed record ComplianceRule(
    string Code, string Title, ImmutableArray<RuleAction> Actions, RuleMoment When, ImmutableArray<string> Basis,
    string Zh, string En)
{
    public RuleAction Action => Actions[0];

    public RuleHold Holds { get; init; }

    /// <summary>The names in braces that the sentences need.</summary>
    public ImmutableArray<string> Arguments => Templates.Names(Zh);
}
