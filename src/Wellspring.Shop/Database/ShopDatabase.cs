using System.Collections;
using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Wellspring.Shop.Database;

/// <summary>
/// The shop's records in one SQLite file: members, merchants, orders, payouts, users. Everything that can be erased
/// lives here; what must never change lives in the pool's journal.
/// </summary>
/// <remarks>One writer at a time, readers beside it (WAL). A write is on disk when it returns.</remarks>
public sealed class ShopDatabase : IDisposable
{
    private readonly string _connection;
    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];

    private ShopDatabase(string path)
    {
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false,
        }.ToString();
        _writer = Connect();
        Execute(_writer, "PRAGMA journal_mode=WAL");
        Schema.Migrate(_writer);
    }

    /// <summary>Opens the file, makes it where it is missing, and brings it to this release's schema.</summary>
    /// <exception cref="NewerSchemaException">A later release wrote it.</exception>
    public static ShopDatabase Open(string path) => new(path);

    /// <summary>Reads one consistent moment.</summary>
    public T Read<T>(Func<ShopReader, T> read)
    {
        var connection = _idle.TryTake(out var idle) ? idle : Connect();
        try
        {
            using var transaction = connection.BeginTransaction(deferred: true);
            var result = read(new ShopReader(connection));
            transaction.Commit();
            return result;
        }
        finally
        {
            _idle.Add(connection);
        }
    }

    /// <summary>Changes records together or, when <paramref name="write"/> throws, not at all.</summary>
    public T Write<T>(Func<ShopTransaction, T> write)
    {
        lock (_writing)
        {
            using var transaction = _writer.BeginTransaction(deferred: false);
            var result = write(new ShopTransaction(_writer));
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<ShopTransaction> write) => Write(transaction =>
    {
        write(transaction);
        return true;
    });

    /// <summary>Empties the write-ahead file, so that what was erased is gone from it too.</summary>
    public void Scrub()
    {
        lock (_writing)
        {
            Execute(_writer, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
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

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        // secure_delete: what is erased leaves no bytes behind in the file.
        Execute(connection, """
            PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA busy_timeout=10000; PRAGMA secure_delete=ON;
            """);
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>Reads the shop's records.</summary>
public class ShopReader
{
    private readonly SqliteConnection _connection;

    internal ShopReader(SqliteConnection connection) => _connection = connection;

    /// <summary>All rows of an answer.</summary>
    public IReadOnlyList<T> All<T>(Sql sql, Func<Row, T> read)
    {
        using var command = sql.On(_connection);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(new(reader)));
        }

        return rows;
    }

    /// <summary>The rows of an answer one by one, for answers too long to hold.</summary>
    public Rows Each(Sql sql, Func<Row, object?[]> read) => new(sql.On(_connection), read);

    /// <summary>The first row; null where there is none.</summary>
    public T? One<T>(Sql sql, Func<Row, T> read)
        where T : class
    {
        using var command = sql.On(_connection);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(new(reader)) : null;
    }

    /// <summary>The first number of the first row; null where there is none.</summary>
    public long? Number(Sql sql)
    {
        using var command = sql.On(_connection);
        return command.ExecuteScalar() is long number ? number : null;
    }

    /// <summary>The first text of the first row; null where there is none.</summary>
    public string? Text(Sql sql)
    {
        using var command = sql.On(_connection);
        return command.ExecuteScalar() as string;
    }

    private protected int Run(Sql sql)
    {
        using var command = sql.On(_connection);
        return command.ExecuteNonQuery();
    }
}

/// <summary>Rows that are read when they are asked for, once, within the reading they belong to.</summary>
public sealed class Rows : IEnumerable<object?[]>
{
    private readonly SqliteCommand _command;
    private readonly Func<Row, object?[]> _read;

    internal Rows(SqliteCommand command, Func<Row, object?[]> read) => (_command, _read) = (command, read);

    public IEnumerator<object?[]> GetEnumerator()
    {
        using var command = _command;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return _read(new(reader));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Reads and changes the shop's records; all changes count together when the write returns.</summary>
public sealed class ShopTransaction : ShopReader
{
    internal ShopTransaction(SqliteConnection connection)
        : base(connection)
    {
    }

    /// <summary>Runs one statement and says how many rows it changed.</summary>
    public int Execute(Sql sql) => Run(sql);
}
