using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Proof;
using Wellspring.Server.Api;

namespace Wellspring.Server.Logs;

/// <summary><c>/log</c>: what programs of others read to check the pool. docs/formats/public-log.md.</summary>
internal static class LogPages
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Lines = "application/x-ndjson";
    private const int MostEntries = 1_000;
    private const int MostNote = 65_536;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/log").AllowAnonymous().RequireRateLimiting(Limiting.Log);
        open.MapGet("/key", KeyAsync);
        open.MapGet("/checkpoint", CheckpointAsync);
        open.MapGet("/entries", EntriesAsync);
        open.MapGet("/inclusion", InclusionAsync);
        open.MapGet("/consistency", ConsistencyAsync);
        open.MapGet("/witnesses", WitnessesAsync);
        open.MapPost("/cosignature", TakeAsync).DisableAntiforgery();
    }

    private static async Task<IResult> KeyAsync(LogDesk desk, CancellationToken cancellation)
    {
        await desk.RefreshAsync(cancellation);
        return desk.Key is { } key ? TypedResults.Text($"{key}\n", Text) : NotSigned(desk);
    }

    private static async Task<IResult> CheckpointAsync(HttpContext http, LogDesk desk, CancellationToken cancellation)
    {
        await desk.RefreshAsync(cancellation);
        http.Response.Headers.CacheControl = "public, max-age=1";
        return desk.WithWitnesses() is { } note ? TypedResults.Text(note.ToString(), Text) : NotSigned(desk);
    }

    private static async Task<IResult> EntriesAsync(
        HttpContext http, LogDesk desk, CancellationToken cancellation, long from = 0, long? to = null)
    {
        await desk.RefreshAsync(cancellation);
        var until = Math.Min(Math.Min(to ?? long.MaxValue, desk.Size), Math.Clamp(from, 0, desk.Size) + MostEntries);
        if (from < 0 || from > until)
        {
            return Outside("from", desk);
        }

        // A full page never changes any more.
        http.Response.Headers.CacheControl = until - from == MostEntries || until == to
            ? "public, max-age=31536000, immutable"
            : "public, max-age=1";
        var body = new MemoryStream();
        foreach (var entry in desk.Entries(from, until))
        {
            body.Write(entry);
            body.WriteByte((byte)'\n');
        }

        return TypedResults.Bytes(body.ToArray(), Lines);
    }

    private static async Task<IResult> InclusionAsync(
        LogDesk desk, CancellationToken cancellation, long index = -1, long? size = null)
    {
        await desk.RefreshAsync(cancellation);
        var of = size ?? desk.Size;
        return index < 0 || index >= of || of > desk.Size
            ? Outside("index", desk)
            : TypedResults.Ok(new InclusionAnswer(
                index, of, Encoding.UTF8.GetString(desk.Entries(index, index + 1)[0]),
                Hashes(desk.Inclusion(index, of))));
    }

    private static async Task<IResult> ConsistencyAsync(
        LogDesk desk, CancellationToken cancellation, long old = -1, long? @new = null)
    {
        await desk.RefreshAsync(cancellation);
        var later = @new ?? desk.Size;
        return old < 0 || old > later || later > desk.Size
            ? Outside("old", desk)
            : TypedResults.Ok(new ConsistencyAnswer(old, later, Hashes(desk.Consistency(old, later))));
    }

    private static async Task<IResult> WitnessesAsync(LogDesk desk, CancellationToken cancellation)
    {
        await desk.RefreshAsync(cancellation);
        return TypedResults.Ok(desk.Cosigned().Select(one => new WitnessAnswer(
            one.Witness.Name, one.Witness.ToString(), Checkpoint.Parse(one.Note.Text).Size,
            DateTimeOffset.FromUnixTimeSeconds(one.Note.SeenBy(one.Witness) ?? 0).ToString("yyyy-MM-ddTHH:mm:ssZ",
                System.Globalization.CultureInfo.InvariantCulture),
            one.Note.ToString())).ToList());
    }

    private static async Task<IResult> TakeAsync(HttpContext http, LogDesk desk, CancellationToken cancellation)
    {
        var buffer = new char[MostNote + 1];
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var length = await reader.ReadBlockAsync(buffer, cancellation);
        try
        {
            await desk.RefreshAsync(cancellation);
            return length <= MostNote && desk.Take(SignedNote.Parse(new(buffer, 0, length)))
                ? TypedResults.NoContent()
                : new Problem(StatusCodes.Status403Forbidden, "witness-unknown", new(
                    "没有本平台登记的见证方的签名，或不是这份日志的检查点，或已有更新的签名；公钥登记在 server.json 的 log.witnesses。",
                    "No witness known here signed it, or it is no checkpoint of this log, or a newer one is kept; keys "
                    + "are listed in log.witnesses of server.json."));
        }
        catch (FormatException broken)
        {
            return Problem.BadInput("note-unreadable",
                $"正文应是带见证签名的检查点：{broken.Message}", $"The body is a cosigned checkpoint: {broken.Message}");
        }
    }

    private static string[] Hashes(IEnumerable<Digest> hashes) => [.. hashes.Select(one => one.ToString())];

    private static Problem Outside(string place, LogDesk desk) => Problem.BadInput("outside-log",
        $"超出日志范围；日志现有 {desk.Size} 条，编号从 0 起。",
        $"This is outside the log; it has {desk.Size} entries, counted from 0.", place);

    private static Problem NotSigned(LogDesk desk) => desk.IsContradicted
        ? Problem.Unavailable("log-contradicted",
            "账本缺少公开日志已经签过名的历史，因此停止签名；请联系平台。",
            "The journal lacks history that the public log has signed, so nothing is signed; ask the operator.",
            retryAfterSeconds: 60)
        : Problem.Unavailable("log-not-ready",
            "公开日志正在准备，请稍后再试。", "The public log is being prepared; try again in a moment.");
}

/// <summary>An entry and the hashes that lead from it to the root.</summary>
internal sealed record InclusionAnswer(long Index, long Size, string Entry, string[] Proof);

/// <summary>The hashes that lead from both roots to what they share.</summary>
internal sealed record ConsistencyAnswer(long Old, long New, string[] Proof);

/// <summary>What a witness saw last, with its signature.</summary>
internal sealed record WitnessAnswer(string Name, string Key, long Size, string SeenAt, string Note);
