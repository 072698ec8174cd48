using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Alipay;

/// <summary>What Alipay's words mean for a deed; the same words come in answers and in callbacks.</summary>
internal static class AlipayResults
{
    /// <param name="paidAt">When the payer paid: a trade that was paid and later closed was refunded in full.</param>
    public static ChannelResult Payment(string? status, string? reference, string? amount, string? paidAt) =>
        status switch
        {
            "TRADE_SUCCESS" or "TRADE_FINISHED" => Done(reference, JsonReading.Yuan(amount), paidAt),
            "TRADE_CLOSED" when paidAt is { Length: > 0 } => Done(reference, JsonReading.Yuan(amount), paidAt),
            "TRADE_CLOSED" => new ChannelResult.Failed("TRADE_CLOSED", "交易关闭"),
            "WAIT_BUYER_PAY" => new ChannelResult.Pending(),
            _ => Odd,
        };

    public static ChannelResult Payment(JsonElement said) => Payment(
        said.Text("trade_status"), said.Text("trade_no"), said.Text("total_amount"), said.Text("send_pay_date"));

    /// <summary>Alipay says nothing about the state of a refund that it never got or did not carry out.</summary>
    public static ChannelResult Refund(JsonElement said) => said.Text("refund_status") switch
    {
        "REFUND_SUCCESS" =>
            Done(said.Text("trade_no"), JsonReading.Yuan(said.Text("refund_amount")), said.Text("gmt_refund_pay")),
        null or "" => new ChannelResult.NotFound(),
        _ => Odd,
    };

    /// <param name="kind"><c>transfer</c> for a split, <c>transfer_refund</c> for what came back of one.</param>
    public static ChannelResult Split(JsonElement said, string id, string kind)
    {
        var parts = said.List("royalty_detail_list").Where(part => part.Text("operation_type") == kind).ToList();
        return parts switch
        {
            [] => new ChannelResult.NotFound(),
            [var part] => part.Text("state") switch
            {
                "SUCCESS" => Done(
                    part.Text("detail_id") ?? id, JsonReading.Yuan(part.Text("amount")), part.Text("execute_dt")),
                "PROCESSING" => new ChannelResult.Pending(),
                "FAIL" => new ChannelResult.Failed(part.Text("error_code") ?? "FAIL", part.Text("error_desc") ?? ""),
                _ => Odd,
            },
            _ => Odd,
        };
    }

    public static ChannelResult Transfer(JsonElement said) => said.Text("status") switch
    {
        "SUCCESS" => Done(said.Text("order_id"), JsonReading.Yuan(said.Text("trans_amount")),
            said.Text("pay_date") ?? said.Text("trans_date")),
        "DEALING" or "WAIT_PAY" => new ChannelResult.Pending(),
        "FAIL" or "CLOSED" or "REFUND" => new ChannelResult.Failed(
            said.Text("error_code") ?? said.Text("status")!, said.Text("fail_reason") ?? ""),
        _ => Odd,
    };

    /// <summary>Signed, and not what the documentation promises.</summary>
    public static ChannelResult.Unknown Odd { get; } = new(Refusals.Text(
        "读不懂支付宝的应答。", "The answer of Alipay cannot be understood."));

    private static ChannelResult Done(string? reference, Money? amount, string? at) =>
        reference is { Length: > 0 } && amount is { } whole
            ? new ChannelResult.Done(reference, whole, JsonReading.ChinaMoment(at)) : Odd;
}
