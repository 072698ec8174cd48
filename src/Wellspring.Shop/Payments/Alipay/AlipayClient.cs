using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wellspring.Shop.Payments.Alipay;

/// <summary>What Alipay answered, after its signature was verified.</summary>
internal abstract record AlipayAnswer
{
    public sealed record Said(JsonElement Body) : AlipayAnswer;

    /// <summary>It understood and refused.</summary>
    public sealed record Refused(string Code, string Message) : AlipayAnswer;

    /// <summary>It knows nothing under this id.</summary>
    public sealed record NotFound(string Code, string Message) : AlipayAnswer;

    public sealed record Unreadable(string Message) : AlipayAnswer;
}

/// <summary>Sends signed requests to Alipay's gateway and believes only signed answers.</summary>
internal sealed class AlipayClient(AlipayOptions options, AlipayKeys keys, HttpClient http, TimeProvider wallTime)
{
    private const string Success = "10000";

    // Refusals that say nothing about the deed itself: it may have happened, or may yet.
    private static readonly string[] Undecided = ["SYSTEM_ERROR", "UNKNOW", "PROCESSING", "TIMEOUT", "ISP."];

    public async Task<AlipayAnswer> CallAsync(
        string method, JsonObject content, CancellationToken cancellation, Uri? notify = null)
    {
        var text = content.ToJsonString(JsonReading.Plain);
        var address = Address(method, text, notify, comeBack: null, inAddress: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Content = new FormUrlEncodedContent([new("biz_content", text)]);
        request.Content.Headers.ContentType =
            new MediaTypeHeaderValue("application/x-www-form-urlencoded") { CharSet = "utf-8" };
        return await PaymentHttp.SendAsync(http, request, cancellation) is { } answer
            ? Read(answer, method.Replace('.', '_') + "_response")
            : new AlipayAnswer.Unreadable(Refusals.Text("支付宝没有答复。", "Alipay did not answer."));
    }

    /// <summary>The address of a page of Alipay, signed, for the payer's browser.</summary>
    public Uri Page(string method, JsonObject content, Uri notify, Uri comeBack) =>
        Address(method, content.ToJsonString(JsonReading.Plain), notify, comeBack, inAddress: true);

    private Uri Address(string method, string content, Uri? notify, Uri? comeBack, bool inAddress)
    {
        var parameters = new Dictionary<string, string>
        {
            ["app_id"] = options.AppId,
            ["method"] = method,
            ["format"] = "JSON",
            ["charset"] = "utf-8",
            ["sign_type"] = "RSA2",
            ["timestamp"] = JsonReading.ChinaText(wallTime.GetUtcNow()),
            ["version"] = "1.0",
            ["notify_url"] = notify?.AbsoluteUri ?? "",
            ["return_url"] = comeBack?.AbsoluteUri ?? "",
            ["app_cert_sn"] = keys.AppNumber ?? "",
            ["alipay_root_cert_sn"] = keys.RootNumber ?? "",
            ["biz_content"] = content,
        };
        parameters["sign"] = keys.Sign(parameters);
        var query = parameters
            .Where(parameter => parameter.Value.Length > 0 && (inAddress || parameter.Key != "biz_content"))
            .Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}");
        return new($"{options.Gateway.AbsoluteUri}?{string.Join('&', query)}");
    }

    private AlipayAnswer Read(RawAnswer answer, string name)
    {
        var distrusted = new AlipayAnswer.Unreadable(Refusals.Text(
            $"支付宝的应答（{answer.Status}）没有可信的签名。",
            $"The answer of Alipay ({answer.Status}) bears no signature that we trust."));
        if (Part(answer.Body, name) is not { } part
            || JsonReading.Object(answer.Body) is not { } whole || whole.Text("sign") is not { } signature
            || (keys.AlipayNumber is { } number && whole.Text("alipay_cert_sn") != number)
            || !Signed(part, signature) || JsonReading.Object(part) is not { } said)
        {
            return distrusted;
        }

        var code = said.Text("code") ?? "";
        if (code == Success)
        {
            return new AlipayAnswer.Said(said);
        }

        var sub = said.Text("sub_code") ?? "";
        var message = said.Text("sub_msg") ?? said.Text("msg") ?? "";
        return !code.StartsWith('4') || sub.Length == 0
            || Undecided.Any(word => sub.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? new AlipayAnswer.Unreadable($"{code} {sub} {message}")
            : sub.Contains("NOT_EXIST", StringComparison.Ordinal) || sub.Contains("NOT_FOUND", StringComparison.Ordinal)
                ? new AlipayAnswer.NotFound(sub, message)
                : new AlipayAnswer.Refused(sub, message);
    }

    private bool Signed(ReadOnlyMemory<byte> part, string signature)
    {
        if (keys.Signed(part.Span, signature))
        {
            return true;
        }

        // Alipay's own SDKs allow for addresses whose slashes were escaped after signing.
        var text = Encoding.UTF8.GetString(part.Span);
        return text.Contains("\\/", StringComparison.Ordinal)
            && keys.Signed(Encoding.UTF8.GetBytes(text.Replace("\\/", "/", StringComparison.Ordinal)), signature);
    }

    /// <summary>The bytes of one member as they were sent: the signature covers them and nothing else.</summary>
    private static ReadOnlyMemory<byte>? Part(byte[] text, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(text);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(name);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (found)
                {
                    return text.AsMemory(start, (int)reader.BytesConsumed - start);
                }
            }

            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
