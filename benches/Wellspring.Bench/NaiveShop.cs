using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Bench;

/// <summary>
/// The program a good C# developer would write in a day: one SQLite transaction an order, ordinary tables, prepared
/// statements, exact integers. No cap exits, so it does less.
/// </summary>
internal sealed class NaiveShop : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE pool (id INTEGER PRIMARY KEY, pool INTEGER NOT NULL, circulating INTEGER NOT NULL,
            inflow INTEGER NOT NULL, orders INTEGER NOT NULL);
        CREATE TABLE members (name TEXT PRIMARY KEY, points INTEGER NOT NULL, basis INTEGER NOT NULL,
            spent INTEGER NOT NULL);
        CREATE TABLE orders (id TEXT PRIMARY KEY, member TEXT NOT NULL, merchant TEXT NOT NULL, at INTEGER NOT NULL,
            amount INTEGER NOT NULL, commission INTEGER NOT NULL, inflow INTEGER NOT NULL, points INTEGER NOT NULL);
        CREATE TABLE points (id INTEGER PRIMARY KEY, member TEXT NOT NULL, "order" TEXT NOT NULL,
            points INTEGER NOT NULL);
        CREATE TABLE ledger (id INTEGER PRIMARY KEY, "order" TEXT NOT NULL, account TEXT NOT NULL,
            units INTEGER NOT NULL);
        INSERT INTO pool VALUES (1, 0, 0, 0, 0);
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _readPool;
    private readonly SqliteCommand _updatePool;
    private readonly SqliteCommand _member;
    private readonly SqliteCommand _order;
    private readonly SqliteCommand _points;
    private readonly SqliteCommand _ledger;

    private NaiveShop(SqliteConnection connection)
    {
        _connection = connection;
        Execute(Schema);
        _readPool = Prepare("SELECT pool, circulating FROM pool WHERE id = 1", 0);
        _updatePool = Prepare(
            "UPDATE pool SET pool = $1, circulating = $2, inflow = inflow + $3, orders = orders + 1 WHERE id = 1", 3);
        _member = Prepare("""
            INSERT INTO members VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO UPDATE SET
                points = points + excluded.points, basis = basis + excluded.basis, spent = spent + excluded.spent
            """, 4);
        _order = Prepare("INSERT INTO orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        _points = Prepare("INSERT INTO points (member, \"order\", points) VALUES ($1, $2, $3)", 3);
        _ledger = Prepare("INSERT INTO ledger (\"order\", account, units) VALUES ($1, $2, $3)", 3);
    }

    /// <summary>A shop with as many members and orders already in it, filled in large transactions.</summary>
    public static NaiveShop Open(string folder, int members)
    {
        Directory.CreateDirectory(folder);
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "shop.db")};Pooling=False");
        connection.Open();
        var shop = new NaiveShop(connection);
        const int together = 50_000;
        for (var first = 0; first < members; first += together)
        {
            using var transaction = connection.BeginTransaction();
            for (var number = first; number < Math.Min(first + together, members); number++)
            {
                shop.Settle(Given.Order(number, Given.MemberOf(number, members)), transaction);
            }

            transaction.Commit();
        }

        return shop;
    }

    public void Settle(PoolCommand.SettleOrder order)
    {
        using var transaction = _connection.BeginTransaction();
        Settle(order, transaction);
        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var command in new[] { _readPool, _updatePool, _member, _order, _points, _ledger })
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private void Settle(PoolCommand.SettleOrder order, SqliteTransaction transaction)
    {
        var (pool, circulating) = ReadPool(transaction);
        var amount = order.Amount.Units;
        var commission = amount / 5;
        var platform = amount / 50;
        var budget = amount / 50;
        var inflow = commission - platform - budget;
        var mintValue = (long)((Int128)inflow * 7 / 10);
        var points = circulating == 0
            ? (long)((Int128)mintValue * Points.UnitsPerPoint / Money.UnitsPerYuan)
            : (long)((Int128)mintValue * circulating / pool);

        Run(_updatePool, transaction, pool + inflow, circulating + points, inflow);
        Run(_member, transaction, order.Member, points, amount, amount);
        Run(_order, transaction,
            order.Order, order.Member, order.Merchant, order.At.Milliseconds, amount, commission, inflow, points);
        Run(_points, transaction, order.Member, order.Order, points);
        Run(_ledger, transaction, order.Order, "merchant", amount - commission);
        Run(_ledger, transaction, order.Order, "platform", platform + budget);
        Run(_ledger, transaction, order.Order, "pool", inflow);
    }

    private (long Pool, long Circulating) ReadPool(SqliteTransaction transaction)
    {
        _readPool.Transaction = transaction;
        using var row = _readPool.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            command.Parameters.Add(new SqliteParameter($"${number}", null));
        }

        command.Prepare();
        return command;
    }

    private static void Run(SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        command.ExecuteNonQuery();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
