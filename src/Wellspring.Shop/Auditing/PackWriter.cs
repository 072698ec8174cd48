using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;

namespace Wellspring.Shop.Auditing;

/// <summary>What a pack shall hold beside everything: a period, and clear names where somebody approved them.</summary>
public sealed record PackOptions
{
    public Instant? From { get; init; }

    /// <summary>The first moment that is not in it.</summary>
    public Instant? Until { get; init; }

    public Unmasking? Unmasked { get; init; }

    /// <summary>Told how many tables of how many are written.</summary>
    public Action<int, int> Said { get; init; } = (_, _) => { };
}

/// <summary>Writes a pack: two files a table, a manifest, its signature. The same input gives the same bytes.</summary>
internal sealed class PackWriter(AuditSource source, PackOptions options)
{
    /// <summary>Written first in an unmasked pack: whose codes these are.</summary>
    private const string KeyFile = "00-members";

    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    /// <summary>Writes all files into an empty folder and returns what stands in the manifest.</summary>
    public PackManifest Write(string folder, PackKey key)
    {
        var all = AuditExports.All.Sum(export => export.Tables.Count);
        var done = 0;
        var exports = new List<PackExport>();
        if (options.Unmasked is not null)
        {
            exports.Add(new(0, new("代码对应的会员", "Members behind the codes"),
                Write(folder, MemberKeys, isMasked: false), null));
        }

        foreach (var export in AuditExports.All)
        {
            var files = new List<PackFile>();
            foreach (var table in export.Tables)
            {
                files.AddRange(Write(folder, table, options.Unmasked?.Covers(export.Number) != true));
                options.Said(++done, all);
            }

            exports.Add(new(export.Number, export.Title, files, export.Note));
        }

        var manifest = Manifest(exports, key);
        var bytes = manifest.ToBytes();
        File.WriteAllBytes(Path.Combine(folder, PackManifest.FileName), bytes);
        File.WriteAllText(
            Path.Combine(folder, PackManifest.SignatureName), Convert.ToBase64String(key.Sign(bytes)) + "\n");
        return manifest;
    }

    private static AuditTable MemberKeys { get; } = AuditTable.Shop(
        KeyFile, "code:member id nickname:name mail:contact phone:contact joinedAt:time closedAt:time",
        (shop, read) => shop.Each(
            $"SELECT id, id, nickname, mail, phone, joined_at, closed_at FROM members ORDER BY joined_at, id", read))
        with
        {
            IsRanged = false,
        };

    private PackManifest Manifest(List<PackExport> exports, PackKey key) => new()
    {
        Demo = source.Plan.IsSandbox ? "演示 · 不得用于真实交易 demo" : null,
        Masked = options.Unmasked is null,
        Unmasked = options.Unmasked,
        From = options.From?.ToString(),
        Until = options.Until?.ToString(),
        AsOf = source.Survey.Pool.Clock.ToString(),
        JournalPosition = source.End.Position,
        JournalHash = Convert.ToHexStringLower(source.End.Hash.Span),
        PlanHash = source.Plan.Hash,
        RulesetVersion = Ruleset.Version,
        RulesetHash = Ruleset.Hash,
        BuildHash = BuildMark.Hash,
        Exports = exports,
        PublicKey = key.PublicKey,
    };

    private PackFile[] Write(string folder, AuditTable table, bool isMasked)
    {
        // The raw chain is for programs: base64 in a spreadsheet helps nobody.
        var isRaw = table.File == JournalExports.Batches;
        using var csv = isRaw ? null : new HashedFile(Path.Combine(folder, table.File + ".csv"));
        using var lines = new HashedFile(Path.Combine(folder, table.File + ".jsonl"));
        csv?.Write(Encoding.UTF8.Preamble);
        csv?.Write(Encoding.UTF8.GetBytes(string.Join(',', table.Columns.Select(column => column.Name))));
        csv?.Write(LineEnd);
        var rows = 0L;
        foreach (var row in table.Rows(source).Where(row => IsInRange(table, row)))
        {
            rows++;
            var texts = table.Columns.Select((column, index) =>
                Cells.Write(source, column, row[index], isMasked)).ToArray();
            csv?.Write(Encoding.UTF8.GetBytes(string.Join(',', texts.Select((text, index) =>
                Cells.Csv(table.Columns[index].Kind, text)))));
            csv?.Write(LineEnd);
            lines.Write(Line(table.Columns, texts));
        }

        var file = lines.End(table.File + ".jsonl", rows);
        return csv is null ? [file] : [csv.End(table.File + ".csv", rows), file];
    }

    /// <summary>One row as JSON: amounts as text, counts as numbers, nothing as null.</summary>
    internal static byte[] Line(AuditColumn[] columns, string?[] texts)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line, OneLine))
        {
            writer.WriteStartObject();
            for (var index = 0; index < columns.Length; index++)
            {
                writer.WritePropertyName(columns[index].Name);
                if (texts[index] is not { } text)
                {
                    writer.WriteNullValue();
                }
                else if (columns[index].Kind is CellKind.Number or CellKind.Flag or CellKind.Json)
                {
                    writer.WriteRawValue(text);
                }
                else
                {
                    writer.WriteStringValue(text);
                }
            }

            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private bool IsInRange(AuditTable table, object?[] row)
    {
        var time = table.IsRanged ? Array.FindIndex(table.Columns, column => column.Kind is CellKind.Time) : -1;
        return time < 0 || row[time] is not Instant at
            || ((options.From is not { } from || at >= from) && (options.Until is not { } until || at < until));
    }

    private sealed class HashedFile(string path) : IDisposable
    {
        private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _bytes;

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _file.Write(bytes);
            _hash.AppendData(bytes);
            _bytes += bytes.Length;
        }

        public PackFile End(string name, long rows) =>
            new(name, _bytes, rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));

        public void Dispose()
        {
            _file.Dispose();
            _hash.Dispose();
        }
    }
}
