using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Cluster;
using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Server.Api;

namespace Wellspring.Server.Nodes;

/// <summary>The door for pools without pages: commands in, answers out, one a line. Any node answers.</summary>
internal static class PoolDoor
{
    /// <summary>Commands in one request: what an owner decides well within a call's time-out.</summary>
    public const int MostCommands = 10_000;

    private const string Lines = "application/x-ndjson";

    // A plan file may have comments.
    private static readonly JsonDocumentOptions Loose = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pools = routes.MapGroup("/cluster/v1/pools");
        pools.MapGet("/", ListAsync);
        pools.MapPut("/{pool}", AddAsync);
        pools.MapGet("/{pool}", (string pool, HttpContext http, PoolCalls calls, CancellationToken cancellation) =>
            ReadAsync(pool, new(PoolQuestion.Pool), http, calls, cancellation));
        pools.MapPost("/{pool}/commands", SubmitAsync);
        pools.MapGet("/{pool}/commands/{id}",
            (string pool, string id, HttpContext http, PoolCalls calls, CancellationToken cancellation) =>
                ReadAsync(pool, new(PoolQuestion.Command, id), http, calls, cancellation));
        pools.MapGet("/{pool}/members/{name}",
            (string pool, string name, HttpContext http, PoolCalls calls, CancellationToken cancellation) =>
                ReadAsync(pool, new(PoolQuestion.Member, name), http, calls, cancellation));
        pools.MapGet("/{pool}/owner", WhereAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, PoolBook book, CancellationToken cancellation)
    {
        var all = await book.AllAsync(OperatorDoor.Of(http).Name, cancellation);
        return TypedResults.Text(
            JsonSerializer.Serialize(all.Select(entry => new { pool = entry.Key.Pool, kind = entry.Kind })),
            "application/json");
    }

    private static async Task<IResult> AddAsync(
        string pool, HttpContext http, PoolBook book, TimeProvider wall, CancellationToken cancellation)
    {
        if (!PoolKey.IsName(pool))
        {
            return Problem.BadInput("name",
                $"账本名应是 1 到 {PoolKey.NameLimit} 个小写字母、数字或 -，以字母开头；请换一个名字。",
                $"A pool's name is 1 to {PoolKey.NameLimit} of a-z, 0-9 and -, starting with a letter; choose one.");
        }

        var (plan, acknowledgements, problem) = await ReadPlanAsync(http, cancellation);
        if (problem is not null)
        {
            return problem;
        }

        var entry = new PoolEntry(PoolKey.Of(OperatorDoor.Of(http).Name, pool), PoolEntry.Headless, plan,
            acknowledgements, wall.GetUtcNow());
        var (approved, findings) = HeadlessOpener.PlanOf(entry);
        if (approved is null)
        {
            return Refused(findings);
        }

        return await book.AddAsync(entry, cancellation) switch
        {
            PoolAdding.Added => TypedResults.Created($"/cluster/v1/pools/{pool}"),
            PoolAdding.TooMany => new Problem(StatusCodes.Status429TooManyRequests, "too-many-pools", new(
                "账本数已达上限；请联系集群管理员。", "There are as many pools as allowed; ask whoever runs the cluster.")),
            _ => new Problem(StatusCodes.Status409Conflict, "is-there", new(
                $"账本 {pool} 已存在；请换一个名字。", $"There is a pool {pool} already; choose another name.")),
        };
    }

    private static async Task<IResult> SubmitAsync(
        string pool, HttpContext http, PoolCalls calls, CancellationToken cancellation)
    {
        var body = await ReadAllAsync(http, cancellation);
        var commands = CountLines(body);
        if (commands > MostCommands)
        {
            return Problem.BadInput("too-many-commands",
                $"一次最多 {MostCommands} 条命令，这里有 {commands} 条；请分几次提交。",
                $"At most {MostCommands} commands at once, here are {commands}; submit them in parts.");
        }

        var name = OperatorDoor.Of(http).Name;
        if (!PoolKey.IsName(pool))
        {
            return NoSuchPool(pool);
        }

        return await calls.AdmitAsync(name, commands, cancellation) switch
        {
            null => Moving(),
            { IsGranted: true } => ResultOf(
                pool, await calls.SubmitAsync(PoolKey.Of(name, pool), body, cancellation), Lines),
            var refused => Limited(refused),
        };
    }

