using System.Collections.Immutable;
using CsvHelper;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Orders;

/// <summary>A shop's order file, read row by row: CSV as RFC 4180 has it, UTF-8, plain or gzip.</summary>
/// <remarks>CsvHelper reads the text. It recovers after a bad quote, and the row with the quote is reported.</remarks>
internal sealed class OrderCsv : IDisposable
{
    /// <summary>Longer rows are an unclosed quote that swallows the file.</summary>
    private const int LongestRow = 1 << 20;

    private readonly Stream _file;
    private readonly WholeGzip? _gzip;
    private readonly CsvReader _csv;
    private readonly OrderMap _map;
    private RowCells? _cells;
    private CsvMalformedReason? _malformed;
    private bool _isOver;

    private OrderCsv(Stream file, OrderMap map)
    {
        _file = file;
        _map = map;
        _gzip = WholeGzip.IsGzip(file) ? new(file) : null;
        var options = new CsvReaderOptions
        {
            Separator = map.Separator,
            TrackLineNumbers = true,
            MaxRecordSize = LongestRow,
            OnMalformedRecord = record => _malformed = record.Reason,
        };
        _csv = CsvReader.Create((Stream?)_gzip ?? file, options, true);
    }

    /// <summary>How far the file is read, in bytes as they lie on disk; for a progress bar.</summary>
    public long Position => _file.Position;

    public long Length => _file.Length;

    public static (OrderCsv? Csv, ImmutableArray<Finding> Findings) Open(string path, OrderMap map) =>
        Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), map);

    /// <summary>Reads the header: the rows can be had, or findings say which column is not there.</summary>
    /// <param name="file">Is owned, and closed, by the result. It must be able to seek.</param>
    public static (OrderCsv? Csv, ImmutableArray<Finding> Findings) Open(Stream file, OrderMap map)
    {
        var csv = new OrderCsv(file, map);
        try
        {
            var findings = csv.ReadHeader();
            if (findings.IsEmpty)
            {
                return (csv, findings);
            }

            csv.Dispose();
            return (null, findings);
        }
        catch (Exception broken) when (broken is CsvFormatException or InvalidDataException)
        {
            csv.Dispose();
            var (zh, en) = Broken(broken);
            return (null, [new("csv-header", "line 1", zh, en)]);
        }
    }

    /// <summary>
    /// The rows in the file's order. A row that cannot be read is among them, as such, and the rest goes on.
    /// </summary>
    public IEnumerable<ShopRow> Rows()
    {
        while (TryNext(out var row))
        {
            yield return row;
        }
    }

    public void Dispose()
    {
        _csv.Dispose();
        _gzip?.Dispose();
        _file.Dispose();
    }

    private ImmutableArray<Finding> ReadHeader()
    {
        _csv.ReadHeader();
        if (_csv.Headers is not { Count: > 0 } headers)
        {
            return [new("csv-empty", "line 1", "文件是空的。", "The file is empty.")];
        }

        var names = headers.Select(name => name.Trim()).ToImmutableArray();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        _cells = RowCells.Of(_map, names, findings);
        return findings.DrainToImmutable();
    }

    private bool TryNext(out ShopRow row)
    {
        _malformed = null;
        row = null!;
        if (_isOver)
        {
            return false;
        }

        try
        {
            if (!_csv.Read())
            {
                _isOver = true;
                row = new ShopRow.Bad(_csv.LineNumber + 1,
                    "压缩文件不完整,或由几段拼成;请重新压缩。", "The gzip file is cut short, or made of several; pack it again.");
                return _gzip is { IsWhole: false };
            }
        }
        catch (Exception broken) when (broken is CsvFormatException or InvalidDataException)
        {
            // Nothing after this place can be trusted to begin where a row begins.
            _isOver = true;
            var (zh, en) = Broken(broken);
            row = new ShopRow.Bad(
                broken is CsvFormatException format ? format.LineNumber : _csv.LineNumber + 1, zh, en);
            return true;
        }

        var line = _csv.LineNumber;
        row = _malformed is { } reason ? Malformed(line, reason)
            : _csv.FieldCount != _cells!.HeaderCount ? Uneven(line)
            : _cells.Read(line, Cells());
        return true;
    }

    private string[] Cells() =>
        [.. Enumerable.Range(0, _csv.FieldCount).Select(field => _csv.GetString(field).Trim())];

    private ShopRow.Bad Uneven(long line) => new(
        line,
        $"本行有 {_csv.FieldCount} 格,表头有 {_cells!.HeaderCount} 格;含分隔符的文字须加引号。",
        $"The row has {_csv.FieldCount} cells, the header {_cells.HeaderCount}; quote texts that hold the separator.");

    private static ShopRow.Bad Malformed(long line, CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => new(line,
            "从本行开始的引号没有结束,其后的内容未读。",
            "A quote that opens on this row is never closed; what follows was not read."),
        CsvMalformedReason.TextAfterClosingQuote => new(line,
            "结束引号之后还有文字;引号中的引号须写两遍。",
            "Text follows a closing quote; a quote inside quotes is written twice."),
        _ => new(line,
            "没有引号的文字里出现了引号;请把整格加引号,其中的引号写两遍。",
            "There is a quote inside an unquoted text; quote the whole cell and write the quote twice."),
    };

    private static (string Zh, string En) Broken(Exception broken) => broken is CsvFormatException
        ? ("此行超过 1 MiB,多半是引号没有结束;其后的内容未读。",
            "The row is longer than 1 MiB, most likely a quote never closed; what follows was not read.")
        : ("压缩文件已损坏,其后的内容未读。", "The gzip file is damaged; what follows was not read.");
}
