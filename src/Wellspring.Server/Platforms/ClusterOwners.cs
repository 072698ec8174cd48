using System.Collections.Concurrent;
using Wellspring.Cluster;

namespace Wellspring.Server.Platforms;

/// <summary>Asks the cluster who runs a platform, and remembers it until somebody there says otherwise.</summary>
internal sealed class ClusterOwners(PoolCalls calls, NodeOptions node, TimeProvider wall) : IPlatformOwners
{
    // Shorter than a visitor waits: meanwhile the platform may have opened here, which is seen without asking.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<PoolKey, Uri> _known = [];

    public Uri Own => node.PublicUrl;

    public async Task<Uri?> FindAsync(PoolKey key, CancellationToken cancellation)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        using var patience = new CancellationTokenSource(Patience, wall);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            if (await calls.WhereAsync(key, both.Token) is { } found)
            {
                _known[key] = found;
                return found;
            }
        }
        catch (OperationCanceledException)
        {
            // It is on its way; whoever waits asks again.
        }

        return null;
    }

    public void Forget(PoolKey key) => _known.TryRemove(key, out _);
}
