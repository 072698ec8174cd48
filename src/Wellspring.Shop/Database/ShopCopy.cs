using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellspring.Shop.Database;

/// <summary>Takes a platform's records from one store to another 迁移, and proves that they are the same.</summary>
public static partial class ShopCopy
{
    private const int RowsAtOnce = 1_000;

    /// <summary>The tables, those that others refer to first.</summary>
    public static IReadOnlyList<string> Tables { get; } =
    [
        .. Enumerable.Range(0, Schema.Latest).SelectMany(version => NewTable().Matches(Schema.After(version)))
            .Select(table => table.Groups[1].Value),
    ];

    /// <summary>Copies every row into a store that has none, in one write.</summary>
    /// <param name="said">Told after each table how many rows it has.</param>
    /// <returns>How many rows were copied.</returns>
    /// <exception cref="InvalidOperationException">There are records already, or the copy is not the same.</exception>
    public static long Run(ShopDatabase from, ShopDatabase to, Action<string, long>? said = null)
    {
        var copied = from.Read(reader => to.Write(writer =>
        {
            var rows = 0L;
            foreach (var table in Tables)
            {
                var sql = Empty($"SELECT count(*) FROM {table}");
                if (writer.Number(sql) != 0)
                {
                    throw new InvalidOperationException($"there are records already: {table}");
                }

                var count = Copy(reader, writer, table);
                said?.Invoke(table, count);
                rows += count;
            }

            return rows;
        }));
        to.Settle(Tables);
        return Digest(from) == Digest(to)
            ? copied
            : throw new InvalidOperationException("the copy is not the same as what was read");
    }

    /// <summary>SHA-256 sums of all rows of all tables: equal where two stores hold the same records.</summary>
    public static string Digest(ShopDatabase database) => database.Read(reader =>
    {
        var digest = new StringBuilder();
        foreach (var table in Tables)
        {
            // A sum does not ask in which order a store gives its rows.
            var (sum, count) = (BigInteger.Zero, 0L);
            foreach (var row in reader.Each(Empty($"SELECT * FROM {table}"), Cells))
            {
                sum += new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes(Written(row))), isUnsigned: true);
                count++;
            }

            digest.Append(table).Append(' ').Append(count).Append(' ')
                .Append(sum.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(digest.ToString())));
    });

    private static long Copy(ShopReader reader, ShopTransaction writer, string table)
    {
        var count = 0L;
        foreach (var rows in reader.Each(Empty($"SELECT * FROM {table}"), Cells).Chunk(RowsAtOnce))
        {
            foreach (var row in rows)
            {
                Insert(writer, table, row);
            }

            count += rows.Length;
        }

        return count;
    }

    private static void Insert(ShopTransaction writer, string table, object?[] row)
    {
        var sql = Empty($"INSERT INTO {table} VALUES (");
        for (var column = 0; column < row.Length; column++)
        {
            sql.AppendLiteral(column == 0 ? "" : ", ");
            switch (row[column])
            {
                case long number:
                    sql.AppendFormatted(number);
                    break;
                case byte[] bytes:
                    sql.AppendFormatted(bytes);
                    break;
                case string text:
                    sql.AppendFormatted(text);
                    break;
                default:
                    sql.AppendLiteral("NULL");
                    break;
            }
        }

        sql.AppendLiteral(")");
        writer.Execute(sql);
    }

    private static object?[] Cells(Row row)
    {
        var cells = new object?[row.Columns];
        for (var column = 0; column < cells.Length; column++)
        {
            cells[column] = row.Stored(column);
        }

        return cells;
    }

    // With its kind before each value, so that 1 and "1", or two texts and one, are not the same.
    private static string Written(object?[] row) => string.Join('\u001f', row.Select(cell => cell switch
    {
        null => "-",
        byte[] bytes => "b" + Convert.ToHexString(bytes),
        string text => $"t{text.Length}:{text}",
        _ => "n" + Convert.ToString(cell, CultureInfo.InvariantCulture),
    }));

    // The text is of our own making: names of our own tables.
    private static Sql Empty(string text)
    {
        var sql = new Sql(text.Length, 0);
        sql.AppendLiteral(text);
        return sql;
    }

    [GeneratedRegex(@"CREATE TABLE (\w+) \(")]
    private static partial Regex NewTable();
}
