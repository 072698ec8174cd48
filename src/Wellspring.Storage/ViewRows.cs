using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;

namespace Wellspring.Storage;

/// <summary>Writes the view rows of records; prepared once, run often.</summary>
internal sealed class ViewRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _price = Prepare(
        connection, "INSERT INTO prices VALUES ($1, $2, $3, $4, $5, $6)", 6);

    private readonly SqliteCommand _order = Prepare(connection, """
        INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9, 0), $10, $10)
        ON CONFLICT (id) DO UPDATE SET state = CASE $2 WHEN '' THEN state ELSE $2 END,
            amount = coalesce($5, amount), inflow = coalesce($6, inflow), points = coalesce($7, points),
            scale = coalesce($8, scale), position = $10, refunded = CASE WHEN $9 IS NULL THEN refunded
                WHEN $2 = 'reversed' THEN $9 ELSE refunded + $9 END
        """, 10);

    private readonly SqliteCommand _statement = Prepare(
        connection, "INSERT INTO statements VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", 11);

    private readonly SqliteCommand _posting = Prepare(
        connection, "INSERT INTO postings VALUES ($1, $2, $3, $4, $5)", 5);

    private readonly SqliteCommand _stand = Prepare(connection, "INSERT INTO stands VALUES ($1, $2)", 2);

    private readonly SqliteCommand _forget = Prepare(connection, "DELETE FROM stands", 0);

    private (Money Pool, Points Circulating, long Orders) _last;

    public void Insert(
        SqliteTransaction transaction, JournalRecord record, long orders,
        IReadOnlyList<(Account Account, long Units)> postings)
    {
        if ((record.Pool, record.Circulating, orders) != _last)
        {
            Run(_price, transaction, record.Position, record.At.Milliseconds, record.Pool.Units,
                record.Circulating.Units, record.Scale, orders);
            PassOver(record, orders);
        }

        foreach (var order in OrderList.LinesOf(record))
        {
            Run(_order, transaction, order.Order, order.State, order.Member?.Value, order.Merchant,
                order.Amount?.Units, order.Inflow?.Units, order.Points?.Units, order.Scale, order.Refunded?.Units,
                record.Position);
        }

        var line = 0L;
        foreach (var entry in Statement.LinesOf(record))
        {
            Run(_statement, transaction, entry.Member.Value, record.Position, line++, record.At.Milliseconds,
                entry.What, entry.Reference, entry.MoneyUnits, entry.PointUnits, entry.Scale,
                entry.Kind is { } kind ? (long)kind : null, entry.Rate?.Parts);
        }

        for (var index = 0; index < postings.Count; index++)
        {
            var (account, units) = postings[index];
            Run(_posting, transaction, record.Position, (long)index, (long)account.Kind, account.Number, units);
        }
    }

    /// <summary>Notes where the pool stood, for rows that are there already: only changes make a row.</summary>
    public void PassOver(JournalRecord record, long orders) => _last = (record.Pool, record.Circulating, orders);

    public void Stand(SqliteTransaction transaction, JournalEnd at)
    {
        Run(_forget, transaction);
        Run(_stand, transaction, at.Position, at.Hash.ToArray());
    }

    public void Dispose()
    {
        foreach (var command in new[] { _price, _order, _statement, _posting, _stand, _forget })
        {
            command.Dispose();
        }
    }

    public static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            command.Parameters.Add(new SqliteParameter($"${number}", null));
        }

        return command;
    }

    public static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
