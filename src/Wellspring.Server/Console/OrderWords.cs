using Wellspring.Core;

namespace Wellspring.Server.Console;

/// <summary>What states of orders are called.</summary>
internal static class OrderWords
{
    public static Bilingual Of(string state) => state switch
    {
        "created" => new("待付款", "to be paid"),
        "paid" => new("已付款", "paid"),
        "funded" => new("佣金到位", "funded"),
        "delivered" => new("已交付", "delivered"),
        "final" => new("已结算", "final"),
        "refunded" => new("已退款", "refunded"),
        "cancelled" => new("已取消", "cancelled"),
        _ => new(state, state),
    };
}
