using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Shop.Merchants;

/// <summary>Calendar days in the plan's time zone, which settlement counts by.</summary>
public static class Days
{
    private const string Form = "yyyy-MM-dd";
    private static readonly DateOnly First = new(1970, 1, 1);

    /// <summary>The day a moment lies in.</summary>
    public static DateOnly Of(Instant at, Duration timeZone) => First.AddDays((int)at.DayAt(timeZone));

    /// <summary>The moment a day begins.</summary>
    public static Instant Start(DateOnly day, Duration timeZone) => new(
        ((day.DayNumber - First.DayNumber) * Instant.MillisecondsPerDay) - timeZone.Milliseconds);

    /// <summary>As tables, addresses and files carry it: <c>2026-11-22</c>.</summary>
    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    public static bool TryRead(string? text, out DateOnly day) => DateOnly.TryParseExact(
        text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
        && day.Year is > 1970 and < 9000;
}
