using System.Globalization;

namespace Wellspring.Core;

/// <summary>A moment, in milliseconds since 1970-01-01T00:00:00Z. It always comes in from outside.</summary>
public readonly record struct Instant(long Milliseconds) : IComparable<Instant>
{
    public const long MillisecondsPerDay = 86_400_000;

    public static Instant From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds);

    public Instant Plus(Duration duration) => new(Milliseconds + duration.Milliseconds);

    public Instant Later(Instant other) => Milliseconds >= other.Milliseconds ? this : other;

    /// <summary>
    /// The calendar day at a fixed offset from UTC, counted from 1970-01-01; earlier days are negative.
    /// </summary>
    public long DayAt(Duration offset)
    {
        var local = Milliseconds + offset.Milliseconds;
        var timeOfDay = ((local % MillisecondsPerDay) + MillisecondsPerDay) % MillisecondsPerDay;
        return (local - timeOfDay) / MillisecondsPerDay;
    }

    public int CompareTo(Instant other) => Milliseconds.CompareTo(other.Milliseconds);

    public static bool operator <(Instant left, Instant right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(Instant left, Instant right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(Instant left, Instant right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(Instant left, Instant right) => left.Milliseconds >= right.Milliseconds;

    /// <summary>ISO 8601 in UTC: <c>2026-01-05T02:00:00.000Z</c>.</summary>
    public override string ToString() =>
        ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A length of time in milliseconds; plan files write it as <c>7d</c>, <c>12h</c>, <c>30m</c>.</summary>
public readonly record struct Duration(long Milliseconds)
{
    public static Duration Zero => default;

    public static Duration Days(int days) => new(days * Instant.MillisecondsPerDay);

    public override string ToString() =>
        Milliseconds % Instant.MillisecondsPerDay == 0 ? $"{Milliseconds / Instant.MillisecondsPerDay}d"
        : Milliseconds % 3_600_000 == 0 ? $"{Milliseconds / 3_600_000}h"
        : $"{Milliseconds / 60_000}m";
}
