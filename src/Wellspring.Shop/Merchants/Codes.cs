using System.Collections.Frozen;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>How states, roles and kinds are spelled in tables, forms and addresses, and what people read.</summary>
public static class Codes
{
    private static readonly FrozenDictionary<string, FundingMode> Fundings =
        Enum.GetValues<FundingMode>().ToFrozenDictionary(mode => mode.Code(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, GoodsKind> Kinds =
        Enum.GetValues<GoodsKind>().ToFrozenDictionary(kind => kind.Code(), StringComparer.Ordinal);

    public static string Code(this MerchantState state) => state switch
    {
        MerchantState.Applied => "applied",
        MerchantState.Active => "active",
        MerchantState.Suspended => "suspended",
        _ => "rejected",
    };

    public static string Code(this MerchantRole role) => role is MerchantRole.Owner ? "owner" : "staff";

    public static string Code(this GoodsKind kind) => kind switch
    {
        GoodsKind.Shipped => "shipped",
        GoodsKind.Service => "service",
        _ => "in-store",
    };

    public static string Code(this InflowBasis basis) => basis is InflowBasis.Margin ? "margin" : "commission";

    public static Bilingual Words(this MerchantState state) => state switch
    {
        MerchantState.Applied => new("审核中", "under review"),
        MerchantState.Active => new("营业中", "active"),
        MerchantState.Suspended => new("已暂停", "suspended"),
        _ => new("未通过", "not approved"),
    };

    public static Bilingual Words(this MerchantRole role) =>
        role is MerchantRole.Owner ? new("店主", "owner") : new("店员", "staff");

    public static Bilingual Words(this GoodsKind kind) => kind switch
    {
        GoodsKind.Shipped => new("快递", "shipped"),
        GoodsKind.Service => new("服务", "service"),
        _ => new("到店", "in store"),
    };

    public static Bilingual Words(this InflowBasis basis) =>
        basis is InflowBasis.Margin ? new("毛利（售价减成本）", "margin (price less cost)")
        : new("佣金比例", "commission rate");

    public static Bilingual Words(this FundingMode funding) => funding switch
    {
        FundingMode.OwnGoods => new("平台自营", "the operator's own goods"),
        FundingMode.MerchantDirect => new("顾客直接付给商户，佣金从预存款扣", "customers pay the shop; commission from its deposit"),
        FundingMode.LicensedSplit => new("持牌机构分账", "split by a licensed channel"),
        _ => new("平台代收（仅沙盒）", "the operator collects (sandbox only)"),
    };

    public static FundingMode? Funding(string code) => Fundings.TryGetValue(code, out var mode) ? mode : null;

    public static GoodsKind? Kind(string code) => Kinds.TryGetValue(code, out var kind) ? kind : null;

    public static InflowBasis? Basis(string code) => code switch
    {
        "commission" => InflowBasis.Commission,
        "margin" => InflowBasis.Margin,
        _ => null,
    };

    public static MerchantRole? Role(string code) => code switch
    {
        "owner" => MerchantRole.Owner,
        "staff" => MerchantRole.Staff,
        _ => null,
    };

    internal static MerchantState State(string code) => code switch
    {
        "applied" => MerchantState.Applied,
        "active" => MerchantState.Active,
        "suspended" => MerchantState.Suspended,
        _ => MerchantState.Rejected,
    };
}
