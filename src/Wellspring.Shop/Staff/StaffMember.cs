using Wellspring.Core;

namespace Wellspring.Shop.Staff;

/// <summary>One of the operator's own people 工作人员.</summary>
/// <param name="Identity">Keyed hash of an identity document; two accounts with the same one are one person.</param>
/// <param name="IdentityBy">Who saw the document; null while nobody did, and then it counts for nothing.</param>
/// <param name="State"><c>invited</c>, <c>active</c> or <c>disabled</c>.</param>
public sealed record StaffMember(
    string Id, string Name, string Mail, IReadOnlyList<string> Roles, string State, bool HasSecondFactor,
    string? Identity, string? IdentityBy, Instant CreatedAt)
{
    public const string Invited = "invited";
    public const string Active = "active";
    public const string Disabled = "disabled";

    public bool IsActive => State == Active;

    /// <summary>The person behind the account, as far as somebody verified it.</summary>
    public string? VerifiedIdentity => IdentityBy is null ? null : Identity;

    public bool MayAny(IEnumerable<string> roles) => roles.Any(Roles.Contains);
}

/// <summary>What an act on staff led to: nothing said means done.</summary>
public readonly record struct StaffAnswer(Bilingual? Mistake, string? Token)
{
    public bool IsDone => Mistake is null;

    public static StaffAnswer Done(string? token = null) => new(null, token);

    public static StaffAnswer Refuse(string zh, string en) => new(new(zh, en), null);
}
