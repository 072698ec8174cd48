namespace Wellspring.Proof;

/// <summary>What a log stated at its last positions, for whoever looks a little back.</summary>
/// <remarks>It is kept in memory alone: after a new start it fills up again.</remarks>
public sealed class RecentFigures
{
    /// <summary>How many positions are kept where nothing else is said.</summary>
    public const int Most = 65_536;

    private readonly Dictionary<long, Standing> _kept = [];
    private readonly int _most;

    private long _end;

    /// <param name="most">How many positions are kept.</param>
    public RecentFigures(int most = Most) => _most = most;

    /// <summary>Keeps the figures after the entry before <see cref="PublicFigures.Next"/>.</summary>
    public void Keep(PublicFigures figures)
    {
        if (figures.Next != _end && figures.Next != _end + 1)
        {
            // Another log, or a part that was read before and perhaps never signed: nothing of it counts.
            _kept.Clear();
        }

        _end = figures.Next;
        _kept[_end] = Standing.Of(figures);
        _kept.Remove(_end - _most);
    }

    /// <summary>What the log stood at; null where that is not known any more.</summary>
    public Standing? Find(long position) => _kept.TryGetValue(position, out var kept) ? kept : null;
}
