using CsvHelper;
using Wellspring.Core;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>A table of the old platform in CSV as RFC 4180 has it, UTF-8, with the columns asked for.</summary>
/// <remarks>
/// Columns stand in any order and are known by their English or their Chinese name. A bad quote is reported on its row
/// and reading goes on after it.
/// </remarks>
internal sealed class TableCsv : IDisposable
{
    /// <summary>Longer rows are an unclosed quote that swallows the file.</summary>
    private const int LongestRow = 1 << 16;

    private readonly Stream _file;
    private readonly CsvReader _csv;
    private readonly TableColumn[] _columns;
    private int[] _places = [];
    private int _width;
    private CsvMalformedReason? _malformed;
    private bool _isOver;

    private TableCsv(Stream file, TableColumn[] columns)
    {
        (_file, _columns) = (file, columns);
        _csv = CsvReader.Create(
            file,
            new CsvReaderOptions
            {
                TrackLineNumbers = true,
                MaxRecordSize = LongestRow,
                OnMalformedRecord = record => _malformed = record.Reason,
            },
            true);
    }

    /// <summary>How far the file is read, in bytes.</summary>
    public long Position => _file.Position;

    public long Length => _file.Length;

    /// <summary>Reads the header; problems say which column is missing, unknown or there twice.</summary>
    /// <param name="file">Stays the caller's. It must be able to seek.</param>
    public static (TableCsv? Csv, IReadOnlyList<RowProblem> Problems) Open(Stream file, TableColumn[] columns)
    {
        var csv = new TableCsv(file, columns);
        List<RowProblem> problems = [];
        try
        {
            csv.ReadHeader(problems);
        }
        catch (CsvFormatException)
        {
            problems.Add(new(1, "csv-header", TooLong));
        }

        if (problems.Count == 0)
        {
            return (csv, problems);
        }

        csv.Dispose();
        return (null, problems);
    }

    /// <summary>The rows in the file's order, those that cannot be read among them.</summary>
    public IEnumerable<TableRow> Rows()
    {
        while (!_isOver && Next() is { } row)
        {
            yield return row;
        }
    }

    public void Dispose() => _csv.Dispose();

    private static Bilingual TooLong { get; } = new(
        "此行超过 64 KiB，多半是引号没有结束；其后的内容未读，请补上引号。",
        "The row is longer than 64 KiB, most likely a quote never closed; what follows was not read, close the quote.");

    private void ReadHeader(List<RowProblem> problems)
    {
        _csv.ReadHeader();
        if (_csv.Headers is not { Count: > 0 } headers)
        {
            problems.Add(new(1, "csv-empty", new(
                "文件是空的；第一行应是列名。", "The file is empty; its first line names the columns.")));
            return;
        }

        var names = headers.Select(name => name.Trim().TrimStart('\uFEFF')).ToArray();
        _width = names.Length;
        _places = [.. _columns.Select(column => Array.FindIndex(names, column.IsCalled))];
        foreach (var (column, place) in _columns.Zip(_places))
        {
            if (place < 0 && column.IsRequired)
            {
                problems.Add(new(1, "csv-column", new(
                    $"表头缺少“{column.Name}”（{column.Zh}）一列；请加上。",
                    $"The header has no column \"{column.Name}\" ({column.Zh}); add it.")));
            }
        }

        foreach (var name in names)
        {
            if (Array.Find(_columns, column => column.IsCalled(name)) is not { } known)
            {
                var nearest = Nearest.To(name, _columns.Select(column => column.Name));
                problems.Add(new(1, "csv-column", new(
                    $"表头里的“{Shown(name)}”不认识；是否指“{nearest}”？用不到的列请删去。",
                    $"\"{Shown(name)}\" in the header is unknown; did you mean \"{nearest}\"? Remove columns "
                    + "of no use.")));
            }
            else if (names.Count(known.IsCalled) > 1)
            {
                problems.Add(new(1, "csv-column", new(
                    $"表头里有多列“{known.Name}”；请只留一列。",
                    $"The header has more than one column \"{known.Name}\"; keep one.")));
                return;
            }
        }
    }

    private TableRow? Next()
    {
        _malformed = null;
        try
        {
            if (!_csv.Read())
            {
                _isOver = true;
                return null;
            }
        }
        catch (CsvFormatException broken)
        {
            // Nothing after this place can be trusted to begin where a row begins.
            _isOver = true;
            return TableRow.Bad(broken.LineNumber, TooLong);
        }

        var line = _csv.LineNumber;
        return _malformed is { } reason ? TableRow.Bad(line, Malformed(reason))
            : _csv.FieldCount != _width ? TableRow.Bad(line, new(
                $"本行有 {_csv.FieldCount} 格，表头有 {_width} 格；含逗号的文字须加引号。",
                $"The row has {_csv.FieldCount} cells, the header {_width}; quote texts that hold a comma."))
            : Cells() is var cells && Array.Exists(cells, cell => cell.Contains('\uFFFD')) ? TableRow.Bad(line, new(
                "本行不是 UTF-8 文字；请把文件另存为 UTF-8 编码的 CSV。",
                "The row is not UTF-8; save the file as CSV in UTF-8."))
            : new(line, cells, null);
    }

    private string[] Cells() =>
        [.. _places.Select(place => place < 0 ? "" : _csv.GetString(place).Trim())];

    private static Bilingual Malformed(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => new(
            "从本行开始的引号没有结束，其后的内容未读；请补上引号。",
            "A quote that opens on this row is never closed and what follows was not read; close it."),
        CsvMalformedReason.TextAfterClosingQuote => new(
            "结束引号之后还有文字；引号中的引号须写两遍。",
            "Text follows a closing quote; write a quote inside quotes twice."),
        _ => new(
            "没有引号的文字里出现了引号；请把整格加引号，其中的引号写两遍。",
            "There is a quote inside an unquoted text; quote the whole cell and write the quote twice."),
    };

    /// <summary>A cell as a sentence may repeat it.</summary>
    public static string Shown(string cell) => cell.Length > 40 ? cell[..40] + "…" : cell;
}

/// <summary>A column that a table may or must have.</summary>
internal sealed record TableColumn(string Name, string Zh, bool IsRequired)
{
    public bool IsCalled(string name) =>
        string.Equals(name, Name, StringComparison.OrdinalIgnoreCase) || name == Zh;
}

/// <summary>One row by the order of the columns asked for; empty where a column is not there.</summary>
/// <param name="Wrong">Why the row cannot be read; null where it can.</param>
internal sealed record TableRow(long Line, string[] Cells, Bilingual? Wrong)
{
    public static TableRow Bad(long line, Bilingual wrong) => new(line, [], wrong);
}
