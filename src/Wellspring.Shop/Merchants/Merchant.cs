using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>A shop that sells on the platform, as the operator approved it 商户.</summary>
/// <param name="Name">As customers read it; text of strangers, so show it as text.</param>
/// <param name="Commission">The rate of its class when it was last registered with the pool.</param>
/// <param name="Developer">The member who brought it in 招商; null when nobody did.</param>
/// <param name="Note">What the operator wrote with the last decision.</param>
public sealed record Merchant(
    string Id, string Name, string? Licence, string? LicenceHash, string? Contact, MerchantState State,
    Rate Commission, FundingMode Funding, string Class, string? Developer, string? Note, Instant AppliedAt,
    Instant? DecidedAt)
{
    /// <summary>Whether customers may order from it.</summary>
    public bool Sells => State is MerchantState.Active;
}

/// <summary>Where a merchant stands with the operator.</summary>
public enum MerchantState
{
    Applied,
    Active,
    Suspended,
    Rejected,
}

/// <summary>What a person does at a merchant.</summary>
public enum MerchantRole
{
    /// <summary>店员: orders, deliveries, refunds.</summary>
    Staff,

    /// <summary>店主: all that, and goods, stores, deposit, people.</summary>
    Owner,
}

/// <summary>One person at a merchant.</summary>
/// <param name="Nickname">Null once the profile was erased.</param>
public sealed record MerchantPerson(string Member, string? Nickname, MerchantRole Role, Instant AddedAt);

/// <summary>An invitation to work at a merchant that waits for its answer.</summary>
/// <param name="Address">The mail address or phone number the invited person logs in with.</param>
public sealed record Invitation(
    string Id, string Merchant, string MerchantName, string Address, MerchantRole Role, Instant At);

/// <summary>A store of a merchant: where people pay by QR, and whose region counts for agents.</summary>
public sealed record Store(
    string Id, string Merchant, string Name, Region Region, string Address, bool IsOpen);

/// <summary>Something a merchant sells.</summary>
/// <param name="Cost">What one piece costs the operator; only goods by margin have one.</param>
/// <param name="Stock">Pieces left; null: not counted.</param>
/// <param name="MintsUntil">Orders placed later earn no points; null: no end.</param>
public sealed record Goods(
    string Id, string Merchant, string Name, string Description, string Category, GoodsKind Kind, Money Price,
    Money? Cost, InflowBasis Basis, long? Stock, Instant? MintsUntil, bool IsOffered)
{
    /// <summary>Whether a piece paid now earns points, as far as the goods decide it.</summary>
    public bool Mints(Instant now) => MintLimit.Pieces(1, Stock, MintsUntil, now).WithPoints > 0;
}

/// <summary>How goods reach the customer.</summary>
public enum GoodsKind
{
    /// <summary>快递: needs an address and is followed by a parcel number.</summary>
    Shipped,

    /// <summary>服务: done at an appointment, proved by a code 核销.</summary>
    Service,

    /// <summary>到店: handed over in the store.</summary>
    InStore,
}

/// <summary>A class of merchants with one commission rate, such as dining or clothing.</summary>
public sealed record CommissionClass(string Code, Bilingual Name, Rate Commission);

/// <summary>Something in a form that has to be mended, and how.</summary>
/// <param name="Field">The form's field; empty where the whole is meant.</param>
public sealed record Problem(string Field, Bilingual Text);
