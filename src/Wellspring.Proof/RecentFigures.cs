namespace Wellspring.Proof;

/// <summary>What a log stated at its last positions, for whoever looks a little back.</summary>
/// <remarks>It is kept in memory alone: after a new start it fills up again.</remarks>
public sealed class RecentFigures
{
    /// <summary>How many positions are kept.</summary>
    public const int Most = 65_536;

    private readonly Dictionary<long, (long Pool, long Circulating, int Scale)> _kept = [];

    private long _end;

    /// <summary>Keeps the figures after the entry before <see cref="PublicFigures.Next"/>.</summary>
    public void Keep(PublicFigures figures)
    {
        if (figures.Next != _end && figures.Next != _end + 1)
        {
            // Another log, or a part that was read before and perhaps never signed: nothing of it counts.
            _kept.Clear();
        }

        _end = figures.Next;
        _kept[_end] = (figures.Pool, figures.Circulating, figures.Scale);
        _kept.Remove(_end - Most);
    }

    /// <summary>Whether a position is still known and stood at other figures than these.</summary>
    public bool Contradicts(long position, long pool, long circulating, int scale) =>
        _kept.TryGetValue(position, out var kept) && kept != (pool, circulating, scale);
}
