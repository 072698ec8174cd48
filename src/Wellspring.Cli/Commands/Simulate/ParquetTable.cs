using Parquet;
using Parquet.Schema;
using Wellspring.Core;
using Wellspring.Simulator.Reports;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Writes a table as a Parquet file: counts as integers, money and shares as exact decimals.</summary>
internal static class ParquetTable
{
    // What fits 64 bits, signed.
    private const int Precision = 18;

    public static async Task WriteAsync(
        ReportTable table, IReadOnlyDictionary<string, string> origin, Stream stream)
    {
        var fields = table.Columns.Select(FieldOf).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        writer.CustomMetadata = origin.ToDictionary(StringComparer.Ordinal);
        using var rows = writer.CreateRowGroup();
        foreach (var (column, field) in table.Columns.Zip(fields))
        {
            await WriteAsync(rows, column, field);
        }

        rows.CompleteValidate();
    }

    private static DataField FieldOf(ReportColumn column) =>
        column.IsWords ? new DataField<string>(column.Name)
        : column.Decimals == 0 ? new DataField<long?>(column.Name)
        : new DecimalDataField(column.Name, Precision, column.Decimals, isNullable: true);

    private static Task WriteAsync(ParquetRowGroupWriter rows, ReportColumn column, DataField field)
    {
        if (column.IsWords)
        {
            return rows.WriteAsync(field, [.. column.Words]);
        }

        if (column.Decimals == 0)
        {
            return rows.WriteAsync<long>(field, column.Units.ToArray().AsMemory());
        }

        var whole = (decimal)Decimals.PowerOfTen(column.Decimals);
        return rows.WriteAsync<decimal>(
            field, column.Units.Select(units => units / whole).ToArray().AsMemory());
    }
}
