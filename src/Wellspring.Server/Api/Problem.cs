using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Server.Api;

/// <summary>
/// A "no" of the API as RFC 9457 problem details: a stable code, a sentence in both languages, the place and the mend.
/// </summary>
internal sealed partial record Problem(int Status, string Code, Bilingual Sentence)
    : IResult, IEndpointMetadataProvider
{
    public const string MediaType = "application/problem+json";
    private const int Retryable = 503;

    /// <summary>Which part of the request is meant, such as <c>settleOrder.lines[0].cost</c>.</summary>
    public string? Place { get; init; }

    /// <summary>Which command, where one was turned down.</summary>
    public string? Command { get; init; }

    /// <summary>The record that holds a refusal.</summary>
    public long? Position { get; init; }

    /// <summary>Whether the answer was given before to the same command.</summary>
    public bool Repeated { get; init; }

    /// <summary>When trying again may help.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static Problem BadInput(string code, string zh, string en, string? place = null) =>
        new(StatusCodes.Status400BadRequest, code, new(zh, en)) { Place = place };

    public static Problem Of(Mistake mistake) =>
        new(StatusCodes.Status400BadRequest, "bad-input", new(mistake.Zh, mistake.En))
        {
            Place = PlaceAtStart().Match(mistake.En) is { Success: true } match ? match.Groups["place"].Value : null,
        };

    public static Problem Of(Refusal reason, PoolEvent? happened = null)
    {
        var (zh, en) = happened is PoolEvent.Refused refused ? RefusalText.Of(refused) : RefusalText.Of(reason);
        var status = reason is Refusal.Quarantined
            ? StatusCodes.Status500InternalServerError
            : StatusCodes.Status422UnprocessableEntity;
        return new(status, $"refusal:{reason.Code()}", new(zh, en));
    }

    public static Problem NotFound(string zh, string en) =>
        new(StatusCodes.Status404NotFound, "not-found", new(zh, en));

    public static Problem Unavailable(string code, string zh, string en, int retryAfterSeconds = 1) =>
        new(Retryable, code, new(zh, en)) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>What a bare status code says, where nobody said more.</summary>
    public static Problem OfStatus(int status) => status switch
    {
        400 => new(status, "bad-request", new(
            "请求无法读取；请对照接口文档检查地址、参数和正文。",
            "The request cannot be read; check address, parameters and body against the API reference.")),
        401 => new(status, "unauthorised", new(
            "没有可用的接口密钥；请在 Authorization 头里写 Bearer 加密钥。",
            "There is no valid API key; send the header Authorization: Bearer and the key.")),
        403 => new(status, "forbidden", new(
            "此密钥或登录没有这项权限；请在控制台为密钥加上所需的范围。",
            "This key or session may not do that; ask for a key with the scope that the reference names.")),
        404 => NotFound("没有这个地址；请对照 /v1/openapi.json。", "There is no such address; see /v1/openapi.json."),
        405 => new(status, "method-not-allowed", new(
            "此地址不支持这种方法；请看 Allow 头。", "This address does not take that method; see the Allow header.")),
        408 => new(status, "too-slow", new(
            "请求体传输太慢，已中断；请重试。", "The request body came too slowly and was cut off; send it again.")),
        413 => new(status, "too-large", new(
            "请求超过 4 MB；请分成几批发送。", "The request is over 4 MB; send it in several batches.")),
        415 => new(status, "content-type", new(
            "不支持这种内容类型；请用 application/json，批量可用 application/jsonl。",
            "This content type is not taken; use application/json, or application/jsonl for a batch.")),
        429 => new(status, "too-many", new(
            "请求太频繁；请按 Retry-After 等待后重试。", "Too many requests; wait as Retry-After says, then go on.")),
        503 => Unavailable("busy",
            "服务器暂时忙；请按 Retry-After 等待后用同一个编号重试。",
            "The server is busy; wait as Retry-After says and send the same id again."),
        _ => new(status, "failed", new(
            "服务器出错，这次请求的结果未知；请用 GET /v1/commands/编号 查询。",
            "The server failed and the outcome is unknown; ask GET /v1/commands/ID.")),
    };

    /// <summary>The fields, in their order; the caller's language is that of title and detail.</summary>
    public IReadOnlyDictionary<string, object?> Fields(HttpContext http)
    {
        var sentence = IsEnglish(http) ? Sentence.En : Sentence.Zh;
        var (what, mend) = Halves(sentence);
        var fields = new Dictionary<string, object?>
        {
            ["type"] = "urn:wellspring:" + Code,
            ["title"] = what,
            ["status"] = Status,
            ["detail"] = sentence,
            ["code"] = Code[(Code.IndexOf(':', StringComparison.Ordinal) + 1)..],
            ["zh"] = Sentence.Zh,
            ["en"] = Sentence.En,
        };
        Add(fields, "mend", mend);
        Add(fields, "place", Place);
        Add(fields, "command", Command);
        Add(fields, "position", Position);
        Add(fields, "repeated", Repeated ? true : null);
        Add(fields, "retryAfter", RetryAfterSeconds);
        return fields;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfterSeconds is { } seconds)
        {
            httpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        httpContext.Response.Headers.Vary = "Accept-Language";
        return TypedResults.Json(Fields(httpContext), contentType: MediaType, statusCode: Status)
            .ExecuteAsync(httpContext);
    }

    /// <summary>What every endpoint may answer; the rest is said where an endpoint is mapped.</summary>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in new[] { 400, 401, 403, 429, 503 })
        {
            builder.Metadata.Add(Produces(status));
        }
    }

    /// <summary>Says in the document that an endpoint may answer so.</summary>
    public static ProducesResponseTypeMetadata Produces(int status) => new(status, typeof(ProblemAnswer), [MediaType]);

    private static bool IsEnglish(HttpContext http) =>
        http.Request.Headers.AcceptLanguage.ToString().StartsWith("en", StringComparison.OrdinalIgnoreCase);

    // Sentences of the house say first what happened, then what would help.
    private static (string What, string? Mend) Halves(string sentence)
    {
        var at = sentence.IndexOfAny([';', '；']);
        return at < 0 ? (sentence, null) : (sentence[..at], sentence[(at + 1)..].Trim());
    }

    private static void Add(Dictionary<string, object?> fields, string name, object? value)
    {
        if (value is not null)
        {
            fields.Add(name, value);
        }
    }

    [GeneratedRegex(@"^(?<place>[a-z][A-Za-z]*(?:\[\d+\])?(?:\.[a-z][A-Za-z]*(?:\[\d+\])?)*)(?::| is | has )")]
    private static partial Regex PlaceAtStart();
}

/// <summary>Problem details as the document describes them.</summary>
/// <param name="Type">Stable: <c>urn:wellspring:refusal:not-enough-points</c>.</param>
/// <param name="Title">What happened, in the caller's language.</param>
/// <param name="Detail">What happened and what would help, in the caller's language.</param>
/// <param name="Code">The last part of the type.</param>
/// <param name="Place">Which part of the request is meant.</param>
/// <param name="Command">The command that was turned down.</param>
/// <param name="Position">The journal record that holds the refusal.</param>
/// <param name="Repeated">The same command got this answer before.</param>
/// <param name="RetryAfter">Seconds after which trying again may help.</param>
internal sealed record ProblemAnswer(
    string Type, string Title, int Status, string Detail, string Code, string Zh, string En, string? Mend = null,
    string? Place = null, string? Command = null, long? Position = null, bool? Repeated = null,
    int? RetryAfter = null);
