using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>
/// Views of the journal in an SQLite file of their own: price history, order list, member statements, postings.
/// They can be deleted at any time and tell the position they stand at.
/// </summary>
public sealed class ViewStore : IDisposable
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
        """ + LegacyRows.Schema;

    // Rows of another version are thrown away and built anew: views hold nothing of their own.
    private const long Version = 4;
    private const string Drop = """
        DROP TABLE IF EXISTS stands; DROP TABLE IF EXISTS prices; DROP TABLE IF EXISTS orders;
        DROP TABLE IF EXISTS statements; DROP TABLE IF EXISTS postings;
        DROP TABLE IF EXISTS claims; DROP TABLE IF EXISTS coin_orders; DROP TABLE IF EXISTS releases;
        DROP TABLE IF EXISTS release_days; DROP TABLE IF EXISTS legacy_days;
        """;

    private const int LockAttempts = 600;
    private const int LockDelayMs = 100;

    // SQLite's result codes for a file that cannot be mended.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static readonly string[] Tables = ["prices", "orders", "statements", "postings", .. LegacyRows.Tables];

    private readonly SqliteConnection _connection;
    private readonly ViewRows _rows;
    private LegacyRows _legacy;
    private readonly Collector _postings = new();
    private Pool? _pool;
    private JournalEnd _at;

    private ViewStore(SqliteConnection connection, bool mayWrite = true)
    {
        _connection = connection;
        if (mayWrite)
        {
            Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;");
            MakeTables();
        }

        _at = Stands();
        _rows = new(connection);
        _legacy = new(connection);
        Reader = new(connection.DataSource);
    }

    /// <summary>Reads them, beside whoever follows.</summary>
    public ViewReader Reader { get; }

    /// <summary>How far the views have followed the journal.</summary>
    public JournalEnd At => _at;

    /// <summary>Opens the views; a file that is no database is thrown away, for it holds nothing of its own.</summary>
    public static ViewStore Open(string path)
    {
        try
        {
            return new(Connect(path));
        }
        catch (SqliteException broken) when (broken.SqliteErrorCode is NotADatabase or Corrupt)
        {
            File.Delete(path);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
            return new(Connect(path));
        }
    }

    /// <summary>Follows the journal to its end, or to <paramref name="until"/>, and returns the new position.</summary>
    public long CatchUp(IJournal journal, long until = long.MaxValue)
    {
        using var alone = Alone();
        _at = Stands();
        if (_at.Position > 0 && !(journal.Find(_at.Position - 1) is { } last
            && last.Next == _at.Position && last.Hash.Span.SequenceEqual(_at.Hash.Span)))
        {
            Reset();
        }

        var start = _pool is null ? 0 : _at.Position;
        _pool ??= new(Replay.PlanOf(journal), _postings);
        var previous = start == 0 ? JournalBatch.NoHash : _at.Hash;
        foreach (var batch in journal.Read(start).TakeWhile(batch => batch.First < until))
        {
            if (batch.Next > start)
            {
                Follow(batch, previous);
                previous = batch.Hash;
            }
        }

        return _at.Position;
    }

    /// <inheritdoc cref="ViewReader.Prices"/>
    public IReadOnlyList<PriceRow> Prices(int most) => Reader.Prices(most);

    /// <inheritdoc cref="ViewReader.BookAt"/>
    public Money BookAt(Instant at) => Reader.BookAt(at);

    /// <summary>A member's statement, newest first, of the records before a position.</summary>
    public IReadOnlyList<StatementRow> StatementOf(MemberNumber member, int most, long before = long.MaxValue) =>
        Reader.StatementOf(member, most, new StatementPlace(before, long.MinValue));

    /// <summary>Compares every row of a file with views built anew, changing nothing; empty when all is well.</summary>
    public static IReadOnlyList<string> Differences(string path, IJournal journal)
    {
        try
        {
            using var stored = new ViewStore(Connect(path, SqliteOpenMode.ReadOnly), mayWrite: false);
            return stored.VersionFound() == Version ? stored.Differences(journal) : [];
        }
        catch (Exception broken) when (broken is SqliteException or InvalidCastException or InvalidOperationException)
        {
            return [$"views: unreadable: {broken.Message}"];
        }
    }

    private IReadOnlyList<string> Differences(IJournal journal)
    {
        using var fresh = new ViewStore(Connect(":memory:"));
        fresh.CatchUp(journal, until: _at.Position);
        return [.. Tables
            .Where(table => !RowsOf(table).SequenceEqual(fresh.RowsOf(table)))
            .Select(table => $"views: {table} differ from the journal")];
    }

    public void Dispose()
    {
        Reader.Dispose();
        _rows.Dispose();
        _legacy.Dispose();
        _connection.Dispose();
    }

    private void MakeTables()
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        if (VersionFound() != Version)
        {
            Execute($"{Drop} PRAGMA user_version={Version};");
        }

        Execute(Schema);
        transaction.Commit();
    }

    private long VersionFound()
    {
        using var version = Query("PRAGMA user_version");
        return (long)version.ExecuteScalar()!;
    }

    private JournalEnd Stands()
    {
        using var stands = Query("SELECT position, hash FROM stands");
        using var row = stands.ExecuteReader();
        return row.Read() ? new(row.GetInt64(0), (byte[])row[1]) : new(0, JournalBatch.NoHash);
    }

    // One process follows at a time; the others wait, and then find the work done.
    private FileStream? Alone()
    {
        if (_connection.DataSource is not { Length: > 0 } path)
        {
            return null;
        }

        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts)
            {
                Task.Delay(LockDelayMs).Wait();
            }
        }
    }

    // With a pool of its own: postings need to know what members held. Rows before the view's position are there.
    private void Follow(JournalBatch batch, ReadOnlyMemory<byte> previous)
    {
        var records = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous.Span);
        using var transaction = _connection.BeginTransaction();
        for (var index = 0; index < records.Length; index++)
        {
            var record = RecordCodec.Read(records[index].Span, batch.First + index);
            _postings.Clear();
            Replay.Apply(_pool!, record);
            _legacy.Follow(transaction, record, _pool!, isNew: record.Position >= _at.Position);
            if (record.Position >= _at.Position)
            {
                _rows.Insert(transaction, record, _pool!.Totals.Orders, _postings.All);
            }
            else
            {
                _rows.PassOver(record, _pool!.Totals.Orders);
            }
        }

        if (batch.Next > _at.Position)
        {
            _legacy.EndDay(transaction);
            _at = new(batch.Next, batch.Hash);
            _rows.Stand(transaction, _at);
        }

        transaction.Commit();
    }

    private void Reset()
    {
        Execute("DELETE FROM stands; DELETE FROM prices; DELETE FROM orders;");
        Execute("DELETE FROM statements; DELETE FROM postings;");
        foreach (var table in LegacyRows.Tables)
        {
            Execute($"DELETE FROM {table}");
        }

        _legacy.Dispose();
        _legacy = new(_connection);
        _at = new(0, JournalBatch.NoHash);
        _pool = null;
    }

    private IEnumerable<string> RowsOf(string table)
    {
        // The table names are those above; primary keys give the order.
        using var query = Query($"SELECT * FROM {table}");
        using var row = query.ExecuteReader();
        while (row.Read())
        {
            yield return string.Join('|', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
        }
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

    private sealed class Collector : IPostings
    {
        public List<(Account Account, long Units)> All { get; } = [];

        public void Post(Account account, long units) => All.Add((account, units));

        public void Clear() => All.Clear();
    }
}
