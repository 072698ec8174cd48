using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Reports;

/// <summary>One table of a simulation for other programs 数据表: exact numbers in columns, with plain names.</summary>
public sealed record ReportTable(string Name, ImmutableArray<ReportColumn> Columns)
{
    public int Rows => Columns[0].Rows;

    internal static ReportTable Of<T>(
        string name, IReadOnlyCollection<T> rows, params IEnumerable<ColumnOf<T>> columns) =>
        new(name, [.. columns.Select(column => column.Read(rows))]);
}

/// <summary>A column: whole units with so many decimals, or words. Nothing known is null.</summary>
public sealed record ReportColumn(
    string Name, int Decimals, ImmutableArray<long?> Units, ImmutableArray<string?> Words)
{
    public bool IsWords => Units.IsDefault;

    public int Rows => IsWords ? Words.Length : Units.Length;

    /// <summary>A cell as a CSV file has it: empty where nothing is known.</summary>
    public string Text(int row) => IsWords ? Words[row] ?? ""
        : Units[row] is not { } units ? ""
        : Decimals == 0 ? Written.Plain(units)
        : Core.Decimals.Write(units, Decimals);
}

/// <summary>How a column is read off the rows.</summary>
internal sealed record ColumnOf<T>(Func<IReadOnlyCollection<T>, ReportColumn> Read)
{
    public static ColumnOf<T> Words(string name, Func<T, string?> cell) =>
        new(rows => new(name, 0, default, [.. rows.Select(cell)]));

    public static ColumnOf<T> Count(string name, Func<T, long?> cell) => Number(name, 0, cell);

    /// <summary>Millionths: a multiple of spend, or a share.</summary>
    public static ColumnOf<T> Part(string name, Func<T, long?> cell) => Number(name, 6, cell);

    public static ColumnOf<T> Yuan(string name, Func<T, Money?> cell) => Number(name, 6, row => cell(row)?.Units);

    /// <summary>What was estimated with floating point, to a millionth.</summary>
    public static ColumnOf<T> Estimate(string name, Func<T, double?> cell) => Number(
        name, 6, row => cell(row) is { } value && Math.Abs(value) < 1e12 ? (long)Math.Round(value * 1e6) : null);

    public static ColumnOf<T> Number(string name, int decimals, Func<T, long?> cell) =>
        new(rows => new(name, decimals, [.. rows.Select(cell)], default));
}
