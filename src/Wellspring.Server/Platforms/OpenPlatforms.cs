using System.Collections.Concurrent;

namespace Wellspring.Server.Platforms;

/// <summary>The platforms that are open on this node, and the inner doors to them.</summary>
public sealed class OpenPlatforms
{
    private readonly ConcurrentDictionary<string, PlatformDoor> _doors = new(StringComparer.Ordinal);

    public PlatformDoor? Find(string key) => _doors.GetValueOrDefault(key);

    /// <summary>Keys of all that are open.</summary>
    public IEnumerable<string> Keys => _doors.Keys;

    internal void Add(string key, PlatformDoor door) => _doors[key] = door;

    // Only its own: a later opening may stand there already.
    internal void Remove(string key, PlatformDoor door) => _doors.TryRemove(new(key, door));
}

/// <summary>Where a platform listens inside its node, and the key that lets the node in.</summary>
public sealed record PlatformDoor(Uri Address, string Key);
