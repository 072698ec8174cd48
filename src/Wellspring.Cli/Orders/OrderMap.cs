using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Orders;

/// <summary>
/// What a shop's order file means: which column is which, and how its texts turn into orders and refunds.
/// </summary>
internal sealed record OrderMap
{
    /// <summary>
    /// Begins every command id, so that two shops never collide; the merchant too where no column names one.
    /// </summary>
    public required string Id { get; init; }

    public required OrderColumns Columns { get; init; }

    public OrderKinds Kinds { get; init; } = OrderKinds.Usual;

    /// <summary>A format of .NET's own; null: any of <see cref="ShopTime"/>'s usual spellings.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>Stands in where a time names no offset itself; +08:00 by default.</summary>
    public Duration UtcOffset { get; init; } = new(8 * 3_600_000L);

    public YuanRate RateToYuan { get; init; } = YuanRate.One;

    public char Separator { get; init; } = ',';

    public string OrderPrefix { get; init; } = "";

    public string MemberPrefix { get; init; } = "";

    public string MerchantPrefix { get; init; } = "";

    /// <summary>How the commissions of these orders are funded; null only where the plan allows it.</summary>
    public FundingMode? Funding { get; init; }

    /// <summary>An invented tree: every so many new members one has a referrer. Null: nobody has one.</summary>
    public int? InventedReferralEvery { get; init; }
}

/// <summary>The header's names for what an import needs; null where the file has no such column.</summary>
internal sealed record OrderColumns(
    string Order, string Member, string Time, string Amount, string? Merchant, string? Kind, string? Refunds);

/// <summary>The words in the kind column and what they stand for.</summary>
internal sealed record OrderKinds(
    ImmutableArray<string> Order, ImmutableArray<string> Refund, ImmutableArray<string> Skip)
{
    public static OrderKinds Usual { get; } = new(["order"], ["refund"], []);
}
