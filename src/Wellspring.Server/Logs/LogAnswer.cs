using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Wellspring.Proof;
using Wellspring.Server.Api;

namespace Wellspring.Server.Logs;

/// <summary>What a program of others asks of a public log, as it travels to whoever keeps the log.</summary>
/// <param name="First">Where entries begin, an index, or the smaller of two sizes.</param>
/// <param name="Last">Where entries end, or the size that is proved; null stands for the newest.</param>
internal sealed record LogAsk(string About, long First = 0, long? Last = null)
{
    public const string Key = "key";
    public const string Checkpoint = "checkpoint";
    public const string Entries = "entries";
    public const string Inclusion = "inclusion";
    public const string Consistency = "consistency";
}

/// <summary>What became of a question to a public log.</summary>
internal enum LogAnswerKind
{
    Given = 0,

    /// <summary>It asks for more than the log has.</summary>
    Outside = 1,

    /// <summary>Nothing is signed yet, or not with the present key.</summary>
    NotReady = 2,

    /// <summary>The journal lacks what was signed: nothing is.</summary>
    Contradicted = 3,
}

/// <summary>An answer of a public log, whichever door it leaves by.</summary>
/// <param name="Cache">How long it may be kept; null where nobody says.</param>
/// <param name="Size">How many entries are signed.</param>
/// <param name="Place">Which part of the question is outside the log.</param>
internal sealed record LogAnswer(
    LogAnswerKind Kind, byte[] Body, string Type, string? Cache, long Size, string? Place = null) : IResult
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Lines = "application/x-ndjson";
    private const string Json = "application/json; charset=utf-8";
    private const string AMoment = "public, max-age=1";
    private const string ForEver = "public, max-age=31536000, immutable";
    private const int MostEntries = 1_000;

    // As the rest of the API writes: Base64 stays readable.
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The answer while nobody could look.</summary>
    public static LogAnswer NotReady { get; } = new(LogAnswerKind.NotReady, [], "", null, 0);

    /// <summary>The answer out of what the desk has signed.</summary>
    public static LogAnswer Of(LogDesk desk, LogAsk ask) => ask.About switch
    {
        LogAsk.Key => desk.Key is { } key ? Given(desk, $"{key}\n", Text) : NotSigned(desk),
        LogAsk.Checkpoint => desk.WithWitnesses() is { } note
            ? Given(desk, note.ToString(), Text) with { Cache = AMoment }
            : NotSigned(desk),
        _ when desk.Newest is null => NotSigned(desk),
        LogAsk.Entries => EntriesOf(desk, ask.First, ask.Last),
        LogAsk.Inclusion => InclusionOf(desk, ask.First, ask.Last ?? desk.Size),
        LogAsk.Consistency => ConsistencyOf(desk, ask.First, ask.Last ?? desk.Size),
        _ => Outside(desk, null),
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (Kind is not LogAnswerKind.Given)
        {
            await ProblemOf().ExecuteAsync(httpContext);
            return;
        }

        if (Cache is not null)
        {
            httpContext.Response.Headers.CacheControl = Cache;
        }

        await TypedResults.Bytes(Body, Type).ExecuteAsync(httpContext);
    }

    private static LogAnswer EntriesOf(LogDesk desk, long from, long? to)
    {
        var until = Math.Min(Math.Min(to ?? long.MaxValue, desk.Size), Math.Clamp(from, 0, desk.Size) + MostEntries);
        if (from < 0 || from > until)
        {
            return Outside(desk, "from");
        }

        using var body = new MemoryStream();
        foreach (var entry in desk.Entries(from, until))
        {
            body.Write(entry);
            body.WriteByte((byte)'\n');
        }

        // A full page never changes any more.
        var cache = until - from == MostEntries || until == to ? ForEver : AMoment;
        return new(LogAnswerKind.Given, body.ToArray(), Lines, cache, desk.Size);
    }

    private static LogAnswer InclusionOf(LogDesk desk, long index, long size) =>
        index < 0 || index >= size || size > desk.Size
            ? Outside(desk, "index")
            : GivenJson(desk, new InclusionAnswer(
                index, size, Encoding.UTF8.GetString(desk.Entries(index, index + 1)[0]),
                Hashes(desk.Inclusion(index, size))));

    private static LogAnswer ConsistencyOf(LogDesk desk, long old, long later) =>
        old < 0 || old > later || later > desk.Size
            ? Outside(desk, "old")
            : GivenJson(desk, new ConsistencyAnswer(old, later, Hashes(desk.Consistency(old, later))));

    private static LogAnswer Given(LogDesk desk, string text, string type) =>
        new(LogAnswerKind.Given, Encoding.UTF8.GetBytes(text), type, null, desk.Size);

    private static LogAnswer GivenJson<T>(LogDesk desk, T answer) =>
        new(LogAnswerKind.Given, JsonSerializer.SerializeToUtf8Bytes(answer, Written), Json, null, desk.Size);

    private static LogAnswer Outside(LogDesk desk, string? place) =>
        new(LogAnswerKind.Outside, [], "", null, desk.Size, place);

    private static LogAnswer NotSigned(LogDesk desk) =>
        desk.IsContradicted ? NotReady with { Kind = LogAnswerKind.Contradicted } : NotReady;

    private static string[] Hashes(IEnumerable<Digest> hashes) => [.. hashes.Select(one => one.ToString())];

    private Problem ProblemOf() => Kind switch
    {
        LogAnswerKind.Outside => Problem.BadInput("outside-log",
            $"超出日志范围；日志现有 {Size} 条，编号从 0 起。",
            $"This is outside the log; it has {Size} entries, counted from 0.", Place),
        LogAnswerKind.Contradicted => Problem.Unavailable("log-contradicted",
            "账本缺少公开日志已经签过名的历史，因此停止签名；请联系平台。",
            "The journal lacks history that the public log has signed, so nothing is signed; ask the operator.",
            retryAfterSeconds: 60),
        _ => Problem.Unavailable("log-not-ready",
            "公开日志正在准备，请稍后再试。", "The public log is being prepared; try again in a moment."),
    };
}

/// <summary>An entry and the hashes that lead from it to the root.</summary>
internal sealed record InclusionAnswer(long Index, long Size, string Entry, string[] Proof);

/// <summary>The hashes that lead from both roots to what they share.</summary>
internal sealed record ConsistencyAnswer(long Old, long New, string[] Proof);
