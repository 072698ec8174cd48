using System.Globalization;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Pools;

/// <summary>
/// The journal's time: wall time, and in a sandbox a stored offset that only grows, so that a demonstration can let a
/// week pass. Sessions, codes and signatures never use it.
/// </summary>
public sealed class PoolClock
{
    private const string Setting = "clock-offset-ms";
    private readonly ShopDatabase _database;
    private long _offset;

    public PoolClock(TimeProvider wall, ShopDatabase database)
    {
        (Wall, _database) = (wall, database);
        _offset = database.Read(reader =>
            reader.Text($"SELECT value FROM settings WHERE name = {Setting}") is { } stored
                ? long.Parse(stored, CultureInfo.InvariantCulture)
                : 0);
    }

    public TimeProvider Wall { get; }

    public Duration Offset => new(Interlocked.Read(ref _offset));

    /// <summary>The journal's present.</summary>
    public Instant Now() => WallNow().Plus(Offset);

    /// <summary>Wall time: for sessions, one-time codes, signatures and what a log says.</summary>
    public Instant WallNow() => Instant.From(Wall.GetUtcNow());

    /// <summary>Lets time pass in a sandbox.</summary>
    /// <exception cref="InvalidOperationException">The pool is not a sandbox, or time would go back.</exception>
    public void Advance(Duration by, bool isSandbox)
    {
        if (!isSandbox || by.Milliseconds <= 0)
        {
            throw new InvalidOperationException("time is moved in a sandbox only, and only forward");
        }

        _database.Write(transaction =>
        {
            var grown = Interlocked.Read(ref _offset) + by.Milliseconds;
            transaction.Execute($"""
                INSERT INTO settings (name, value) VALUES ({Setting}, {grown.ToString(CultureInfo.InvariantCulture)})
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """);
            Interlocked.Exchange(ref _offset, grown);
        });
    }
}
