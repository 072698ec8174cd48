using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Wellspring.Server.Access;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Api;

/// <summary>How much one caller may ask for, and how much the API does at once.</summary>
public sealed record ApiLimits
{
    private const int MostAllowed = 1_000_000;

    /// <summary>Requests a second that one key may send for long.</summary>
    public int RequestsPerSecond { get; init; } = 500;

    /// <summary>Requests that one key may send at once after a pause.</summary>
    public int Burst { get; init; } = 1_000;

    /// <summary>Requests in work at a time, of all callers; as many again may wait.</summary>
    public int AtOnce { get; init; } = 256;

    /// <summary>Exports in work at a time: each reads the whole journal.</summary>
    public int ExportsAtOnce { get; init; } = 2;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What the operator wrote in <c>server.json</c> goes before.</summary>
    internal ApiLimits With(ServerSettings settings) => this with
    {
        RequestsPerSecond = settings.Number("api:requestsPerSecond", RequestsPerSecond, 1, MostAllowed),
        Burst = settings.Number("api:burst", Burst, 1, MostAllowed),
        AtOnce = settings.Number("api:atOnce", AtOnce, 1, MostAllowed),
    };
}

/// <summary>The limits at work, with a sentence and a time to come back for whoever is over them.</summary>
/// <remarks>
/// The framework's middleware never disposes of what counts for it, and that holds a closed platform in memory for
/// ever; a node of a cluster opens and closes many.
/// </remarks>
internal sealed class Limiting(ApiLimits limits) : IDisposable
{
    public const string PerKey = "key";
    public const string Export = "export";
    public const string Log = "log";
    public const string Timeout = "api";

    // The log is for everybody, and a page of it is a thousand records.
    private const int LogRequestsPerSecond = 100;
    private const int LogBurst = 400;

    private readonly Dictionary<string, PartitionedRateLimiter<HttpContext>> _limiters = new(StringComparer.Ordinal)
    {
        [PerKey] = OfCallers(limits.RequestsPerSecond, limits.Burst),
        [Log] = OfCallers(
            Math.Min(LogRequestsPerSecond, limits.RequestsPerSecond), Math.Min(LogBurst, limits.Burst)),
        [Export] = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter(
            Export, _ => new() { PermitLimit = limits.ExportsAtOnce, QueueLimit = 0 })),
    };

    public static void Add(RequestTimeoutOptions options, ApiLimits limits) =>
        options.AddPolicy(Timeout, new RequestTimeoutPolicy
        {
            Timeout = limits.Timeout, TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        });

    public async Task RunAsync(HttpContext http, Func<Task> next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<LimitedBy>() is not { } limit)
        {
            await next();
            return;
        }

        using var lease = _limiters[limit.Name].AttemptAcquire(http);
        if (lease.IsAcquired)
        {
            await next();
            return;
        }

        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
            ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds))
            : 1;
        await (Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = seconds })
            .ExecuteAsync(http);
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
    }

    // Each key has its own allowance; callers without one share that of their address.
    private static PartitionedRateLimiter<HttpContext> OfCallers(int perSecond, int burst) =>
        PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetTokenBucketLimiter(
            CallerOf(http), _ => new()
            {
                TokenLimit = burst,
                TokensPerPeriod = Math.Max(1, perSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
                QueueLimit = 0,
                AutoReplenishment = true,
            }));

    private static string CallerOf(HttpContext http) => http.User.FindFirstValue(Claims.Subject)
        ?? http.Connection.RemoteIpAddress?.ToString() ?? "";
}

/// <summary>Which limit an address or a group of them is under; the innermost counts.</summary>
internal sealed record LimitedBy(string Name);

/// <summary>Bounds what is in work: past that, and past as many that wait, callers are told to come back.</summary>
internal sealed class AtOnce(ApiLimits limits) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new()
    {
        PermitLimit = limits.AtOnce, QueueLimit = limits.AtOnce,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public async Task RunAsync(HttpContext http, Func<Task> next)
    {
        using var lease = await _limiter.AcquireAsync(1, http.RequestAborted);
        await (lease.IsAcquired
            ? next()
            : Problem.OfStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http));
    }

    public void Dispose() => _limiter.Dispose();
}
