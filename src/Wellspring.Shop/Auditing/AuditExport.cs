using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Auditing;

/// <summary>One table of an export: its columns, and where its rows come from.</summary>
/// <param name="File">The file's name without its ending; begins with the export's number.</param>
/// <param name="IsRanged">Whether a stated period limits its rows, by the first column that holds a time.</param>
internal sealed record AuditTable(
    string File, AuditColumn[] Columns, Func<AuditSource, IEnumerable<object?[]>> Rows, bool IsRanged)
{
    /// <summary>A table whose rows are computed from the journal; always whole.</summary>
    public static AuditTable Whole(string file, string columns, Func<AuditSource, IEnumerable<object?[]>> rows) =>
        new(file, AuditColumn.List(columns), rows, IsRanged: false);

    /// <summary>A table of rows with a time each.</summary>
    public static AuditTable Ranged(string file, string columns, Func<AuditSource, IEnumerable<object?[]>> rows) =>
        new(file, AuditColumn.List(columns), rows, IsRanged: true);

    /// <summary>A table read from the shop's records; empty for a pool without a shop.</summary>
    public static AuditTable Shop(string file, string columns, Func<ShopReader, Func<Row, object?[]>, Rows> select)
    {
        var list = AuditColumn.List(columns);
        return Ranged(file, columns, source => source.Shop is { } shop
            ? select(shop, row => Cells.Of(list, row))
            : Enumerable.Empty<object?[]>());
    }
}

/// <summary>One of the auditor's exports 审计导出 of compliance 8.</summary>
/// <param name="Note">Why it is absent or empty; null where there is nothing to say.</param>
public sealed record AuditExport(int Number, Bilingual Title, Bilingual? Note)
{
    internal IReadOnlyList<AuditTable> Tables { get; init; } = [];
}
