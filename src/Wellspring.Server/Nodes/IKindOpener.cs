using Wellspring.Cluster;

namespace Wellspring.Server.Nodes;

/// <summary>Opens pools of one kind: those without pages, or whole platforms.</summary>
public interface IKindOpener
{
    /// <summary>As in <see cref="PoolEntry.Kind"/>.</summary>
    string Kind { get; }

    Task<IOwnedPool> OpenAsync(PoolEntry entry, CancellationToken cancellation);
}

/// <summary>Looks up what kind of pool it is, and lets the opener of that kind open it.</summary>
internal sealed class OpenerByKind(PoolBook book, IEnumerable<IKindOpener> openers) : IPoolOpener
{
    private readonly Dictionary<string, IKindOpener> _openers = openers.ToDictionary(opener => opener.Kind);

    public async Task<IOwnedPool> OpenAsync(PoolKey key, CancellationToken cancellation)
    {
        var entry = await book.FindAsync(key, cancellation) ?? throw new NoSuchPoolException(key);
        return _openers.TryGetValue(entry.Kind, out var opener)
            ? await opener.OpenAsync(entry, cancellation)
            : throw new NotSupportedException($"this node opens no {entry.Kind}");
    }
}
