using Microsoft.Data.Sqlite;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Views;

/// <summary>Views in an SQLite file of their own, that can be deleted at any time.</summary>
internal sealed class SqliteViews : IViewTables
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS stands (position INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS prices (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, pool INTEGER NOT NULL,
            circulating INTEGER NOT NULL, scale INTEGER NOT NULL, orders INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, state TEXT NOT NULL, member INTEGER, merchant TEXT,
            amount INTEGER, inflow INTEGER, points INTEGER, scale INTEGER, refunded INTEGER NOT NULL,
            position INTEGER NOT NULL, first INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS orders_first ON orders (first);
        CREATE INDEX IF NOT EXISTS orders_member ON orders (member, first);
        CREATE TABLE IF NOT EXISTS statements (member INTEGER NOT NULL, position INTEGER NOT NULL,
            line INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, reference TEXT,
            money INTEGER NOT NULL, points INTEGER NOT NULL,
            scale INTEGER NOT NULL, kind INTEGER, rate INTEGER,
            PRIMARY KEY (member, position, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS postings (position INTEGER NOT NULL, line INTEGER NOT NULL, kind INTEGER NOT NULL,
            number INTEGER NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (position, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS claims (claim TEXT PRIMARY KEY, member INTEGER NOT NULL, kind INTEGER NOT NULL,
            amount INTEGER NOT NULL, since INTEGER NOT NULL, state INTEGER NOT NULL, first INTEGER NOT NULL,
            position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS claims_first ON claims (first);
        CREATE INDEX IF NOT EXISTS claims_member ON claims (member, first);
        CREATE TABLE IF NOT EXISTS coin_orders (id TEXT PRIMARY KEY, member INTEGER NOT NULL, merchant TEXT NOT NULL,
            coins INTEGER NOT NULL, value INTEGER NOT NULL, deposit INTEGER NOT NULL, locked INTEGER NOT NULL,
            scale INTEGER NOT NULL, state TEXT NOT NULL, day INTEGER NOT NULL, first INTEGER NOT NULL,
            position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS coin_orders_first ON coin_orders (first);
        CREATE INDEX IF NOT EXISTS coin_orders_member ON coin_orders (member, first);
        CREATE INDEX IF NOT EXISTS coin_orders_day ON coin_orders (day);
        CREATE TABLE IF NOT EXISTS releases (member INTEGER NOT NULL, position INTEGER NOT NULL,
            line INTEGER NOT NULL, day INTEGER NOT NULL, points INTEGER NOT NULL, scale INTEGER NOT NULL,
            value INTEGER NOT NULL, basis INTEGER NOT NULL, PRIMARY KEY (member, position, line)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS releases_position ON releases (position, line);
        CREATE TABLE IF NOT EXISTS release_days (day INTEGER PRIMARY KEY, position INTEGER NOT NULL,
            budget INTEGER NOT NULL, released INTEGER NOT NULL, creditors INTEGER NOT NULL, scale INTEGER NOT NULL,
            price_money INTEGER NOT NULL, price_points INTEGER NOT NULL, allowance INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS legacy_days (day INTEGER PRIMARY KEY, position INTEGER NOT NULL,
            creditors INTEGER NOT NULL, consented INTEGER NOT NULL, claimed INTEGER NOT NULL, disputed INTEGER NOT NULL,
            unconverted INTEGER NOT NULL, coins INTEGER NOT NULL, goods INTEGER NOT NULL, proceeds INTEGER NOT NULL,
            waived INTEGER NOT NULL, fund INTEGER NOT NULL, held INTEGER NOT NULL, deposits INTEGER NOT NULL,
            locked INTEGER NOT NULL, scale INTEGER NOT NULL, locked_value INTEGER NOT NULL, allowance INTEGER NOT NULL,
            stopped INTEGER NOT NULL, last_run INTEGER NOT NULL, funded INTEGER NOT NULL) STRICT;
        """;

    private const int LockAttempts = 600;
    private const int LockDelayMs = 100;

    // SQLite's result codes for a file that cannot be mended, and for a row that is there already.
    private const int Corrupt = 11;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _connection;
    private readonly SqliteViewRows _rows;

    private SqliteViews(SqliteConnection connection, bool mayWrite)
    {
        _connection = connection;
        if (mayWrite)
        {
            Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
            MakeTables();
        }

        _rows = new(connection);
        Own = new SqliteQueries(() => connection);
        var path = connection.DataSource;
        Readers = new SqliteQueries(() => Connect(path, SqliteOpenMode.ReadOnly));
    }

    public IViewQueries Own { get; }

    public IViewQueries Readers { get; }

    /// <summary>Opens the views; a file that is no database is thrown away, for it holds nothing of its own.</summary>
    public static SqliteViews Open(string path)
    {
        try
        {
            return new(Connect(path), mayWrite: true);
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is NotADatabase or Corrupt)
        {
            File.Delete(path);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            return new(Connect(path), mayWrite: true);
        }
    }

    /// <summary>
    /// Views as they are at this moment, whoever follows meanwhile, to look at only; null where none of this release's
    /// are.
    /// </summary>
    public static SqliteViews? Find(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var found = new SqliteViews(Connect(path, SqliteOpenMode.ReadOnly), mayWrite: false);
        try
        {
            found.Execute("BEGIN");
            if (found.VersionFound() == ViewTable.Version)
            {
                return found;
            }
        }
        catch
        {
            found.Dispose();
            throw;
        }

        found.Dispose();
        return null;
    }

    /// <summary>Views that nobody keeps, to compare others with.</summary>
    public static SqliteViews InMemory() => new(Connect(":memory:"), mayWrite: true);

    public JournalEnd End()
    {
        using var stands = Query("SELECT position, hash FROM stands");
        using var row = stands.ExecuteReader();
        return row.Read() ? new(row.GetInt64(0), (byte[])row[1]) : new(0, JournalBatch.NoHash);
    }

    // One process follows at a time; the others wait, and then find the work done.
    public IDisposable? Alone()
    {
        if (_connection.DataSource is not { Length: > 0 } path)
        {
            return null;
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts)
            {
                Task.Delay(LockDelayMs).Wait();
            }
        }
    }

    public void Write(ViewBatch rows, JournalEnd expected, JournalEnd end)
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        if (End().Position != expected.Position)
        {
            throw new ViewsOvertakenException();
        }

        try
        {
            _rows.Insert(transaction, rows);
        }
        catch (SqliteException twice) when (twice.SqliteErrorCode == Constraint)
        {
            throw new ViewsOvertakenException();
        }

        _rows.Stand(transaction, end);
        transaction.Commit();
    }

    public void Clear()
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        Execute("DELETE FROM stands");
        foreach (var table in ViewTable.All)
        {
            Execute($"DELETE FROM {table.Name}");
        }

        transaction.Commit();
    }

    public IEnumerable<string> Rows(ViewTable table)
    {
        using var query = Query(table.Select);
        using var row = query.ExecuteReader();
        while (row.Read())
        {
            yield return string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
        }
    }

    public void Dispose()
    {
        Readers.Dispose();
        _rows.Dispose();
        _connection.Dispose();
    }

    private void MakeTables()
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        if (VersionFound() != ViewTable.Version)
        {
            Execute("DROP TABLE IF EXISTS stands");
            foreach (var table in ViewTable.All)
            {
                Execute($"DROP TABLE IF EXISTS {table.Name}");
            }

            Execute($"PRAGMA user_version={ViewTable.Version}");
        }

        Execute(Schema);
        transaction.Commit();
    }

    private long VersionFound()
    {
        using var version = Query("PRAGMA user_version");
        return (long)version.ExecuteScalar()!;
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private SqliteCommand Query(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private void Execute(string sql)
    {
        using var command = Query(sql);
        command.ExecuteNonQuery();
    }
}
