using System.Globalization;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>Days of claims: counted from 1970-01-01, written as <c>2021-03-05</c>.</summary>
internal static class ClaimDays
{
    private static readonly DateOnly Earliest = new(1990, 1, 1);
    private static readonly DateOnly First = DateOnly.FromDateTime(DateTime.UnixEpoch);

    public static string Write(long day) =>
        First.AddDays((int)day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool TryRead(string text, out long day)
    {
        var isDay = DateOnly.TryParseExact(
            text, ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None,
            out var date);
        day = date.DayNumber - First.DayNumber;
        return isDay && date >= Earliest;
    }
}
