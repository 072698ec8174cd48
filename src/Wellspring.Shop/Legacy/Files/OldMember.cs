using Wellspring.Shop.Members;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>Somebody of the old platform, as the row of its member list says.</summary>
/// <param name="Account">What the old platform calls them; claims name them by it.</param>
/// <param name="Contact">Where the invitation goes, and by which they prove who they are.</param>
/// <param name="Referrer">The account that brought them there, if one did.</param>
public sealed record OldMember(long Line, string Account, ContactAddress Contact, string? Name, string? Referrer);
