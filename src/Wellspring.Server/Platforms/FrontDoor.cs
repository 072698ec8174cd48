using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Wellspring.Cluster;
using Wellspring.Server.Api;
using Wellspring.Storage.Postgres;
using Yarp.ReverseProxy.Forwarder;

namespace Wellspring.Server.Platforms;

/// <summary>Says which node runs a platform, and has one open it where none does.</summary>
public interface IPlatformOwners
{
    /// <summary>This node's own front address, as other nodes reach it.</summary>
    Uri Own { get; }

    /// <summary>The front address of the node that runs it; null while that is not known.</summary>
    Task<Uri?> FindAsync(PoolKey key, CancellationToken cancellation);

    /// <summary>Whoever was found last does not have it any more.</summary>
    void Forget(PoolKey key);
}

/// <summary>
/// A node's front door to whole platforms: takes any request of any platform by its host, and passes it to the node
/// that runs the platform.
/// </summary>
/// <remarks>
/// A request is passed on again only where it is certain that nobody acted on it, or where acting twice is the same as
/// once. It goes from one node to one other and no further.
/// </remarks>
public sealed class FrontDoor(
    PlatformBook book, IPlatformOwners owners, OpenPlatforms open, PlatformHome home, IHttpForwarder forwarder)
    : IDisposable
{
    private const int KeptInMemory = 64 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HostsLive = TimeSpan.FromSeconds(2);

    // A long poll of the console lasts 90 seconds.
    private static readonly ForwarderRequestConfig Passing = new()
    {
        ActivityTimeout = TimeSpan.FromSeconds(100),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly byte[] _hopKey = home.Secret.KeyFor("hop");
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2),
    });

    private readonly Lock _starting = new();
    private Task _loading = Task.CompletedTask;
    private volatile KnownHosts? _hosts;

    public async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        if (IsNodes(http.Request.Path))
        {
            await next(http);
            return;
        }

        PoolKey? platform;
        try
        {
            platform = await KeyOfAsync(http.Request.Host.Host, http.RequestAborted);
        }
        catch (Exception away) when (PostgresAway.Is(away))
        {
            // Nothing was ever read: whose host it is, nobody here can say.
            await MovingPage.AnswerAsync(http, isKnown: true);
            return;
        }

        if (platform is not { } key)
        {
            await next(http);
            return;
        }

        if (!Hop.IsClaimed(http))
        {
            await PassOnAsync(http, key, Hop.Of(http));
        }
        else if (Hop.Read(http, _hopKey, home.Wall.GetUtcNow()) is { } hop)
        {
            await TakeInAsync(http, key, hop);
        }
        else
        {
            // Forged, or from a node with another secret or clock. Passing it on might go round for ever.
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    public void Dispose() => _client.Dispose();

    // The node's own under every host: it answers for itself, whatever becomes of the database.
    private static bool IsNodes(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/cluster");

    /// <summary>The platform that answers under a host; null where none does.</summary>
    private async Task<PoolKey?> KeyOfAsync(string host, CancellationToken cancellation)
    {
        var known = _hosts;
        if (known is null || Stopwatch.GetElapsedTime(known.ReadAt) > HostsLive)
        {
            var (loading, isOurs) = Load();
            if (known is null || isOurs)
            {
                await loading.WaitAsync(cancellation);
            }
        }

        return _hosts!.Keys.TryGetValue(host, out var key) ? key : null;
    }

    // One reading at a time, whoever asks; while the first is under way, all wait for it.
    private (Task Loading, bool IsOurs) Load()
    {
        lock (_starting)
        {
            var isOurs = _loading.IsCompleted;
            if (isOurs)
            {
                _loading = Task.Run(ReadHostsAsync);
            }

            return (_loading, isOurs);
        }
    }

    private async Task ReadHostsAsync()
    {
        try
        {
            _hosts = new(await book.HostsAsync(CancellationToken.None), Stopwatch.GetTimestamp());
        }
        catch (Exception away) when (PostgresAway.Is(away) && _hosts is not null)
        {
            // The database is away: the names of yesterday are those of today.
            _hosts = _hosts with { ReadAt = Stopwatch.GetTimestamp() };
        }
    }

    // Another node sent it here: it is ours, or nobody's for now. What may be repeated, the other node repeats.
    private async Task TakeInAsync(HttpContext http, PoolKey key, Hop hop)
    {
        var outcome = open.Find(key) is { } door
            ? await SendAsync(http, door.Address, new InnerPassage(door, hop))
            : Outcome.NotReached;
        if (outcome is Outcome.Answered)
        {
            return;
        }

        http.Response.Clear();
        if (outcome is Outcome.Unknown && !MayRepeat(http))
        {
            await MovingPage.AnswerAsync(http, isKnown: false);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers[Passage.Moved] = "1";
    }

    private async Task PassOnAsync(HttpContext http, PoolKey key, Hop hop)
    {
        if (http.Request.ContentLength > http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            await Problem.OfStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);
            return;
        }

        var mayRepeat = MayRepeat(http);
        if (HasBody(http))
        {
            // How long it may be, the node's own limit says.
            http.Request.EnableBuffering(KeptInMemory);
        }

        var started = Stopwatch.GetTimestamp();
        var outcome = Outcome.NotReached;
        while (!http.RequestAborted.IsCancellationRequested)
        {
            outcome = await TryAsync(http, key, hop);
            if (outcome is Outcome.Answered)
            {
                return;
            }

            owners.Forget(key);
            if ((outcome is Outcome.Unknown && !mayRepeat) || Stopwatch.GetElapsedTime(started) > home.Patience)
            {
                break;
            }

            await Task.Delay(Pause, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            http.Response.Clear();
            if (http.Request.Body.CanSeek)
            {
                http.Request.Body.Position = 0;
            }
        }

        http.Response.Clear();
        await MovingPage.AnswerAsync(http, isKnown: outcome is Outcome.NotReached || mayRepeat);
    }

    private async Task<Outcome> TryAsync(HttpContext http, PoolKey key, Hop hop)
    {
        // What runs here needs no asking: whoever lost it has closed its door.
        if (open.Find(key) is { } door)
        {
            return await SendAsync(http, door.Address, new InnerPassage(door, hop));
        }

        var owner = await owners.FindAsync(key, http.RequestAborted);
        return owner is null || owner == owners.Own
            ? Outcome.NotReached
            : await SendAsync(http, owner, new NodePassage(hop, _hopKey, home.Wall));
    }

    private async Task<Outcome> SendAsync(HttpContext http, Uri to, Passage passage)
    {
        var error = await forwarder.SendAsync(http, to.AbsoluteUri, _client, Passing, passage);
        if (passage.IsMoved)
        {
            return Outcome.NotReached;
        }

        if (error is ForwarderError.None || http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
        {
            return Outcome.Answered;
        }

        var failure = http.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (failure?.GetBaseException() is BadHttpRequestException bad)
        {
            // Too long, too slow or broken off: nobody has had the whole of it.
            http.Response.Clear();
            await Problem.OfStatus(bad.StatusCode).ExecuteAsync(http);
            return Outcome.Answered;
        }

        return failure is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
            }
            ? Outcome.NotReached
            : Outcome.Unknown;
    }

    private static bool MayRepeat(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    private static bool HasBody(HttpContext http) =>
        http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true
        && http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true };

    private sealed record KnownHosts(FrozenDictionary<string, PoolKey> Keys, long ReadAt);

    private enum Outcome
    {
        Answered,

        /// <summary>Nobody has acted on it.</summary>
        NotReached,

        /// <summary>Somebody may have.</summary>
        Unknown,
    }
}
