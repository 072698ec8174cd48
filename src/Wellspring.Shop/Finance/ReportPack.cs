using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Finance;

/// <summary>Writes a quarter's pack: merchants and people with their income by kind, and a manifest.</summary>
/// <remarks>The same records give the same bytes: fixed order, fixed times in the archive.</remarks>
public sealed class ReportPack(PersonalBox box)
{
    private static readonly DateTimeOffset Stamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <param name="scope">For whom names and numbers are shown; null masks them.</param>
    public byte[] Write(ShopReader reader, string period, string? scope)
    {
        var start = ReportBook.StartOf(period);
        var files = new (string Name, byte[] Bytes)[]
        {
            ("merchants.csv", Csv(Merchants(reader, start))),
            ("people.csv", Csv(People(reader, start, isMasked: scope is null))),
        };
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                format = "wellspring-quarter/1", period, masked = scope is null, scope, ruleset = Ruleset.Hash,
                files = files.Select(file => new
                {
                    name = file.Name, sha256 = Convert.ToHexStringLower(SHA256.HashData(file.Bytes)),
                }),
            },
            Indented);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files.Append(("manifest.json", manifest)))
            {
                var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = Stamp;
                using var content = entry.Open();
                content.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static IEnumerable<string[]> Merchants(ShopReader reader, DateOnly start)
    {
        yield return ["merchant", "name", "licence", "orders", "turnover", "refunds", "commission"];
        var (from, to) = (Day(start), Day(start.AddMonths(3)));
        foreach (var row in reader.All(
            $"""
            SELECT m.id, m.name, coalesce(m.licence, ''),
                sum(CASE WHEN l.kind = {SettlementLines.Settled} THEN 1 ELSE 0 END),
                sum(CASE WHEN l.kind = {SettlementLines.Settled} THEN l.amount + l.coins ELSE 0 END),
                sum(CASE WHEN l.kind = {SettlementLines.Reversed} THEN abs(l.amount) + l.coins ELSE 0 END),
                sum(CASE WHEN l.kind = {SettlementLines.Settled} THEN l.commission ELSE 0 END)
            FROM settlement_lines l JOIN merchants m ON m.id = l.merchant WHERE l.day >= {from} AND l.day < {to}
            GROUP BY m.id ORDER BY m.id
            """,
            row => new[]
            {
                row.Text(0), row.Text(1), row.Text(2), row.Integer(3).ToString(CultureInfo.InvariantCulture),
                Yuan(row.Integer(4)), Yuan(row.Integer(5)), Yuan(row.Integer(6)),
            }))
        {
            yield return row;
        }
    }

    private IEnumerable<string[]> People(ShopReader reader, DateOnly start, bool isMasked)
    {
        yield return ["member", "name", "document", "taxId", "kind", "class", "payouts", "income", "withheld"];
        var (from, to) = (Month(start), Month(start.AddMonths(3)));
        foreach (var row in reader.All(
            $"""
            SELECT member, type, class, count(*), sum(gross), sum(tax) FROM tax_lines
            WHERE state = 'withheld' AND period >= {from} AND period < {to}
            GROUP BY member, type, class ORDER BY member, type, class
            """,
            row => new Income(
                row.Text(0), row.Text(1), row.Text(2), row.Integer(3), row.Integer(4), row.Integer(5))))
        {
            var (name, document, taxId) = Identity(reader, row.Member, isMasked);
            yield return
            [
                row.Member, name, document, taxId, row.Type, row.Class,
                row.Payouts.ToString(CultureInfo.InvariantCulture), Yuan(row.Gross), Yuan(row.Tax),
            ];
        }
    }

    private (string Name, string Document, string TaxId) Identity(ShopReader reader, string member, bool isMasked)
    {
        var found = reader.One(
            $"""
            SELECT id, sealed FROM payees WHERE member = {member} AND state IN ('approved', 'kept', 'replaced')
            ORDER BY submitted_at DESC
            """,
            row => box.Open(row.Text(0), row.Bytes(1)));
        return found is null ? ("", "", "")
            : isMasked ? (found.Name[..1] + "***", Tail(found.Number), Tail(found.TaxId))
            : (found.Name, found.Number, found.TaxId);
    }

    private static string Tail(string number) => number.Length < 5 ? "" : "****" + number[^4..];

    private static string Yuan(long units) => Money.FromUnits(units).ToString();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Month(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    // A spreadsheet runs cells that begin like a formula; a leading quote keeps them text.
    private static string Cell(string text) =>
        "\"" + (text.Length > 0 && "=+-@\t\r".Contains(text[0]) ? "'" : "") + text.Replace("\"", "\"\"") + "\"";

    private static byte[] Csv(IEnumerable<string[]> rows) => Encoding.UTF8.GetBytes(
        "\uFEFF" + string.Concat(rows.Select(row => string.Join(',', row.Select(Cell)) + "\r\n")));

    private sealed record Income(string Member, string Type, string Class, long Payouts, long Gross, long Tax);
}
