using System.Globalization;

namespace Wellspring.Shop.Database;

/// <summary>Calendar months as the shop's statements ask for them, with <c>month_of(ms)</c>.</summary>
internal static class Months
{
    /// <summary>Such as <c>2026-11</c>; add the time zone to the moment first.</summary>
    public static string Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
        .ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
