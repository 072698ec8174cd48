namespace Wellspring.Shop.Access;

/// <summary>Counts how often something was tried within a window, and says when it was too often.</summary>
/// <remarks>
/// Held in memory: a restart forgets it. What must outlive a restart, such as the attempts at one code, is in a table.
/// </remarks>
public sealed class RateGate(TimeProvider wall)
{
    private const int MostKeys = 100_000;

    private readonly Lock _counting = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>Counts one try; false when <paramref name="most"/> were made in the window already.</summary>
    public bool TryPass(string key, int most, TimeSpan window)
    {
        var now = wall.GetUtcNow();
        lock (_counting)
        {
            if (_windows.Count >= MostKeys)
            {
                Sweep(now);
            }

            if (!_windows.TryGetValue(key, out var entry) || entry.Ends <= now)
            {
                _windows[key] = new(now + window, 1);
                return true;
            }

            _windows[key] = entry with { Count = entry.Count + 1 };
            return entry.Count < most;
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, window) in _windows)
        {
            if (window.Ends <= now)
            {
                _windows.Remove(key);
            }
        }

        // Only a flood from many addresses gets here: forgetting is better than growing.
        if (_windows.Count >= MostKeys)
        {
            _windows.Clear();
        }
    }

    private readonly record struct Window(DateTimeOffset Ends, int Count);
}
