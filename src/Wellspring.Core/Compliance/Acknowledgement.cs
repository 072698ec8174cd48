using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>
/// A responsible person's written confirmation 书面确认 that one rule was read and is answered for, for one exact plan.
/// </summary>
/// <remarks>
/// It lets pass what a rule blocks until somebody signs for it. Nothing in it names a person: <paramref
/// name="ActorId"/>
/// is a staff number, and the legal name stands as its hash only.
/// </remarks>
/// <param name="Code">The rule, such as CN-PAY-06.</param>
/// <param name="SubjectHash">The plan's hash: any change of settings is another hash and voids the record.</param>
/// <param name="Reason">Why it is answered for, at least 20 characters, without names.</param>
/// <param name="Documents">What was handed in, by name and SHA-256: a legal opinion, say.</param>
/// <param name="TextShownHash">SHA-256 of the sentences that the person was shown.</param>
/// <param name="SecondApproverId">Another person than <paramref name="ActorId"/>.</param>
/// <param name="ExpiresAt">At most twelve months after <paramref name="At"/>.</param>
public sealed record Acknowledgement(
    string Code, string RulesetVersion, PlanProfile Profile, int PlanVersion, string SubjectHash, string ActorId,
    string ActorNameHash, string Role, Instant At, string Reason, ImmutableArray<AcknowledgedDocument> Documents,
    string TextShownHash, string SecondApproverId, Instant ExpiresAt)
{
    /// <summary>Whether the record was made by then and has not run out.</summary>
    public bool IsInForce(Instant at) => At <= at && at < ExpiresAt;
}

/// <summary>A document behind an acknowledgement: its name, and the SHA-256 that it is told apart by.</summary>
public readonly record struct AcknowledgedDocument(string Name, string Sha256);
