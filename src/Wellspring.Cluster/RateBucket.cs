namespace Wellspring.Cluster;

/// <summary>One second's worth of commands, refilled as time passes.</summary>
/// <remarks>
/// A command is ten million parts, as a second is ten million ticks: however often and however small, no part of what
/// time brought is lost.
/// </remarks>
internal sealed class RateBucket(TimeProvider wall)
{
    private const long Parts = TimeSpan.TicksPerSecond;

    private long? _filledAt;
    private long _parts;

    /// <summary>Seconds until so many may pass; 0 where they may now.</summary>
    /// <remarks>More than a second's worth passes when the bucket is full, and is paid for afterwards.</remarks>
    public int WaitSeconds(int commands, int rate)
    {
        Fill(rate);
        var missing = (Math.Min(commands, rate) * Parts) - _parts;
        var second = rate * Parts;
        return missing <= 0 ? 0 : (int)Math.Min(int.MaxValue, (missing + second - 1) / second);
    }

    public void Take(int commands) => _parts -= commands * Parts;

    private void Fill(int rate)
    {
        var now = wall.GetTimestamp();
        var ticks = _filledAt is { } before ? wall.GetElapsedTime(before, now).Ticks : TimeSpan.TicksPerSecond;
        if (ticks > 0)
        {
            _parts = (long)Int128.Min(rate * Parts, _parts + ((Int128)rate * ticks));
            _filledAt = now;
        }
    }
}
