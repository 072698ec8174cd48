using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Wellspring.Server.Api;

/// <summary>Reads request bodies: bounded, strict, and with a sentence for what is wrong.</summary>
internal static class Bodies
{
    private const int Depth = 8;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static JsonSerializerOptions Strict { get; } = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = Depth,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static bool IsJson(HttpRequest request) => Is(request, "application/json");

    public static bool IsJsonLines(HttpRequest request) =>
        Is(request, "application/jsonl") || Is(request, "application/x-ndjson");

    /// <summary>The whole body as text, at most <paramref name="limit"/> bytes of UTF-8.</summary>
    public static async Task<(string Text, Problem? Problem)> ReadTextAsync(HttpContext http, int limit)
    {
        if (http.Request.ContentLength > limit)
        {
            return ("", Problem.OfStatus(StatusCodes.Status413PayloadTooLarge));
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return ("", Problem.OfStatus(StatusCodes.Status413PayloadTooLarge));
            }

            if (read.IsCompleted)
            {
                try
                {
                    return (StrictUtf8.GetString(read.Buffer), null);
                }
                catch (DecoderFallbackException)
                {
                    return ("", Problem.BadInput("not-utf8",
                        "正文不是有效的 UTF-8；请按 UTF-8 发送。", "The body is not valid UTF-8; send it as UTF-8."));
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The body as one object of a known shape.</summary>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(HttpContext http, int limit = 16_384)
        where T : class
    {
        var (text, problem) = await ReadTextAsync(http, limit);
        if (problem is not null)
        {
            return (null, problem);
        }

        try
        {
            return JsonSerializer.Deserialize<T>(text, Strict) is { } value
                ? (value, null)
                : (null, Problem.BadInput("bad-input", "正文是 null；请发送一个对象。", "The body is null; send an object."));
        }
        catch (JsonException broken)
        {
            var place = broken.Path is ['$', '.', .. var path] && path.Length <= 60 ? path : null;
            var (zh, en) = place is null ? ("", "The body") : ($" {place} ", $"Field {place} of the body");
            return (null, Problem.BadInput("bad-input",
                $"正文{zh}无法读取；请对照 /v1/openapi.json 检查字段名、类型和必填项，金额与积分写成字符串。",
                $"{en} cannot be read; check names, types and what is required against /v1/openapi.json, and write "
                + "amounts and points as strings.",
                place));
        }
    }

    private static bool Is(HttpRequest request, string type) =>
        request.ContentType is { } sent
        && sent.Split(';', 2)[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
}
