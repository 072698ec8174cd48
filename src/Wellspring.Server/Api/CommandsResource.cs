using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core.Pools;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/commands</c>: what changes a pool, one by one or in a batch, and what became of it.</summary>
internal static class CommandsResource
{
    public const int BatchLimit = 1_000;
    private const int SingleLimit = CommandText.LineLimit * 3;
    private const int BodyLimit = 4 * 1024 * 1024;
    private const int IdLimit = 64;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 10 };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var commands = routes.MapGroup("/commands").WithTags("commands");
        commands.MapPost("", SubmitAsync).RequireAuthorization(ApiPolicies.SendCommands)
            .Accepts<JsonElement>("application/json", "application/jsonl").Answers<CommandAnswer>(200)
            .Fails(400, 401, 403, 409, 413, 415, 422, 429, 503)
            .WithSummary("Submit one command, or a batch as application/jsonl or {\"commands\": […]}.")
            .WithDescription("The object is that of docs/reference/commands.md. id defaults to Idempotency-Key, "
                + "at to the journal's present. A batch answers 200 with one answer a command, in order.");
        commands.MapGet("/{id}", FindAsync).RequireAuthorization(ApiPolicies.ReadCommands).Fails(404)
            .WithSummary("What became of a command: for callers that lost the answer.");
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext http, [FromHeader(Name = "Idempotency-Key")] string? key, CommandIntake intake, CommandDesk desk)
    {
        key = key is ['"', .. var quoted, '"'] ? quoted : key;
        if (key is not null && !ApiNames.IsId(key))
        {
            return Problem.BadInput("bad-key",
                $"Idempotency-Key 应是 1 到 {IdLimit} 个字母、数字或 . _ : -；请换一个。",
                $"Idempotency-Key is 1 to {IdLimit} letters, digits, or . _ : -; use another.", "Idempotency-Key");
        }

        var isBatch = Bodies.IsJsonLines(http.Request);
        if (!isBatch && !Bodies.IsJson(http.Request))
        {
            return Problem.OfStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        var (text, problem) = await Bodies.ReadTextAsync(http, BodyLimit);
        if (problem is not null)
        {
            return problem;
        }

        return isBatch ? await BatchAsync(http, Lines(text), key, intake, desk, asLines: true)
            : Elements(text) is { } elements ? await BatchAsync(http, elements, key, intake, desk, asLines: false)
            : text.Length > SingleLimit ? Problem.OfStatus(StatusCodes.Status413PayloadTooLarge)
            : await SingleAsync(http, text, key, intake, desk);
    }

    private static async Task<IResult> SingleAsync(
        HttpContext http, string line, string? key, CommandIntake intake, CommandDesk desk)
    {
        var (read, wrong) = intake.Read(http, line, key);
        if (read is null)
        {
            return wrong!;
        }

        var (answer, refused) = (await desk.RunAsync([read], http.RequestAborted))[0];
        return answer is null ? refused! : TypedResults.Ok(answer);
    }

    // Nothing half applied: all lines are read before the first is run. Refusals are answers, and the rest goes on.
    private static async Task<IResult> BatchAsync(
        HttpContext http, IReadOnlyList<string> lines, string? key, CommandIntake intake, CommandDesk desk,
        bool asLines)
    {
        if (lines.Count is 0 or > BatchLimit)
        {
            return Problem.BadInput("batch-size",
                $"这一批有 {lines.Count} 条命令，应有 1 到 {BatchLimit} 条；请分批发送。",
                $"This batch has {lines.Count} commands and takes 1 to {BatchLimit}; send several.", "commands");
        }

        var read = new List<Intake>(lines.Count);
        for (var index = 0; index < lines.Count; index++)
        {
            var (one, wrong) = intake.Read(http, lines[index], key is null ? null : $"{key}:{index + 1}");
            if (one is null)
            {
                var place = $"commands[{index}]";
                return wrong! with { Place = wrong.Place is null ? place : $"{place}.{wrong.Place}" };
            }

            read.Add(one);
        }

        var answers = (await desk.RunAsync(read, http.RequestAborted)).Select((one, index) => new BatchLine(
            index + 1, one.Problem?.Status ?? StatusCodes.Status200OK, one.Answer, one.Problem?.Fields(http)));
        return asLines ? new LinesResult(answers) : TypedResults.Ok(new BatchAnswer([.. answers]));
    }

    private static async Task<Results<Ok<CommandRecord>, Problem>> FindAsync(
        HttpContext http, string id, CommandDesk desk)
    {
        var found = ApiNames.IsId(id) ? await desk.FindAsync(id, http.RequestAborted) : null;
        return found is null
            ? Problem.NotFound(
                "没有执行过这个编号的命令；它没有生效，可以用同一个编号重发。",
                "No command of this id was ever answered; nothing happened, and it may be sent again with the same id.")
            : TypedResults.Ok(found with { Problem = (found.Problem as Problem)?.Fields(http) });
    }

    private static IReadOnlyList<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => !string.IsNullOrWhiteSpace(line))];

    /// <summary>The commands of <c>{"commands": […]}</c>; null for anything else.</summary>
    private static IReadOnlyList<string>? Elements(string text)
    {
        if (!text.Contains("\"commands\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("commands", out var commands) && commands.ValueKind is JsonValueKind.Array
                && root.EnumerateObject().Count() == 1
                ? [.. commands.EnumerateArray().Select(element => element.GetRawText().ReplaceLineEndings(" "))]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class LinesResult(IEnumerable<BatchLine> lines) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/jsonl";
            foreach (var line in lines)
            {
                await JsonSerializer.SerializeAsync(
                    httpContext.Response.Body, line, ApiParts.Json, httpContext.RequestAborted);
                await httpContext.Response.Body.WriteAsync("\n"u8.ToArray(), httpContext.RequestAborted);
            }
        }
    }
}
