using System.Collections.Concurrent;
using Wellspring.Cluster;
using Wellspring.Engine.Journals;

namespace Wellspring.Server.Nodes;

/// <summary>Up to where this process has acknowledged each pool that it owned and gave up.</summary>
/// <remarks>
/// A database that failed over to a standby which lagged has lost the end without a trace. Whoever acknowledged it
/// knows, and opens no pool that has forgotten.
/// </remarks>
internal sealed class LastEnds
{
    private readonly ConcurrentDictionary<PoolKey, JournalEnd> _ends = new();

    /// <summary>Remembers where a pool stood when its writer had ended.</summary>
    public void Keep(PoolKey key, JournalEnd end)
    {
        if (end.Position > 0)
        {
            _ends[key] = end;
        }
    }

    /// <summary>Refuses a journal that does not hold what was acknowledged here.</summary>
    /// <exception cref="JournalDamagedException">The journal has lost what was acknowledged.</exception>
    public void Require(PoolKey key, Func<JournalEnd, bool> holds)
    {
        if (_ends.TryGetValue(key, out var last) && !holds(last))
        {
            throw new JournalDamagedException(last.Position, "lost-end");
        }
    }
}
