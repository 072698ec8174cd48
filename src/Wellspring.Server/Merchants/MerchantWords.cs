using Wellspring.Core;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

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
        MerchantLedger.Settled => new("订单结算", "order settled"),
        MerchantLedger.Reversed => new("退款冲回", "refund"),
        _ => new("积分支付部分退回", "goods returned"),
    };

    public static Bilingual OfMode(string mode) =>
        Codes.Funding(mode) is { } funding ? funding.Words() : new("未注明", "none named");
}
