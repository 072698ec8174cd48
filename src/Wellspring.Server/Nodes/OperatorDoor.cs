using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Cluster;
using Wellspring.Server.Api;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Nodes;

/// <summary>Knows an operator by its key: <c>Authorization: Bearer …</c>. Everything behind sees only what is its own.
/// </summary>
internal sealed class OperatorDoor(Operators operators, RateGate rates, TimeProvider wall)
{
    private const string Prefix = "Bearer ";
    private const int LengthLimit = 200;
    private const int WrongKeysAMinute = 300;

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

        var door = http.RequestServices.GetRequiredService<OperatorDoor>();
        if (await door.RefusalAsync(http) is { } problem)
        {
            await problem.ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private async Task<Problem?> RefusalAsync(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > LengthLimit
            || await FindAsync(header[Prefix.Length..].Trim(), http.RequestAborted) is not { } found)
        {
            return rates.TryPass($"wrong key {http.Connection.RemoteIpAddress}", WrongKeysAMinute, TimeSpan.FromMinutes(1))
                ? Problem.OfStatus(StatusCodes.Status401Unauthorized)
                : Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = 60 };
        }

        http.Items[Place] = found;
        return found.IsSuspended
            ? new Problem(StatusCodes.Status403Forbidden, "suspended", new(
                "该运营方已被暂停；请联系集群管理员。", "This operator is suspended; ask whoever runs the cluster."))
            : null;
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
