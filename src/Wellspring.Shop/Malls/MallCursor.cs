using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>
/// Where a reading of a mall stands: it goes in sweeps from <paramref name="Since"/> to the end, ordered by (time of
/// change, row), and every sweep begins a stretch before the end of the last one.
/// </summary>
/// <remarks>
/// The stretch is what catches orders that changed in the same second as the last one read, or whose change was
/// committed after a later one was read. Times are microseconds of the mall's own clock.
/// </remarks>
/// <param name="At">The key of the last row read in this sweep, with <paramref name="Row"/>.</param>
/// <param name="High">The latest change seen so far.</param>
internal readonly record struct MallCursor(long Since, long At, long Row, long High)
{
    public static MallCursor Start(long since) => new(since, since, 0, since);

    /// <summary>The cursor after a full page: the same sweep goes on.</summary>
    public MallCursor After(long at, long row) => this with { At = at, Row = row, High = Math.Max(High, at) };

    /// <summary>
    /// The next sweep. A change that claims to lie in the future moves nothing: it would hide all that comes before.
    /// </summary>
    public MallCursor NextSweep(long now, Duration overlap)
    {
        var high = Math.Min(High, now);
        return Start(Math.Max(Since, high - (overlap.Milliseconds * 1_000))) with { High = high };
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"1:{Since}:{At}:{Row}:{High}");

    /// <exception cref="FormatException">The text is not a cursor of this release.</exception>
    public static MallCursor Read(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 5 && parts[0] == "1" && Number(parts[1], out var since) && Number(parts[2], out var at)
            && Number(parts[3], out var row) && Number(parts[4], out var high)
            ? new(since, at, row, high)
            : throw new FormatException($"«{text}» is not a cursor of this release; clear it to read from the start.");
    }

    private static bool Number(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