    private static Problem Limited(Admission refused) => refused.IsDaily
        ? new Problem(StatusCodes.Status429TooManyRequests, "day-full", new(
            "今日命令数已达上限；请按 Retry-After 等待，或联系集群管理员。",
            "The commands of this day are used up; wait as Retry-After says, or ask whoever runs the cluster."))
            { RetryAfterSeconds = refused.WaitSeconds }
        : Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = refused.WaitSeconds };

    private static async Task<IResult> ReadAsync(
        string pool, PoolQuestion question, HttpContext http, PoolCalls calls, CancellationToken cancellation)
    {
        if (!PoolKey.IsName(pool))
        {
            return NoSuchPool(pool);
        }

        var reply = await calls.ReadAsync(PoolKey.Of(OperatorDoor.Of(http).Name, pool), question, cancellation);
        return reply.Kind is PoolReplyKind.Answered && reply.Body.AsSpan().SequenceEqual("null"u8)
            ? Problem.NotFound("账本里没有这一项；请核对名字。", "The pool knows nothing of this name; check it.")
            : ResultOf(pool, reply, "application/json");
    }

    private static async Task<IResult> WhereAsync(
        string pool, HttpContext http, PoolCalls calls, CancellationToken cancellation)
    {
        if (!PoolKey.IsName(pool))
        {
            return NoSuchPool(pool);
        }

        var reply = await calls.FindOwnerAsync(PoolKey.Of(OperatorDoor.Of(http).Name, pool), cancellation);
        return ResultOf(pool, reply.Kind is PoolReplyKind.Answered
            ? reply with
            {
                Body = JsonSerializer.SerializeToUtf8Bytes(new { owner = Encoding.UTF8.GetString(reply.Body) }),
            }
            : reply, "application/json");
    }

    private static IResult ResultOf(string pool, PoolReply reply, string type) => reply.Kind switch
    {
        PoolReplyKind.Answered => TypedResults.Bytes(reply.Body, type),
        PoolReplyKind.BadInput => Mistaken(LineMistake.FromJson(reply.Body)),
        PoolReplyKind.NoSuchPool => NoSuchPool(pool),
        PoolReplyKind.Damaged => Damaged(),
        _ => Moving(),
    };

    /// <summary>Somebody must look before it is opened again.</summary>
    public static Problem Damaged() => new(StatusCodes.Status500InternalServerError, "damaged", new(
        "账本数据已损坏，已停止；请联系集群管理员。",
        "The pool's journal is damaged and it has stopped; ask whoever runs the cluster."));

    /// <summary>Nobody could be reached in time: what was asked may have been done or not.</summary>
    public static Problem Moving() => Problem.Unavailable("moving",
        "账本正在节点间转移，这次命令的结果未知；请按 Retry-After 等待后原样重发，编号保证不会重复执行。",
        "The pool is moving between nodes and the outcome is unknown; wait as Retry-After says and send the same "
        + "again, the ids make that safe.", 2);

    private static Problem Mistaken(LineMistake mistake) => Problem.BadInput("bad-input",
        mistake.Line == 0 ? mistake.Zh : $"第 {mistake.Line} 行：{mistake.Zh}",
        mistake.Line == 0 ? mistake.En : $"line {mistake.Line}: {mistake.En}",
        mistake.Line == 0 ? null : $"line {mistake.Line}");

    private static Problem NoSuchPool(string pool) =>
        Problem.NotFound($"没有名为 {pool} 的账本；请先添加。", $"There is no pool {pool}; add it first.");

    private static Problem Refused(IReadOnlyList<Finding> findings) => new(
        StatusCodes.Status422UnprocessableEntity, "plan", new(
            "方案不能使用：" + string.Join('\n', findings.Select(one => $"{one.Path}: {one.Zh} [{one.Code}]")),
            "The plan cannot be used: "
            + string.Join('\n', findings.Select(one => $"{one.Path}: {one.En} [{one.Code}]"))));

    private static async Task<(string? Plan, string? Acknowledgements, Problem? Problem)> ReadPlanAsync(
        HttpContext http, CancellationToken cancellation)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, Loose, cancellation);
            if (body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("plan", out var plan))
            {
                var given = body.RootElement.TryGetProperty("acknowledgements", out var all) ? all.GetRawText() : null;
                return (plan.GetRawText(), given, null);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return (null, null, Problem.BadInput("plan",
            "正文应是 {\"plan\": …}；请附上方案文件的内容。", "The body is {\"plan\": …}; put the plan file's content there.", "plan"));
    }

    private static async Task<byte[]> ReadAllAsync(HttpContext http, CancellationToken cancellation)
    {
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 4_096, 1 << 22));
        await http.Request.Body.CopyToAsync(body, cancellation);
        return body.ToArray();
    }

    private static int CountLines(ReadOnlySpan<byte> body)
    {
        var count = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            count += body[range].Trim("\r \t"u8).IsEmpty ? 0 : 1;
        }

        return count;
    }
}
