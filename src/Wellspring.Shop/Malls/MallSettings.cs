using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>How one mall is connected: which program it is, whose its orders are, how they are funded.</summary>
public sealed record MallSettings
{
    /// <summary>The shortest secret that signs links: 32 characters.</summary>
    public const int ShortestSecret = 32;

    /// <summary>Our name of the mall, part of every id: <c>crmeb</c>, <c>mall-2</c>.</summary>
    public required string Name { get; init; }

    public required MallKind Kind { get; init; }

    /// <summary>Shared with the mall; signs the links that bind its users.</summary>
    public required string Secret { get; init; }

    /// <summary>How commissions are funded: the mall's money never passes through us, so nothing is assumed.</summary>
    public required FundingMode Funding { get; init; }

    /// <summary>The bill, deposit or split contract that funding rests on; journaled, not personal.</summary>
    public string? FundingReference { get; init; }

    /// <summary>The merchant of ours for stores that <see cref="Merchants"/> does not name.</summary>
    public required string Merchant { get; init; }

    /// <summary>Our merchants by the mall's key of a store.</summary>
    public ImmutableDictionary<string, string> Merchants { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Orders that changed last before this moment are not read.</summary>
    public Instant From { get; init; }

    /// <summary>
    /// How far back every sweep begins; longer than the mall's longest transaction. What comes even later is found by
    /// the nightly comparison.
    /// </summary>
    public Duration Overlap { get; init; } = new(600_000);

    /// <summary>The mall's own clock against UTC, where it differs from what is usual for its kind.</summary>
    public Duration? Clock { get; init; }

    public int PageSize { get; init; } = 500;

    public Duration ClockOffset => Clock ?? Kind.ClockOffset;

    public string MerchantOf(string store) => Merchants.GetValueOrDefault(store, Merchant);

    /// <summary>What forbids this connection under a plan, and the mend; null when nothing does.</summary>
    public Bilingual? Refusal(Plan plan) =>
        plan.IsSandbox
            ? new("沙盒方案不能连接真实商城：沙盒里的积分不得用于真实交易。请用 CN 方案另建数据目录。",
                "A sandbox plan takes no mall: its points must not meet real trade. Use a CN plan in a new directory.")
        : !MallIds.IsMallName(Name)
            ? new($"商城名「{Name}」须为 1 到 16 个小写字母、数字或连字符；请改名。",
                $"The mall's name «{Name}» must be 1 to 16 lower-case letters, digits or hyphens; rename it.")
        : Secret.Length < ShortestSecret
            ? new($"商城 {Name} 的密钥短于 {ShortestSecret} 个字符；请换一个随机的长密钥。",
                $"The secret of mall {Name} is shorter than {ShortestSecret} characters; take a long random one.")
        : Funding is FundingMode.OperatorCollects
            ? new($"商城 {Name}：平台不得代收商户货款（二清）；请改用 merchant-direct、own-goods 或 licensed-split。",
                $"Mall {Name}: the operator may not collect a merchant's money; "
                    + "use merchant-direct, own-goods or licensed-split.")
        : FundingReference is { } reference && !MallIds.IsId(reference)
            ? new($"商城 {Name} 的 fundingReference 须为 1 到 64 个 A-Z a-z 0-9 . _ : -。",
                $"fundingReference of mall {Name} must be 1 to 64 of A-Z a-z 0-9 . _ : -.")
        : PageSize is < 1 or > 5_000
            ? new($"商城 {Name} 的 pageSize 须在 1 到 5000 之间。", $"pageSize of mall {Name} must be 1 to 5000.")
        : Overlap.Milliseconds < 60_000
            ? new($"商城 {Name} 的 overlap 不得短于 1m，否则会漏掉晚提交的订单。",
                $"The overlap of mall {Name} must be 1m or more, or orders that commit late are lost.")
        : Merchants.Values.Append(Merchant).FirstOrDefault(merchant => !MallIds.IsId(merchant)) is { } wrong
            ? new($"商城 {Name} 的商户编号「{wrong}」须为 1 到 64 个 A-Z a-z 0-9 . _ : -。",
                $"Merchant «{wrong}» of mall {Name} must be 1 to 64 of A-Z a-z 0-9 . _ : -.")
        : null;
}
