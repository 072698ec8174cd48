using Wellspring.Core;

namespace Wellspring.Shop.Members;

/// <summary>Somebody who has joined 会员. The id is the pseudonym that the pool knows; the rest can be erased.</summary>
/// <param name="Referrer">The member whose invitation came first, if there was one.</param>
/// <param name="ReferralCode">What this member's own invitation link ends with.</param>
public sealed record Member(
    string Id, MemberState State, string? Nickname, string? Mail, string? Phone, string Language, string? Referrer,
    string ReferralCode, Instant JoinedAt, Instant? ClosedAt)
{
    public bool IsActive => State is MemberState.Active;

    /// <summary>What the member is called on their own pages.</summary>
    public string Called => Nickname ?? Id;

    /// <summary>What another member may see of the name (CN-PI-09): its first character.</summary>
    public string MaskedName => Nickname is { Length: > 0 } name
        ? new System.Globalization.StringInfo(name).SubstringByTextElements(0, 1) + "**"
        : "**" + Id[^2..];
}

/// <summary>Whether somebody still is a member.</summary>
public enum MemberState
{
    Active,

    /// <summary>Left; the profile is erased, what the law obliges to keep stands under the pseudonym.</summary>
    Closed,
}
