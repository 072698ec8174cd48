using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Api;

/// <summary>Stands before the API: whatever goes wrong behind it leaves as problem details, never as a page.</summary>
internal static class ApiShield
{
    public const string Path = "/v1";
    private const StringComparison Ordinal = StringComparison.Ordinal;
    private const int SetUpRetrySeconds = 30;
    private const int StoppedRetrySeconds = 5;

    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal))
        {
            await next(http);
            return;
        }

        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await RunAsync(http, next);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more; what was acknowledged by the pool stays, and its id finds it.
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            await Explain(http, failure).ExecuteAsync(http);
            return;
        }

        if (!http.Response.HasStarted && http.Response is { StatusCode: >= 400, ContentType: null })
        {
            await Named(http, Problem.OfStatus(http.Response.StatusCode)).ExecuteAsync(http);
        }
    }

    private static Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.RequestServices.GetRequiredService<Site>().IsOpen)
        {
            return Problem.Unavailable("not-set-up",
                "平台还没有完成设置；请先打开启动时给出的设置链接。",
                "The platform is not set up yet; open the set-up link that serve printed.", SetUpRetrySeconds)
                .ExecuteAsync(http);
        }

        switch (http.GetEndpoint())
        {
            case RouteEndpoint { RoutePattern.RawText: { } pattern } when pattern.StartsWith(Path + "/", Ordinal):
                return next(http);
            default:
                // The pages' way to say "not found" takes any method, so routing does not tell us why.
                http.Response.StatusCode = WhyNot(http);
                return Task.CompletedTask;
        }
    }

    private static int WhyNot(HttpContext http)
    {
        var methods = http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } pattern && pattern.StartsWith(Path + "/", Ordinal)
                && new TemplateMatcher(TemplateParser.Parse(pattern.TrimStart('/')), [])
                    .TryMatch(http.Request.Path, []))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct().Order().ToList();
        if (methods.Count == 0)
        {
            return StatusCodes.Status404NotFound;
        }

        if (methods.Contains(http.Request.Method))
        {
            return StatusCodes.Status415UnsupportedMediaType;
        }

        http.Response.Headers.Allow = string.Join(", ", methods);
        return StatusCodes.Status405MethodNotAllowed;
    }

    private static Problem Explain(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case BadHttpRequestException bad:
                return Named(http, Problem.OfStatus(bad.StatusCode));
            // The other: another node of a cluster has the pool by now.
            case PoolStoppedException or JournalFencedException:
                return Problem.Unavailable("pool-stopped",
                    "账本正在重启，这次的结果未知；请稍后用同一个编号重试。",
                    "The pool is starting again and the outcome is unknown; send the same id again shortly.",
                    StoppedRetrySeconds);
            case var away when PostgresAway.Is(away):
                return Problem.Unavailable("database-away",
                    "数据库暂时没有应答，这次的结果未知；请稍后用同一个编号重试。",
                    "The database does not answer just now and the outcome is unknown; send the same id again shortly.",
                    StoppedRetrySeconds);
            case OperationCanceledException:
                return Problem.OfStatus(StatusCodes.Status503ServiceUnavailable);
            default:
                http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Wellspring.Api")
                    .LogError(failure, "a request of the API failed");
                return Problem.OfStatus(StatusCodes.Status500InternalServerError);
        }
    }

    // The framework says that a number was unreadable, not which; callers are told.
    private static Problem Named(HttpContext http, Problem problem)
    {
        if (problem.Status != StatusCodes.Status400BadRequest)
        {
            return problem;
        }

        foreach (var name in new[] { "after", "limit", "from", "thin" })
        {
            if (http.Request.Query[name].ToString() is { Length: > 0 } text && !long.TryParse(text, out _))
            {
                return Problem.BadInput("bad-parameter",
                    $"参数 {name} 不是整数；请写如 {name}=100。", $"Parameter {name} is no whole number; write {name}=100.",
                    name);
            }
        }

        return problem;
    }
}
