using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Merchants;

/// <summary>How merchants' amounts and states are written on pages.</summary>
internal static class MerchantWords
{
    /// <summary>To the fen with thousands, with all decimals where there are crumbs, and with its sign.</summary>
    public static string Yuan(Balance balance)
    {
        var amount = Money.FromUnits(Math.Abs(balance.Units));
        return (balance.Units < 0 ? "−" : "") + (amount.IsWholeFen ? Amounts.Yuan(amount) : Amounts.YuanExact(amount));
    }

    /// <summary>An order's state as the shop sees it: what is to be done.</summary>
    public static Bilingual OfOrder(OrderCard order) => order.State switch
    {
        OrderStates.Created when order.IsMerchantDirect => new("待您收款", "collect the money"),
        OrderStates.Created => new("待顾客付款", "waits for payment"),
        OrderStates.Paid => new("正在入账", "being booked"),
        OrderStates.Funded when order.Kind == OrderKinds.Shipped =>
            order.ShippedAt is null ? new("待发货", "send it") : new("已发货", "on its way"),
        OrderStates.Funded when order.Kind == OrderKinds.Code => new("待核销", "check the code"),
        OrderStates.Funded => new("待交付", "hand it over"),
        OrderStates.Delivered when order.Held is not null => new("等待结算", "waits to settle"),
        OrderStates.Delivered => new("退货期内", "in the return window"),
        OrderStates.Final => new("已完成", "final"),
        OrderStates.Refunded => new("已退款", "refunded"),
        _ => new("已取消", "cancelled"),
    };

    public static Bilingual OfRefund(RefundCard refund) => refund.State switch
    {
        "requested" => new("待您处理", "for you to decide"),
        "rejected" => new("未同意", "not approved"),
        "approved" => new("处理中", "being booked"),
        "shop-pays" => new("请退给顾客", "pay the customer back"),
        "paid" => new("已退回", "paid back"),
        "failed" => new("未成功，平台会处理", "failed; the operator sees to it"),
        _ => new("退款中", "money on its way"),
    };

    public static Bilingual OfBatch(string state) => state switch
    {
        "open" => new("待付款", "to be paid"),
        "paid" => new("已付款", "paid"),
        _ => new("无需付款", "nothing to pay"),
    };

    public static Bilingual OfTopUp(string state) => state switch
    {
        "announced" => new("等财务核对", "waits for finance"),
        "confirmed" => new("已入账", "booked"),
        _ => new("未通过", "turned down"),
    };

    public static Bilingual OfLine(string kind) => kind switch
    {
        SettlementLines.Settled => new("订单结算", "order settled"),
        SettlementLines.Reversed => new("退款冲回", "refund"),
        SettlementLines.Credit => new("购物金支付部分", "part paid with goods credit"),
        SettlementLines.CreditReturned => new("购物金退回", "goods credit returned"),
        _ => new("积分支付部分退回", "goods returned"),
    };

    public static Bilingual OfMode(string mode) =>
        Codes.Funding(mode) is { } funding ? funding.Words() : new("未注明", "none named");
}
