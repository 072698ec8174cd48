using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Auditing;

/// <summary>Turns stored values into the texts of an export, hiding what a masked pack hides.</summary>
internal static class Cells
{
    private const string Stars = "***";

    /// <summary>The cells of one row of the shop's records, each as its column says.</summary>
    public static object?[] Of(AuditColumn[] columns, Row row)
    {
        var cells = new object?[columns.Length];
        for (var index = 0; index < columns.Length; index++)
        {
            cells[index] = row.Stored(index) is not { } stored ? null : columns[index].Kind switch
            {
                CellKind.Time => row.At(index),
                CellKind.Flag => row.Flag(index),
                CellKind.Hash when stored is byte[] bytes => Convert.ToHexStringLower(bytes),
                _ => stored,
            };
        }

        return cells;
    }

    /// <summary>The cell as text; null where there is nothing.</summary>
    public static string? Write(AuditSource source, AuditColumn column, object? cell, bool isMasked) =>
        cell is null ? null : column.Kind switch
        {
            CellKind.Member => cell is MemberNumber number ? AuditSource.CodeOf(number) : source.CodeOf(Text(cell)),
            CellKind.Actor => Text(cell) is var who && who.StartsWith("m-", StringComparison.Ordinal)
                ? source.CodeOf(who)
                : who,
            CellKind.Money => Decimals.Write(cell is Money money ? money.Units : (long)cell, Money.Decimals),
            CellKind.Points => Decimals.Write(cell is Points points ? points.Units : (long)cell, Points.Decimals),
            CellKind.Rate => cell is Rate rate ? rate.ToString() : Rate.FromParts((int)(long)cell).ToString(),
            CellKind.Day => DateOnly.FromDayNumber((int)(Convert.ToInt64(cell, CultureInfo.InvariantCulture)
                + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber)).ToString("O", CultureInfo.InvariantCulture),
            CellKind.Flag => (bool)cell ? "true" : "false",
            _ => isMasked ? Masked(column.Kind, Text(cell)) : Text(cell),
        };

    /// <summary>What is left of a text in a masked pack.</summary>
    public static string Masked(CellKind kind, string text) => text.Length == 0 ? text : kind switch
    {
        CellKind.Free or CellKind.Contact => Stars,
        CellKind.Name => text.EnumerateRunes().First() + Stars,
        CellKind.Account => text.Length < 8 ? Stars : Stars + text[^4..],
        _ => text,
    };

    /// <summary>
    /// One cell of a line of CSV. A text that a spreadsheet would run as a formula gets a quote in front.
    /// </summary>
    public static string Csv(CellKind kind, string? text)
    {
        if (text is null)
        {
            return "";
        }

        if (text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) && !IsFigure(kind))
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static bool IsFigure(CellKind kind) => kind is CellKind.Money or CellKind.Points or CellKind.Number;

    private static string Text(object cell) => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
}
