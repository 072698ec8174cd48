using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Wellspring.Server.Platforms;

/// <summary>How a request is passed on: under the visitor's host, without what only nodes may say.</summary>
internal abstract class Passage : HttpTransformer
{
    /// <summary>On an answer from a node that does not have the platform, and did nothing.</summary>
    public const string Moved = "Wellspring-Moved";

    /// <summary>Whether the node it went to does not have the platform.</summary>
    public bool IsMoved { get; private set; }

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in InnerDoor.Ours)
        {
            proxyRequest.Headers.Remove(name);
        }

        proxyRequest.Headers.Host = httpContext.Request.Host.ToUriComponent();
        Sign(httpContext, proxyRequest);
    }

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        IsMoved = proxyResponse?.Headers.Contains(Moved) is true;
        return IsMoved ? new(false) : base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    protected abstract void Sign(HttpContext http, HttpRequestMessage passed);
}

/// <summary>From a node to the platform that it runs.</summary>
internal sealed class InnerPassage(PlatformDoor door, Hop hop) : Passage
{
    protected override void Sign(HttpContext http, HttpRequestMessage passed)
    {
        passed.Headers.TryAddWithoutValidation(InnerDoor.Key, door.Key);
        passed.Headers.TryAddWithoutValidation(InnerDoor.Client, hop.Client.ToString());
        passed.Headers.TryAddWithoutValidation(InnerDoor.Scheme, hop.Scheme);
    }
}

/// <summary>From a node to the one that runs the platform.</summary>
internal sealed class NodePassage(Hop hop, byte[] key, TimeProvider wall) : Passage
{
    protected override void Sign(HttpContext http, HttpRequestMessage passed) =>
        passed.Headers.TryAddWithoutValidation(Hop.Header, hop.Sign(http, key, wall.GetUtcNow()));
}
