using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>Reads the times of order files: what shops' exports usually write, or one stated format.</summary>
internal static class ShopTime
{
    // FFFFFFF reads a fraction of up to seven digits or none; one M, d or H reads one digit or two.
    private static readonly string[] Usual =
    [
        "yyyy-M-d'T'H:m:s.FFFFFFF", "yyyy-M-d H:m:s.FFFFFFF", "yyyy-M-d'T'H:m", "yyyy-M-d H:m", "yyyy-M-d",
        "yyyy/M/d H:m:s.FFFFFFF", "yyyy/M/d H:m", "yyyy/M/d",
    ];

    private static readonly string[] UsualWithOffset = [.. Usual.Select(format => format + "zzz")];

    public static bool TryRead(string text, string? format, Duration utcOffset, out Instant at)
    {
        var hasOffset = format is not null ? NamesOffset(format) : EndsInOffset(text);
        var written = hasOffset && text.EndsWith('Z') && format is null ? text[..^1] + "+00:00" : text;
        string[] formats = format is not null ? [format] : hasOffset ? UsualWithOffset : Usual;
        var reads = DateTimeOffset.TryParseExact(
            written, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is >= 1900 and <= 9000;
        at = reads ? Instant.From(time) : default;
        at = hasOffset || !reads ? at : new(at.Milliseconds - utcOffset.Milliseconds);
        return reads;
    }

    /// <summary>Whether a format gives back what it wrote, to the day.</summary>
    public static bool IsFormat(string format)
    {
        // A format without a date reads as today, and today is not 1999-05-07.
        var example = new DateTimeOffset(1999, 5, 7, 10, 0, 0, TimeSpan.Zero);
        try
        {
            var written = example.ToString(format, CultureInfo.InvariantCulture);
            return DateTimeOffset.TryParseExact(
                written, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
                && read.UtcDateTime.Date == example.UtcDateTime.Date;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool NamesOffset(string format) =>
        format.Contains('z', StringComparison.Ordinal) || format.Contains('K', StringComparison.Ordinal);

    private static bool EndsInOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 10 && text[^3] == ':' && text[^6] is '+' or '-');
}
