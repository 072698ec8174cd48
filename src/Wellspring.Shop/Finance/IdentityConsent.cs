using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Shop.Finance;

/// <summary>
/// What a member agrees to, separately, before any identity paper or account is typed (PIPL 29).
/// </summary>
public static class IdentityConsent
{
    public const string Kind = "identity";

    /// <summary>The words; their hash is in the receipt.</summary>
    public static DisclosureText Text => DisclosureBook.Identity;
}
