using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Proof;
using Wellspring.Server.Api;

namespace Wellspring.Server.Logs;

/// <summary><c>/log</c>: what programs of others read to check the pool. docs/formats/public-log.md.</summary>
internal static class LogPages
{
    private const int MostNote = 65_536;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/log").AllowAnonymous().WithMetadata(new LimitedBy(Limiting.Log));
        MapReading(open, AnswerAsync);
        open.MapGet("/witnesses", WitnessesAsync);
        open.MapPost("/cosignature", TakeAsync).DisableAntiforgery();
    }

    /// <summary>The addresses that every public log has, whoever answers them.</summary>
    public static void MapReading(
        IEndpointRouteBuilder log, Func<HttpContext, LogAsk, CancellationToken, Task<IResult>> answer)
    {
        log.MapGet("/key", (HttpContext http, CancellationToken cancellation) =>
            answer(http, new(LogAsk.Key), cancellation));
        log.MapGet("/checkpoint", (HttpContext http, CancellationToken cancellation) =>
            answer(http, new(LogAsk.Checkpoint), cancellation));
        log.MapGet("/entries",
            (HttpContext http, CancellationToken cancellation, long from = 0, long? to = null) =>
                answer(http, new(LogAsk.Entries, from, to), cancellation));
        log.MapGet("/inclusion",
            (HttpContext http, CancellationToken cancellation, long index = -1, long? size = null) =>
                answer(http, new(LogAsk.Inclusion, index, size), cancellation));
        log.MapGet("/consistency",
            (HttpContext http, CancellationToken cancellation, long old = -1, long? @new = null) =>
                answer(http, new(LogAsk.Consistency, old, @new), cancellation));
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, LogAsk ask, CancellationToken cancellation)
    {
        var desk = http.RequestServices.GetRequiredService<LogDesk>();
        await desk.RefreshAsync(cancellation);
        return LogAnswer.Of(desk, ask);
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
}

/// <summary>What a witness saw last, with its signature.</summary>
internal sealed record WitnessAnswer(string Name, string Key, long Size, string SeenAt, string Note);
