using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>What WeChat Pay's words mean for a deed; the same words come in answers and in callbacks.</summary>
internal static class WechatResults
{
    public static ChannelResult Payment(JsonElement said) => said.Text("trade_state") switch
    {
        // REFUND means that it was paid first; what was refunded is the refund's own story.
        "SUCCESS" or "REFUND" when said.At("amount") is { } amount && amount.Text("currency") is "CNY" or null =>
            Done(said.Text("transaction_id"), amount.Fen("total"), said.Text("success_time")),
        "NOTPAY" or "USERPAYING" or "ACCEPT" => new ChannelResult.Pending(),
        "CLOSED" or "REVOKED" or "PAYERROR" => Failed(said.Text("trade_state")!, said.Text("trade_state_desc")),
        _ => Odd,
    };

    /// <param name="state">It is called <c>status</c> in answers and <c>refund_status</c> in callbacks.</param>
    public static ChannelResult Refund(JsonElement said, string? state) => state switch
    {
        "SUCCESS" => Done(said.Text("refund_id"), said.At("amount")?.Fen("refund"), said.Text("success_time")),
        "PROCESSING" => new ChannelResult.Pending(),
        "CLOSED" => Failed("CLOSED", "退款关闭"),
        "ABNORMAL" => new ChannelResult.Unknown(Refusals.Text(
            "退款异常：请到微信支付商户平台处理。", "The refund is abnormal: settle it on WeChat Pay's merchant pages.")),
        _ => Odd,
    };

    /// <summary>The parts of a split that went to somebody else; what is unfrozen for ourselves is no split.</summary>
    public static ChannelResult Split(JsonElement said, string ourselves)
    {
        var parts = said.List("receivers").Where(part => part.Text("account") != ourselves).ToList();
        if (parts.Count == 0 || said.Text("state") is not ("PROCESSING" or "FINISHED"))
        {
            return Odd;
        }

        if (parts.FirstOrDefault(part => part.Text("result") == "CLOSED") is { ValueKind: JsonValueKind.Object } closed)
        {
            return Failed(closed.Text("fail_reason") ?? "CLOSED", closed.Text("description"));
        }

        return said.Text("state") == "FINISHED" && parts.All(part => part.Text("result") == "SUCCESS")
            ? Done(said.Text("order_id"), Sum(parts), parts[^1].Text("finish_time"))
            : new ChannelResult.Pending();
    }

    public static ChannelResult SplitReturn(JsonElement said) => said.Text("result") switch
    {
        "SUCCESS" => Done(said.Text("return_id"), said.Fen("amount"), said.Text("finish_time")),
        "PROCESSING" => new ChannelResult.Pending(),
        "FAILED" => Failed(said.Text("fail_reason") ?? "FAILED", said.Text("description")),
        _ => Odd,
    };

    public static ChannelResult Transfer(JsonElement said) => said.Text("state") switch
    {
        "SUCCESS" => Done(said.Text("transfer_bill_no"), said.Fen("transfer_amount"), said.Text("update_time")),
        "FAIL" or "CANCELLED" => Failed(said.Text("fail_reason") ?? said.Text("state")!, said.Text("state")),
        "ACCEPTED" or "PROCESSING" or "WAIT_USER_CONFIRM" or "TRANSFERING" or "CANCELING" =>
            new ChannelResult.Pending(said.Text("package_info")),
        _ => Odd,
    };

    /// <summary>Signed, and not what the documentation promises.</summary>
    public static ChannelResult.Unknown Odd { get; } = new(Refusals.Text(
        "读不懂微信支付的应答。", "The answer of WeChat Pay cannot be understood."));

    private static ChannelResult Done(string? reference, Money? amount, string? at) =>
        reference is { Length: > 0 } && amount is { } whole
            ? new ChannelResult.Done(reference, whole, JsonReading.Moment(at)) : Odd;

    private static ChannelResult.Failed Failed(string code, string? message) => new(code, message ?? "");

    private static Money? Sum(IEnumerable<JsonElement> parts)
    {
        var sum = Money.Zero;
        foreach (var part in parts)
        {
            if (part.Fen("amount") is not { } amount)
            {
                return null;
            }

            sum += amount;
        }

        return sum;
    }
}
