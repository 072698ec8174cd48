using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Pages.Orders;

/// <summary>What states, steps, channels and reasons of orders say to a person.</summary>
public static class OrderWords
{
    public static Bilingual OfState(OrderCard order) => order.State switch
    {
        OrderStates.Created => new("待付款", "Waiting for payment"),
        OrderStates.Paid => new("已付款，正在入账", "Paid, being booked"),
        OrderStates.Funded when order.Kind == OrderKinds.Shipped =>
            order.ShippedAt is null ? new("待发货", "Waiting to be sent") : new("已发货", "On its way"),
        OrderStates.Funded when order.Kind == OrderKinds.Code => new("待核销", "Show the code in the shop"),
        OrderStates.Funded => new("待店员确认", "The cashier confirms"),
        OrderStates.Delivered when order.Held is not null => new("已收货，积分等待中", "Received, points are waiting"),
        OrderStates.Delivered => new("已收货，退货期内", "Received, within the return window"),
        OrderStates.Final when order.Refunded == order.Total => new("已完成，已全额退款", "Final, refunded in full"),
        OrderStates.Final => new("已完成", "Final"),
        OrderStates.Refunded => new("已退款", "Refunded"),
        _ => new("已取消", "Cancelled"),
    };

    /// <summary>What a line of an order is called; an amount said at the till has no goods.</summary>
    public static Bilingual NameOf(OrderItem item) =>
        item.Goods is null ? new("到店消费", "In-store purchase") : new(item.Name, item.Name);

    public static Bilingual OfKind(string kind) => kind switch
    {
        OrderKinds.Shipped => new("快递", "Shipped"),
        OrderKinds.InStore => new("到店付款", "Paid in store"),
        _ => new("到店核销", "Used in store"),
    };

    public static Bilingual OfStep(OrderStep step) => step.What switch
    {
        "created" => new("下单", "Ordered"),
        "paid" when step.Amount == Money.Zero => new("无需付款", "Nothing to pay in money"),
        "paid" => new("付款", "Paid"),
        "split" => new("佣金已分账", "Commission split off by the channel"),
        "placed" => new("订单记入积分池", "The pool knows the order"),
        "credit" => new("购物金已使用", "Goods credit used"),
        "coins" => new("消费币已支付，结算资金已预留", "Coins paid, the settlement fund is held"),
        "redeemed" => new("积分已抵扣", "Points paid"),
        "funded" => new("款项已落实", "All its money is there"),
        "shipped" => new("商户发货", "Sent"),
        "delivered" => new("交付，退货期开始", "Handed over, the return window begins"),
        "final" => new("完成，积分发放", "Final, points issued"),
        "held" => new("积分暂缓发放", "Points are held back"),
        "cancelled" => new("取消", "Cancelled"),
        "owed" => OfOwed(step.Detail),
        "refund-asked" => new("申请退款", "Refund asked for"),
        "refund-approved" => new("同意退款", "Refund approved"),
        "refund-rejected" => new("未同意退款", "Refund not approved"),
        "refund-booked" => new("退款已记入积分池", "Refund booked by the pool"),
        "refund-paid" => new("退款已付出", "Refund paid"),
        "refund-failed" => new("退款未成功，平台会处理", "The refund failed; the operator sees to it"),
        "refunded" => new("已全额退款", "Refunded in full"),
        "payment-failed" => new("付款未成功", "Payment failed"),
        "mismatched" => new("到账金额不符，平台会处理", "The amount that arrived differs; the operator sees to it"),
        var other => new(other, other),
    };

    /// <summary>What a step's detail adds for a reader; empty where it is only for machines.</summary>
    public static Bilingual DetailOf(OrderStep step) => step switch
    {
        { What: "cancelled" or "held" or "refund-failed", Detail: { } code } => OfReason(code),
        { What: "shipped", Detail: { } parcel } => new(parcel, parcel),
        { What: "coins", Detail: { } coins } => new($"消费币 {coins} 元", $"coins for {coins} yuan"),
        { What: "redeemed", Detail: { } points } => new($"{points} 积分", $"{points} points"),
        { What: "final", Detail: { } points } => new($"得到 {points} 积分", $"{points} points earned"),
        { What: "refund-booked", Detail: { } points } => new($"收回 {points} 积分", $"{points} points taken back"),
        { What: "refund-paid", Who: "merchant" } => new("由商户付出", "paid by the shop"),
        _ => new("", ""),
    };

    public static Bilingual OfReason(string code) => code switch
    {
        "expired" => new("30 分钟内没有付款。", "It was not paid within 30 minutes."),
        "by-buyer" => new("由您取消。", "You cancelled it."),
        "by-merchant" => new("由商户取消。", "The shop cancelled it."),
        "by-staff" => new("由平台取消。", "The operator cancelled it."),
        "split-failed" => new("渠道没有完成分账，款项已原路退回。",
            "The channel did not split the payment; the money goes back the way it came."),
        "final-meanwhile" => new("订单刚好完成，请重新申请退款。", "The order has just become final; ask again."),
        "not-enough-points" => new("付款时积分已被用掉，所付款项原路退回。",
            "The points had been used elsewhere by the time of payment; what was paid goes back."),
        "settlement-fund-short" => new("付款时经营者的结算资金不够承担消费币部分，所付款项原路退回，消费币不变。",
            "By the time of payment the operator's settlement fund no longer covered the coins; what was paid goes "
            + "back and the coins are untouched."),
        "coins-too-few" => new("付款时消费币已被用掉，所付款项原路退回。",
            "The coins had been used elsewhere by the time of payment; what was paid goes back."),
        "wallet-too-low" => new("付款时购物金已被用掉，所付款项原路退回。",
            "The goods credit had been used elsewhere by the time of payment; what was paid goes back."),
        _ => OfRefusal(code),
    };

    public static Bilingual OfChannel(string channel) => channel switch
    {
        "simulated" => new("演示支付", "Demonstration payment"),
        "manual" => new("银行转账，人工确认", "Bank transfer, confirmed by a person"),
        "wechat" => new("微信支付", "WeChat Pay"),
        "alipay" => new("支付宝", "Alipay"),
        var other => new(other, other),
    };

    public static Bilingual OfRefund(RefundCard refund) => refund.State switch
    {
        "requested" => new("等待商户处理", "Waiting for the shop"),
        "rejected" => new("未同意", "Not approved"),
        "approved" => new("处理中", "Being booked"),
        "booked" or "claimed" or "unknown" => new("退款中", "Money on its way"),
        "shop-pays" => new("由商户退给您", "The shop pays you back"),
        "paid" when refund.Cash == Money.Zero => new("已完成", "Done"),
        "paid" => new("已退回", "Paid back"),
        _ => new("未成功，平台会处理", "Failed; the operator sees to it"),
    };

    public static Bilingual OfCause(RefundCard refund) => refund.Cause switch
    {
        "surplus" => new("积分抵扣多于报价的差额", "Points paid more than was quoted"),
        "cancelled" => new("订单没有成立", "The order did not come about"),
        "late" => new("付款到账时订单已不需要", "The payment came when the order no longer wanted it"),
        _ => new(refund.Reason, refund.Reason),
    };

    private static Bilingual OfOwed(string? cause) => cause switch
    {
        "surplus" => new("差额退回", "The difference goes back"),
        "late" => new("多付的款项退回", "A payment that was not needed goes back"),
        _ => new("款项退回", "The money goes back"),
    };

    private static Bilingual OfRefusal(string code)
    {
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            if (refusal.Code() == code)
            {
                var (zh, en) = RefusalText.Of(refusal);
                return new(zh, en);
            }
        }

        return new(code, code);
    }
}
