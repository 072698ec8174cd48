using System.Collections.Concurrent;
using Wellspring.Cluster;

namespace Wellspring.Server.Platforms;

/// <summary>The platforms that are open on this node, and the inner doors to them.</summary>
public sealed class OpenPlatforms
{
    private readonly ConcurrentDictionary<PoolKey, PlatformDoor> _doors = [];

    public PlatformDoor? Find(PoolKey key) => _doors.GetValueOrDefault(key);

    /// <summary>Keys of all that are open.</summary>
    public IEnumerable<PoolKey> Keys => _doors.Keys;

    internal void Add(PoolKey key, PlatformDoor door) => _doors[key] = door;

    // Only its own: a later opening may stand there already.
    internal void Remove(PoolKey key, PlatformDoor door) => _doors.TryRemove(new(key, door));
}

/// <summary>Where a platform listens inside its node, and the key that lets the node in.</summary>
public sealed record PlatformDoor(Uri Address, string Key);
