using System.Globalization;
using System.Net;
using System.Text;

namespace Wellspring.Shop.Payments.Alipay;

/// <summary>Reads Alipay's callbacks: signature first, then whose it is and how old, then what it says.</summary>
internal sealed class AlipayNotices(AlipayOptions options, AlipayKeys keys, TimeProvider wallTime)
{
    private const int LargestNoticeBytes = 64 * 1024;

    // Alipay repeats a callback for 25 hours. What is older is a copy, and the query knows better anyway.
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(26);

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public ChannelNotice? Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > LargestNoticeBytes || Form(body) is not { } form || !Signed(form)
            || Of(form, "app_id") != options.AppId || !Fresh(form) || Of(form, "notify_id") is not { } delivery)
        {
            return null;
        }

        if (Of(form, "msg_method") is { } message)
        {
            return message == "alipay.fund.trans.order.changed"
                ? Transfer(delivery, Of(form, "biz_content")) : Other(delivery);
        }

        if (Of(form, "out_trade_no") is not { } payment)
        {
            return Other(delivery);
        }

        // A refund is told under the payment's number; its amount is the sum of all refunds, so the query has to say.
        return Of(form, "gmt_refund") is null
            ? new(delivery, ChannelDeed.Payment, DeedIds.FromChannel(payment), AlipayResults.Payment(
                Of(form, "trade_status"), Of(form, "trade_no"), Of(form, "total_amount"), Of(form, "gmt_payment")))
            : Of(form, "out_biz_no") is { } refund
                ? new(delivery, ChannelDeed.Refund, DeedIds.FromChannel(refund), new ChannelResult.Pending())
                : Other(delivery);
    }

    private static ChannelNotice? Transfer(string delivery, string? content) =>
        content is not null && JsonReading.Object(Encoding.UTF8.GetBytes(content)) is { } told
            && told.Text("out_biz_no") is { } id
            ? new(delivery, ChannelDeed.Transfer, DeedIds.FromChannel(id), AlipayResults.Transfer(told))
            : null;

    private static ChannelNotice Other(string delivery) =>
        new(delivery, ChannelDeed.Other, "", new ChannelResult.Pending());

    /// <summary>Callbacks leave their sign type out of what is signed, messages keep it in.</summary>
    private bool Signed(Dictionary<string, string> form)
    {
        if (Of(form, "sign") is not { } signature || Of(form, "sign_type") != "RSA2")
        {
            return false;
        }

        var without = form.Where(parameter => parameter.Key != "sign_type");
        return keys.Signed(Encoding.UTF8.GetBytes(AlipayKeys.Content(without)), signature)
            || keys.Signed(Encoding.UTF8.GetBytes(AlipayKeys.Content(form)), signature);
    }

    private bool Fresh(Dictionary<string, string> form)
    {
        var sent = JsonReading.ChinaMoment(Of(form, "notify_time")) ?? Epoch(Of(form, "utc_timestamp"));
        return sent is { } at && wallTime.GetUtcNow() - at is var age && age <= Oldest && age >= -ClockTolerance;
    }

    private static DateTimeOffset? Epoch(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    private static string? Of(Dictionary<string, string> form, string name) =>
        form.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The fields of a form; null where one comes twice, for then nobody knows which one was signed.</summary>
    private static Dictionary<string, string>? Form(ReadOnlyMemory<byte> body)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0
                || !form.TryAdd(WebUtility.UrlDecode(field[..equals]), WebUtility.UrlDecode(field[(equals + 1)..])))
            {
                return null;
            }
        }

        return form;
    }
}
