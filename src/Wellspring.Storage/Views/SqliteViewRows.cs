using Microsoft.Data.Sqlite;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Views;

/// <summary>Writes view rows into an SQLite file; prepared once, run often.</summary>
internal sealed class SqliteViewRows(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _price = Prepare(
        connection, "INSERT INTO prices VALUES ($1, $2, $3, $4, $5, $6)", 6);

    private readonly SqliteCommand _order = Prepare(connection, """
        INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $12, $11)
        ON CONFLICT (id) DO UPDATE SET state = CASE $2 WHEN '' THEN state ELSE $2 END,
            amount = coalesce($5, amount), inflow = coalesce($6, inflow), points = coalesce($7, points),
            scale = coalesce($8, scale), position = $12, refunded = CASE $10 WHEN 1 THEN $9 ELSE refunded + $9 END
        """, 12);

    private readonly SqliteCommand _statement = Prepare(
        connection, "INSERT INTO statements VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", 11);

    private readonly SqliteCommand _posting = Prepare(
        connection, "INSERT INTO postings VALUES ($1, $2, $3, $4, $5)", 5);

    private readonly SqliteCommand _claim = Prepare(connection, """
        INSERT INTO claims VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (claim) DO UPDATE SET member = $2, amount = $4, state = $6, position = $8
        """, 8);

    private readonly SqliteCommand _coins = Prepare(connection, """
        INSERT INTO coin_orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO UPDATE SET coins = $4, value = $5, deposit = $6, locked = $7, scale = $8, state = $9,
            position = $12
        """, 12);

    private readonly SqliteCommand _release = Prepare(
        connection, "INSERT INTO releases VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);

    private readonly SqliteCommand _began = Prepare(
        connection, "INSERT INTO release_days VALUES ($1, $2, $3, 0, 0, $4, $5, $6, $7)", 7);

    private readonly SqliteCommand _ran = Prepare(connection, """
        UPDATE release_days SET released = released + $2, creditors = creditors + $3 WHERE day = $1
        """, 3);

    private readonly SqliteCommand _day = Prepare(connection, """
        INSERT OR REPLACE INTO legacy_days
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        """, 21);

    private readonly SqliteCommand _stand = Prepare(connection, "INSERT INTO stands VALUES ($1, $2)", 2);

    private readonly SqliteCommand _forget = Prepare(connection, "DELETE FROM stands", 0);

    public void Insert(SqliteTransaction transaction, ViewBatch rows)
    {
        foreach (var row in rows.Prices)
        {
            Run(_price, transaction, row.Position, row.At.Milliseconds, row.Pool.Units, row.Circulating.Units,
                row.Scale, row.Orders);
        }

        foreach (var (line, refunded, replaces, first, position) in rows.Orders)
        {
            Run(_order, transaction, line.Order, line.State, line.Member?.Value, line.Merchant, line.Amount?.Units,
                line.Inflow?.Units, line.Points?.Units, line.Scale, refunded, replaces ? 1L : 0L, first, position);
        }

        foreach (var (position, at, line, number) in rows.Statements)
        {
            Run(_statement, transaction, line.Member.Value, position, number, at.Milliseconds, line.What,
                line.Reference, line.MoneyUnits, line.PointUnits, line.Scale,
                line.Kind is { } kind ? (long)kind : null, line.Rate?.Parts);
        }

        foreach (var (position, line, account, units) in rows.Postings)
        {
            Run(_posting, transaction, position, line, (long)account.Kind, account.Number, units);
        }

        InsertLegacy(transaction, rows);
    }

    public void Stand(SqliteTransaction transaction, JournalEnd at)
    {
        Run(_forget, transaction);
        Run(_stand, transaction, at.Position, at.Hash.ToArray());
    }

    public void Dispose()
    {
        foreach (var command in new[]
        {
            _price, _order, _statement, _posting, _claim, _coins, _release, _began, _ran, _day, _stand, _forget,
        })
        {
            command.Dispose();
        }
    }

    private void InsertLegacy(SqliteTransaction transaction, ViewBatch rows)
    {
        foreach (var claim in rows.Claims)
        {
            Run(_claim, transaction, claim.Claim, claim.Member.Value, (long)claim.Kind, claim.Amount.Units,
                claim.Since, (long)claim.State, claim.First, claim.Position);
        }

        foreach (var order in rows.CoinOrders)
        {
            Run(_coins, transaction, order.Order, order.Member.Value, order.Merchant, order.Coins.Units,
                order.Value.Units, order.Deposit.Units, order.Locked.Units, order.Scale, order.State, order.Day,
                order.First, order.Position);
        }

        foreach (var row in rows.Releases)
        {
            Run(_release, transaction, row.Member.Value, row.Position, row.Line, row.Day, row.Points.Units, row.Scale,
                row.Value.Units, row.Basis.Units);
        }

        foreach (var (day, began, released, creditors) in rows.ReleaseDays)
        {
            if (began is not null)
            {
                Run(_began, transaction, day, began.Position, began.Budget.Units, began.Scale, began.PriceMoney.Units,
                    began.PricePoints.Units, began.Allowance.Units);
            }

            Run(_ran, transaction, day, released, creditors);
        }

        foreach (var (day, position, totals, scale, funded) in rows.Days)
        {
            Run(_day, transaction, day, position, totals.Creditors, totals.Consented, totals.Claimed.Units,
                totals.Disputed.Units, totals.Unconverted.Units, totals.Coins.Units, totals.SettledByGoods.Units,
                totals.SettledByProceeds.Units, totals.Waived.Units, totals.Fund.Units, totals.FundHeld.Units,
                totals.Deposits.Units, totals.Locked.Units, scale, totals.LockedValue.Units, totals.Allowance.Units,
                totals.IsStopped ? 1L : 0L, totals.LastDay, funded.Units);
        }
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            command.Parameters.Add(new SqliteParameter($"${number}", null));
        }

        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object?> values)
    {
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
