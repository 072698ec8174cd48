using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Wellspring.Server.Api;

/// <summary>Where a page ended, as an opaque text: the next page goes on there whatever was added meanwhile.</summary>
internal static class Cursor
{
    public const int DefaultLimit = 50;
    public const int MostLimit = 200;
    private const int LengthLimit = 200;

    public static string Of(string list, params ReadOnlySpan<long> place)
    {
        var text = new StringBuilder(list);
        foreach (var number in place)
        {
            text.Append(' ').Append(number.ToString(CultureInfo.InvariantCulture));
        }

        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text.ToString()));
    }

    /// <summary>
    /// Reads a cursor of this list; the first page has none. A cursor of another list, or none of ours, is a problem.
    /// </summary>
    public static Problem? Read(string list, string? cursor, int? limit, Span<long> place, out bool isFirst)
    {
        isFirst = cursor is null;
        if (limit is < 1 or > MostLimit)
        {
            return Problem.BadInput("bad-parameter", $"limit 应在 1 到 {MostLimit} 之间；请改小。",
                $"limit is 1 to {MostLimit}; ask for fewer.", "limit");
        }

        if (isFirst || TryRead(list, cursor!, place))
        {
            return null;
        }

        return Problem.BadInput("bad-cursor", "cursor 不是这个列表给出的；请从第一页重新开始。",
            "The cursor was not given by this list; start again from the first page.", "cursor");
    }

    /// <summary>For lists in the order of a moment and an id.</summary>
    public static string Of(string list, long at, string id) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{list} {at} {id}")));

    /// <inheritdoc cref="Read(string, string?, int?, Span{long}, out bool)"/>
    public static Problem? Read(string list, string? cursor, int? limit, out (long At, string Id)? place)
    {
        place = null;
        Span<long> at = stackalloc long[1];
        if (cursor is null || Split(cursor) is not [var own, var moment, var id] || own != list || !ApiNames.IsId(id)
            || !long.TryParse(moment, NumberStyles.None, CultureInfo.InvariantCulture, out at[0]))
        {
            return Read(list, cursor is null ? null : "-", limit, at, out _);
        }

        place = (at[0], id);
        return Read(list, null, limit, at, out _);
    }

    private static string[] Split(string cursor) => cursor.Length <= LengthLimit && Base64Url.IsValid(cursor)
        ? Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ')
        : [];

    private static bool TryRead(string list, string cursor, Span<long> place)
    {
        var parts = Split(cursor);
        if (parts.Length != place.Length + 1 || parts[0] != list)
        {
            return false;
        }

        for (var index = 0; index < place.Length; index++)
        {
            if (!long.TryParse(parts[index + 1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out place[index]))
            {
                return false;
            }
        }

        return true;
    }
}
