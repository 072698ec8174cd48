using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Cluster;
using Wellspring.Server.Api;
using Wellspring.Server.Logs;
using Wellspring.Shop.Access;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Nodes;

/// <summary>Knows an operator by its key: <c>Authorization: Bearer …</c>. Everything behind sees only what is its own.
/// </summary>
internal sealed class OperatorDoor(Operators operators, RateGate rates, TimeProvider wall)
{
    private const string Prefix = "Bearer ";
    private const int LengthLimit = 200;
    private const int UnknownKeysAMinute = 300;

    // How long a replaced key or a suspension may go unnoticed by a node.
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(2);

    private static readonly object Place = new();
    private readonly ConcurrentDictionary<string, (Operator Operator, long At)> _known = new(StringComparer.Ordinal);

    /// <summary>The operator of this request.</summary>
    public static Operator Of(HttpContext http) => (Operator)http.Items[Place]!;

    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments("/cluster"))
        {
            await next(http);
            return;
        }

        try
        {
            var door = http.RequestServices.GetRequiredService<OperatorDoor>();
            if (!IsPublic(http) && await door.RefusalAsync(http) is { } problem)
            {
                await problem.ExecuteAsync(http);
                return;
            }

            await next(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            await SayAsync(http, failure);
        }
    }

    private static bool IsPublic(HttpContext http) => http.Request.Path.StartsWithSegments(LogDoor.Start);

    private static Task SayAsync(HttpContext http, Exception failure)
    {
        var log = http.RequestServices.GetRequiredService<ILogger<OperatorDoor>>();
        if (PostgresAway.Is(failure) || failure is OrleansException or TimeoutException or ObjectDisposedException)
        {
            log.LogWarning(
                "request {Reference} could not be answered: {Reason}", http.TraceIdentifier, failure.Message);
            return IsPublic(http)
                ? LogAnswer.NotReady.ExecuteAsync(http)
                : PoolDoor.Moving().ExecuteAsync(http);
        }

        if (failure.GetBaseException() is BadHttpRequestException bad)
        {
            return Problem.OfStatus(bad.StatusCode).ExecuteAsync(http);
        }

        log.LogError(failure, "request {Reference} failed", http.TraceIdentifier);
        return Problem.OfStatus(StatusCodes.Status500InternalServerError).ExecuteAsync(http);
    }

    private async Task<Problem?> RefusalAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var key = header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && header.Length <= LengthLimit
            ? header[Prefix.Length..].Trim()
            : null;
        // Whatever is not known here counts before the database is asked: guessing costs it nothing.
        if ((key is null || !_known.ContainsKey(key)) && !rates.TryPass(
            $"unknown key {http.Connection.RemoteIpAddress}", UnknownKeysAMinute, TimeSpan.FromMinutes(1)))
        {
            return Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = 60 };
        }

        if (key is null || await FindAsync(key, http.RequestAborted) is not { } found)
        {
            return Problem.OfStatus(StatusCodes.Status401Unauthorized);
        }

        http.Items[Place] = found;
        // Commands are counted over the whole cluster, where they are let in; requests of any kind at each door.
        return found.IsSuspended
            ? new Problem(StatusCodes.Status403Forbidden, "suspended", new(
                "该运营方已被暂停；请联系集群管理员。", "This operator is suspended; ask whoever runs the cluster."))
            : rates.TryPass($"requests of {found.Name}", found.Rate, TimeSpan.FromSeconds(1))
                ? null
                : Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = 1 };
    }

    // Wrong keys are not remembered: there is no end of them.
    private async Task<Operator?> FindAsync(string key, CancellationToken cancellation)
    {
        if (_known.TryGetValue(key, out var known) && wall.GetElapsedTime(known.At) < KnownFor)
        {
            return known.Operator;
        }

        if (await operators.FindByKeyAsync(key, cancellation) is not { } found)
        {
            _known.TryRemove(key, out _);
            return null;
        }

        _known[key] = (found, wall.GetTimestamp());
        return found;
    }
}
