using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>What WeChat Pay answered, after its signature was verified.</summary>
internal abstract record WechatAnswer
{
    public sealed record Said(JsonElement Body) : WechatAnswer;

    /// <summary>It understood and refused.</summary>
    public sealed record Refused(string Code, string Message) : WechatAnswer;

    /// <summary>It knows nothing under this id.</summary>
    public sealed record NotFound(string Code, string Message) : WechatAnswer;

    public sealed record Unreadable(string Message) : WechatAnswer;
}

/// <summary>Sends signed requests to WeChat Pay and believes only signed answers.</summary>
internal sealed class WechatClient(Uri gateway, WechatKeys keys, HttpClient http)
{
    private static readonly ProductInfoHeaderValue Agent = new("Wellspring", "0.1");

    // Refusals that say nothing about the deed itself.
    private static readonly HashSet<string> Undecided =
    [
        "SYSTEM_ERROR", "SYSTEMERROR", "BIZ_ERR_NEED_RETRY", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED",
        "RATELIMIT_EXCEEDED", "RATELIMIT_EXCEED",
    ];

    public Task<WechatAnswer> GetAsync(string pathAndQuery, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, pathAndQuery, "", cancellation);

    public Task<WechatAnswer> PostAsync(string path, JsonObject body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body.ToJsonString(JsonReading.Plain), cancellation);

    private async Task<WechatAnswer> SendAsync(
        HttpMethod method, string pathAndQuery, string body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway, pathAndQuery));
        request.Headers.Authorization =
            new("WECHATPAY2-SHA256-RSA2048", keys.Authorize(method.Method, pathAndQuery, body));
        request.Headers.Accept.Add(new("application/json"));
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("Wechatpay-Serial", keys.PlatformKeyId);
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        }

        return await PaymentHttp.SendAsync(http, request, cancellation) is { } answer
            ? Read(answer)
            : new WechatAnswer.Unreadable(Refusals.Text("微信支付没有答复。", "WeChat Pay did not answer."));
    }

    private WechatAnswer Read(RawAnswer answer)
    {
        if (!keys.Signed(answer.Headers, answer.Body))
        {
            return new WechatAnswer.Unreadable(Refusals.Text(
                $"微信支付的应答（{answer.Status}）没有可信的签名。",
                $"The answer of WeChat Pay ({answer.Status}) bears no signature that we trust."));
        }

        if (answer.Status is >= 200 and < 300 && (answer.Body.Length == 0 ? JsonReading.Object("{}"u8.ToArray())
            : JsonReading.Object(answer.Body)) is { } said)
        {
            return new WechatAnswer.Said(said);
        }

        if (answer.Status is < 400 or >= 500 or 429
            || JsonReading.Object(answer.Body) is not { } refusal || refusal.Text("code") is not { } code
            || Undecided.Contains(code))
        {
            return new WechatAnswer.Unreadable(Refusals.Text(
                $"微信支付未能处理（{answer.Status}）。", $"WeChat Pay could not handle it ({answer.Status})."));
        }

        var message = refusal.Text("message") ?? "";
        return answer.Status == 404
            ? new WechatAnswer.NotFound(code, message)
            : new WechatAnswer.Refused(code, message);
    }
}
