using System.Collections;
using System.Data.Common;
using Npgsql;
using Wellspring.Core;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Shop.Database;

/// <summary>
/// The shop's records: members, merchants, orders, payouts, users. Everything that can be erased lives here; what must
/// never change lives in the pool's journal.
/// </summary>
/// <remarks>
/// One SQLite file, or one schema of a PostgreSQL database. Writes come one after the other, whatever process they come
/// from, and readers see whole moments beside them. A write is on disk when it returns.
/// </remarks>
public sealed class ShopDatabase : IDisposable
{
    private readonly IShopStore _store;

    private ShopDatabase(IShopStore store) => _store = store;

    /// <summary>Opens the file, makes it where it is missing, and brings it to this release's schema.</summary>
    /// <exception cref="NewerSchemaException">A later release wrote it.</exception>
    public static ShopDatabase Open(string path) => new(new SqliteStore(path));

    /// <summary>Opens the records of a platform's data directory, wherever they are kept.</summary>
    /// <exception cref="NewerSchemaException">A later release wrote them.</exception>
    public static ShopDatabase OpenIn(string folder) => PostgresPlace.Find(folder) is { } database
        ? Open(database)
        : Open(Path.Combine(folder, "shop.db"));

    /// <summary>Whether a platform's data directory has records.</summary>
    public static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, "shop.db")) || PostgresPlace.Find(folder) is not null;

    /// <summary>Opens the schema that the connection's search path names, making it where it is missing.</summary>
    /// <exception cref="NewerSchemaException">A later release wrote it.</exception>
    /// <param name="claim">
    /// The owner's right to the pool in the same schema: once there is a newer one, writes throw
    /// <see cref="Engine.Journals.JournalFencedException"/>. Null where nobody else can be the owner.
    /// </param>
    public static ShopDatabase Open(NpgsqlDataSource database, PoolClaim? claim = null) =>
        new(new PostgresStore(database, claim));

    /// <summary>Reads one consistent moment.</summary>
    public T Read<T>(Func<ShopReader, T> read) => _store.Read(connection => read(new(connection)));

    /// <summary>Changes records together or, when <paramref name="write"/> throws, not at all.</summary>
    public T Write<T>(Func<ShopTransaction, T> write) => _store.Write(connection => write(new(connection)));

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<ShopTransaction> write) => Write(transaction =>
    {
        write(transaction);
        return true;
    });

    /// <summary>Lets numbers that the store gives itself go on behind the highest that was copied in.</summary>
    internal void Settle(IReadOnlyList<string> tables) => _store.Settle(tables);

    /// <summary>Bytes the records take on disk.</summary>
    public long Bytes => _store.Bytes;

    /// <summary>Sees that what was erased is gone from logs and free pages of the store too.</summary>
    public void Scrub() => _store.Scrub();

    public void Dispose() => _store.Dispose();
}

/// <summary>Reads the shop's records.</summary>
public class ShopReader
{
    private readonly DbConnection _connection;
    private bool _isMapping;

    internal ShopReader(DbConnection connection) => _connection = connection;

    /// <summary>All rows of an answer.</summary>
    public IReadOnlyList<T> All<T>(Sql sql, Func<Row, T> read)
    {
        using var command = Asking(sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(Mapped(reader, read));
        }

        return rows;
    }

    /// <summary>The rows of an answer one by one, for answers too long to hold.</summary>
    public Rows Each(Sql sql, Func<Row, object?[]> read) => new(sql.On(_connection), read);

    /// <summary>The first row; null where there is none.</summary>
    public T? One<T>(Sql sql, Func<Row, T> read)
        where T : class
    {
        using var command = Asking(sql);
        using var reader = command.ExecuteReader();
        return reader.Read() ? Mapped(reader, read) : null;
    }

    /// <summary>The first number of the first row; null where there is none.</summary>
    public long? Number(Sql sql)
    {
        using var command = Asking(sql);
        return Row.NumberOf(command.ExecuteScalar());
    }

    /// <summary>The first text of the first row; null where there is none.</summary>
    public string? Text(Sql sql)
    {
        using var command = Asking(sql);
        return command.ExecuteScalar() as string;
    }

    private protected int Run(Sql sql)
    {
        using var command = Asking(sql);
        return command.ExecuteNonQuery();
    }

    // PostgreSQL answers one question at a time on a connection: a mapping that asks another fails there, so here too.
    private DbCommand Asking(Sql sql)
    {
        Invariant.Require(!_isMapping, "a row is mapped without asking the store anything");
        return sql.On(_connection);
    }

    private T Mapped<T>(DbDataReader reader, Func<Row, T> read)
    {
        _isMapping = true;
        var mapped = read(new(reader));
        _isMapping = false;
        return mapped;
    }
}

/// <summary>Rows that are read when they are asked for, once, within the reading they belong to.</summary>
public sealed class Rows : IEnumerable<object?[]>
{
    private readonly DbCommand _command;
    private readonly Func<Row, object?[]> _read;

    internal Rows(DbCommand command, Func<Row, object?[]> read) => (_command, _read) = (command, read);

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
    internal ShopTransaction(DbConnection connection)
        : base(connection)
    {
    }

    /// <summary>Runs one statement and says how many rows it changed.</summary>
    public int Execute(Sql sql) => Run(sql);
}
