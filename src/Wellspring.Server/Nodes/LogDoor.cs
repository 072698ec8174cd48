using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Cluster;
using Wellspring.Engine;
using Wellspring.Server.Api;
using Wellspring.Server.Logs;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Nodes;

/// <summary>The public logs of pools without pages, for everybody and without a key. Any node answers.</summary>
internal sealed class LogDoor(PoolBook book, PoolCalls calls, RateGate rates)
{
    /// <summary>What lies behind needs no operator's key.</summary>
    public const string Start = "/cluster/v1/public";

    private const int MostPerSecond = 100;

    // Pools are added and never taken away, so that only unknown names ask the database.
    private readonly ConcurrentDictionary<PoolKey, bool> _known = [];

    public static void Map(IEndpointRouteBuilder routes) => LogPages.MapReading(
        routes.MapGroup(Start + "/{owner}/{pool}/log"),
        (http, ask, cancellation) =>
            http.RequestServices.GetRequiredService<LogDoor>().AnswerAsync(http, ask, cancellation));

    /// <summary>Who counts as one caller: a household has a whole /64 of the newer addresses.</summary>
    internal static string CallerOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => $"{address.MapToIPv4()}",
        { AddressFamily: AddressFamily.InterNetworkV6 } =>
            $"{new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]])}/64",
        _ => $"{address}",
    };

    internal async Task<IResult> AnswerAsync(HttpContext http, LogAsk ask, CancellationToken cancellation)
    {
        if (!rates.TryPass($"log {CallerOf(http.Connection.RemoteIpAddress)}", MostPerSecond, TimeSpan.FromSeconds(1)))
        {
            return Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = 1 };
        }

        if (await FindAsync($"{http.GetRouteValue("owner")}", $"{http.GetRouteValue("pool")}", cancellation)
            is not { } key)
        {
            return NoSuchLog();
        }

        var reply = await calls.ReadOnceAsync(
            key, new(PoolQuestion.Log, JsonSerializer.Serialize(ask)), cancellation);
        return reply.Kind switch
        {
            PoolReplyKind.Answered => JsonSerializer.Deserialize<LogAnswer>(reply.Body)
                ?? throw new FormatException("the owner of a pool answered nothing"),
            PoolReplyKind.NoSuchPool => NoSuchLog(),
            PoolReplyKind.Damaged => PoolDoor.Damaged(),
            PoolReplyKind.BadInput when LineMistake.FromJson(reply.Body) is var why =>
                Problem.Unavailable("log-off", why.Zh, why.En, retryAfterSeconds: 60),
            _ => LogAnswer.NotReady,
        };
    }

    private async Task<PoolKey?> FindAsync(string owner, string pool, CancellationToken cancellation)
    {
        if (!PoolKey.IsName(owner) || !PoolKey.IsName(pool))
        {
            return null;
        }

        var key = PoolKey.Of(owner, pool);
        if (!_known.ContainsKey(key))
        {
            if (await book.FindAsync(key, cancellation) is not { Kind: PoolEntry.Headless })
            {
                return null;
            }

            _known[key] = true;
        }

        return key;
    }

    private static Problem NoSuchLog() => Problem.NotFound(
        "没有这样的账本；平台的公开日志在平台自己的地址 /log 下。",
        "There is no such pool; a platform shows its log at its own address, under /log.");
}
