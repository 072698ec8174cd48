using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Wellspring.Shop.Database;

/// <summary>Where the shop's records are kept: two kinds of store, one language.</summary>
internal interface IShopStore : IDisposable
{
    long Bytes { get; }

    T Read<T>(Func<DbConnection, T> read);

    T Write<T>(Func<DbConnection, T> write);

    void Scrub();

    void Settle(IReadOnlyList<string> tables);
}

/// <summary>One SQLite file: one writer at a time, readers beside it (WAL).</summary>
internal sealed class SqliteStore : IShopStore
{
    private readonly string _connection;
    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    public SqliteStore(string path)
    {
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false,
        }.ToString();
        _writer = Connect();
        Execute(_writer, "PRAGMA journal_mode=WAL");
        Migrate();
    }

    public long Bytes => new FileInfo(_writer.DataSource).Length;

    public T Read<T>(Func<DbConnection, T> read)
    {
        var connection = _idle.TryTake(out var idle) ? idle : Connect();
        try
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var result = read(connection);
            transaction.Commit();
            return result;
        }
        finally
        {
            _idle.Add(connection);
        }
    }

    public T Write<T>(Func<DbConnection, T> write)
    {
        lock (_writing)
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = write(_writer);
            transaction.Commit();
            return result;
        }
    }

    // Empties the write-ahead file, so that what was erased is gone from it too.
    public void Scrub()
    {
        lock (_writing)
        {
            Execute(_writer, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    // It gives one more than the highest there is, and needs no telling.
    public void Settle(IReadOnlyList<string> tables)
    {
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _writer.Dispose();
        }

        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private void Migrate()
    {
        using var transaction = _writer.BeginTransaction();
        using var command = _writer.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        for (; version != Schema.Latest; version++)
        {
            Execute(_writer, Schema.After(version));
        }

        // A pragma takes no parameter; the number is ours.
        Execute(_writer, $"PRAGMA user_version={version}");
        transaction.Commit();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        // secure_delete: what is erased leaves no bytes behind in the file.
        Execute(connection, """
            PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA secure_delete=ON;
            """);
        // The calendar month of a moment in ms, which the two stores would else name in two ways.
        connection.CreateFunction<long, string>("month_of", Months.Of, isDeterministic: true);
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
