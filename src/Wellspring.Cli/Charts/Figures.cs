using System.Globalization;

namespace Wellspring.Cli.Charts;

/// <summary>How a number is written for people: in full, with separators, the same on every machine.</summary>
internal static class Figures
{
    public static string Yuan(decimal amount) => "¥" + Written(amount, "#,##0.00");

    public static string Price(decimal price) => Written(price, "#,##0.0000");

    public static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Minute(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Second(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Zone(DateTimeOffset at) => "UTC" + at.ToString("zzz", CultureInfo.InvariantCulture);

    public static string Written(decimal number, string format) =>
        number.ToString(format, CultureInfo.InvariantCulture);
}
