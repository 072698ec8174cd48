using System.Text.Json;
using Wellspring.Shop.Texts;

namespace Wellspring.Shop.Auditing;

/// <summary>Exports 15 and 22: what was published, what the scan said, and what looked like fund-raising.</summary>
internal static class TextExports
{
    public static AuditTable VersionTable { get; } = AuditTable.Shop(
        "15-texts", """
        text at:time kind subject version:number by:actor state decidedBy:actor decidedAt:time hash ruleset content
        findings:json note:free
        """,
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, kind, subject, version, by, state, decided_by, decided_at, hash, ruleset, text, findings,
                note
            FROM texts ORDER BY at, id
            """, read));

    /// <summary>Refused texts of third parties are evidence that must be kept (CN-RAI-10).</summary>
    public static AuditTable SuspiciousTextTable { get; } = AuditTable.Shop(
        "22-suspicious-texts", "text at:time kind subject by:actor hash codes:json content",
        (shop, read) => shop.Each(
            $"""
            SELECT id, at, kind, subject, by, hash, findings, text
            FROM texts WHERE outside = 1 AND state = 'refused' ORDER BY at, id
            """, row => WithCodes(read(row))));

    // Of the findings, only which rules they are.
    private static object?[] WithCodes(object?[] cells)
    {
        const int findings = 6;
        var found = JsonSerializer.Deserialize<TextFinding[]>((string)cells[findings]!) ?? [];
        cells[findings] = JsonSerializer.Serialize(found.Select(finding => finding.Code).Distinct());
        return cells;
    }
}
