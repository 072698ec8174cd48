using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>A message to one person.</summary>
public sealed record MessageFacts
{
    public bool IsMarketing { get; init; }

    public bool HasConsent { get; init; }

    /// <summary>The message says how to get no more of them.</summary>
    public bool HasOptOut { get; init; }

    public string Subject { get; init; } = "message";
}

/// <summary>Before a message goes out: CN-ADV-09.</summary>
public static class MessageGuard
{
    public static ImmutableArray<Finding> Review(MessageFacts facts) => Findings.Of(Findings.When(
        facts.IsMarketing && !(facts.HasConsent && facts.HasOptOut),
        () => Ruleset.Fire("CN-ADV-09", facts.Subject)));
}
