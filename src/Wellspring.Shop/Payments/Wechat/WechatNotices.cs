using System.Text.Json;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>Reads WeChat Pay's callbacks: signature and age first, then the seal, then whose it is.</summary>
internal sealed class WechatNotices(WechatPayOptions options, WechatKeys keys)
{
    private const int LargestNoticeBytes = 64 * 1024;

    public ChannelNotice? Read(IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body)
    {
        if (body.Length > LargestNoticeBytes || !keys.Signed(headers, body.Span)
            || JsonReading.Object(body) is not { } notice || notice.Text("id") is not { Length: > 0 } delivery
            || notice.At("resource") is not { } resource
            || resource.Text("algorithm") != "AEAD_AES_256_GCM"
            || keys.Open(resource.Text("ciphertext") ?? "", resource.Text("nonce") ?? "",
                resource.Text("associated_data") ?? "") is not { } opened
            || JsonReading.Object(opened) is not { } told)
        {
            return null;
        }

        // Profit sharing comes with the event of a payment: the type of what was sealed tells them apart.
        return resource.Text("original_type") switch
        {
            "transaction" => Ours(told, "mchid") && told.Text("appid") == options.AppId
                ? Of(ChannelDeed.Payment, told.Text("out_trade_no"), WechatResults.Payment(told)) : null,
            "refund" => Ours(told, "mchid")
                ? Of(ChannelDeed.Refund, told.Text("out_refund_no"),
                    WechatResults.Refund(told, told.Text("refund_status"))) : null,
            "mch_payment" => Ours(told, "mch_id")
                ? Of(ChannelDeed.Transfer, told.Text("out_bill_no"), WechatResults.Transfer(told)) : null,
            "profitsharing" => Ours(told, "mchid")
                ? Of(ChannelDeed.Split, told.Text("out_order_no"), new ChannelResult.Pending()) : null,
            _ => new(delivery, ChannelDeed.Other, "", new ChannelResult.Pending()),
        };

        ChannelNotice? Of(ChannelDeed deed, string? id, ChannelResult result) =>
            id is { Length: > 0 } ? new(delivery, deed, DeedIds.FromChannel(id), result) : null;
    }

    private bool Ours(JsonElement told, string name) => told.Text(name) == options.MerchantId;
}
