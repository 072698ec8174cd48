using System.Collections.Immutable;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Plans;

/// <summary>
/// What the guard has to say: a code, the place in the file or the field, and a sentence in zh and en.
/// </summary>
public sealed record Finding(string Code, string Path, string Zh, string En)
{
    /// <summary>What the software does about it; the plan review's own structural codes refuse.</summary>
    public RuleAction Action { get; init; } = RuleAction.Refuse;

    public RuleHold Holds { get; init; }

    /// <summary>What stands in the sentence's places.</summary>
    public ImmutableArray<FindingArgument> Arguments { get; init; } = [];

    /// <summary>The rules it was found by; empty for the structural codes, which are no rules of law.</summary>
    public string RulesetVersion { get; init; } = "";

    /// <summary>The law or policy that the rule touches.</summary>
    public ImmutableArray<string> Basis { get; init; } = [];

    /// <summary>SHA-256 of exactly what was looked at; empty where nothing was hashed.</summary>
    public string SubjectHash { get; init; } = "";

    /// <summary>Whether it stands in the way as it is: refused, or waiting for an acknowledgement.</summary>
    public bool Blocks => Action is RuleAction.Refuse or RuleAction.Acknowledge;
}

/// <summary>One value in a finding's sentence.</summary>
public readonly record struct FindingArgument(string Name, string Value)
{
    public static implicit operator FindingArgument((string Name, string Value) pair) => new(pair.Name, pair.Value);
}
