namespace Wellspring.Core;

/// <summary>Moments as ISO 8601 text with an offset: <c>2026-01-05T10:00:00.250+08:00</c>.</summary>
/// <remarks>
/// One spelling only, read digit by digit: the library's parsers take more than they say, and what they take has
/// changed between releases, while the same line must give the same command for ever.
/// </remarks>
internal static class IsoTime
{
    private const int MostFraction = 7;
    private const string Minutes = "dddd-dd-ddTdd:dd";

    /// <summary>
    /// Reads date, <c>T</c>, hours and minutes, seconds and up to seven decimals of them if there are any, and
    /// <c>Z</c> or <c>±hh:mm</c>. What is finer than a millisecond is cut off.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out Instant time)
    {
        time = default;
        var rest = text;
        if (!Takes(ref rest, Minutes)
            || !TrySeconds(ref rest, out var second, out var millisecond)
            || !TryOffset(rest, out var offset))
        {
            return false;
        }

        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute) = (Number(text[11..13]), Number(text[14..16]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, second).Ticks - DateTime.UnixEpoch.Ticks;
        time = new((ticks / TimeSpan.TicksPerMillisecond) + millisecond - offset.Milliseconds);
        return true;
    }

    private static bool TrySeconds(ref ReadOnlySpan<char> rest, out int second, out int millisecond)
    {
        (second, millisecond) = (0, 0);
        if (!rest.StartsWith(":"))
        {
            return true;
        }

        var seconds = rest;
        if (!Takes(ref rest, ":dd"))
        {
            return false;
        }

        second = Number(seconds[1..3]);
        if (!rest.StartsWith("."))
        {
            return true;
        }

        rest = rest[1..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
        for (var place = 0; place < 3; place++)
        {
            millisecond = (millisecond * 10) + (place < digits ? rest[place] - '0' : 0);
        }

        rest = rest[digits..];
        return digits is >= 1 and <= MostFraction;
    }

    // Offsets in use reach from -12:00 to +14:00.
    private static bool TryOffset(ReadOnlySpan<char> rest, out Duration offset)
    {
        offset = Duration.Zero;
        if (rest is "Z")
        {
            return true;
        }

        var digits = rest;
        if (rest is not ['+' or '-', _, _, ':', _, _] || !Takes(ref digits, rest[0] == '+' ? "+dd:dd" : "-dd:dd"))
        {
            return false;
        }

        var (hours, minutes) = (Number(rest[1..3]), Number(rest[4..6]));
        offset = new((rest[0] == '-' ? -60_000L : 60_000L) * ((hours * 60) + minutes));
        return minutes <= 59 && (hours * 60) + minutes <= 14 * 60;
    }

    /// <summary>Moves past <paramref name="pattern"/>, where <c>d</c> is a digit, if the text begins so.</summary>
    private static bool Takes(ref ReadOnlySpan<char> text, string pattern)
    {
        if (text.Length < pattern.Length)
        {
            return false;
        }

        for (var place = 0; place < pattern.Length; place++)
        {
            var fits = pattern[place] == 'd' ? char.IsAsciiDigit(text[place]) : text[place] == pattern[place];
            if (!fits)
            {
                return false;
            }
        }

        text = text[pattern.Length..];
        return true;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
