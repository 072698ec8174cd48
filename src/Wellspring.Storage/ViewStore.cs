using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;

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
            position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS statements (member INTEGER NOT NULL, position INTEGER NOT NULL,
            line INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL, reference TEXT,
            money INTEGER NOT NULL, points INTEGER NOT NULL,
            scale INTEGER NOT NULL, PRIMARY KEY (member, position, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS postings (position INTEGER NOT NULL, line INTEGER NOT NULL, kind INTEGER NOT NULL,
            number INTEGER NOT NULL, units INTEGER NOT NULL, PRIMARY KEY (position, line)) STRICT, WITHOUT ROWID;
        """;

    private const int LockAttempts = 600;
    private const int LockDelayMs = 100;

    // SQLite's result codes for a file that cannot be mended.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private static readonly string[] Tables = ["prices", "orders", "statements", "postings"];

    private readonly SqliteConnection _connection;
    private readonly ViewRows _rows;
    private readonly Collector _postings = new();
    private Pool? _pool;
    private JournalEnd _at;

    private ViewStore(SqliteConnection connection, bool mayWrite = true)
    {
        _connection = connection;
        if (mayWrite)
        {
            Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + Schema);
        }

        _at = Stands();
        _rows = new(connection);
    }

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

    /// <summary>
    /// Price history: one row a record that moved the pool; thinned to about <paramref name="most"/> rows.
    /// </summary>
    public IReadOnlyList<PriceRow> Prices(int most)
    {
        using var count = Query("SELECT count(*) FROM prices");
        var step = Math.Max(1, (long)count.ExecuteScalar()! / Math.Max(1, most));
        using var query = Query("""
            SELECT position, at, pool, circulating, scale, orders FROM
                (SELECT *, row_number() OVER (ORDER BY position) AS n, count(*) OVER () AS total FROM prices)
            WHERE n = 1 OR n = total OR n % $step = 0 ORDER BY position
            """);
        query.Parameters.AddWithValue("$step", step);
        using var row = query.ExecuteReader();
        var prices = new List<PriceRow>();
        while (row.Read())
        {
            prices.Add(new(row.GetInt64(0), new(row.GetInt64(1)), Money.FromUnits(row.GetInt64(2)),
                Points.FromUnits(row.GetInt64(3)), row.GetInt32(4), row.GetInt64(5)));
        }

        return prices;
    }

    /// <summary>A member's statement, newest first, of the records before a position.</summary>
    public IReadOnlyList<StatementRow> StatementOf(MemberNumber member, int most, long before = long.MaxValue)
    {
        using var query = Query("""
            SELECT position, at, what, reference, money, points, scale FROM statements
            WHERE member = $member AND position < $before ORDER BY position DESC, line DESC LIMIT $most
            """);
        query.Parameters.AddWithValue("$before", before);
        query.Parameters.AddWithValue("$member", member.Value);
        query.Parameters.AddWithValue("$most", most);
        using var row = query.ExecuteReader();
        var lines = new List<StatementRow>();
        while (row.Read())
        {
            lines.Add(new(row.GetInt64(0), new(row.GetInt64(1)), new(member, row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt32(6))));
        }

        return lines;
    }

    /// <summary>Compares every row of a file with views built anew, changing nothing; empty when all is well.</summary>
    public static IReadOnlyList<string> Differences(string path, IJournal journal)
    {
        try
        {
            using var stored = new ViewStore(Connect(path, SqliteOpenMode.ReadOnly), mayWrite: false);
            return stored.Differences(journal);
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
        _rows.Dispose();
        _connection.Dispose();
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
            _at = new(batch.Next, batch.Hash);
            _rows.Stand(transaction, _at);
        }

        transaction.Commit();
    }

    private void Reset()
    {
        Execute("DELETE FROM stands; DELETE FROM prices; DELETE FROM orders;");
        Execute("DELETE FROM statements; DELETE FROM postings;");
        _at = new(0, JournalBatch.NoHash);
        _pool = null;
    }

    private IEnumerable<string> RowsOf(string table)
    {
        // The table names are the four above; primary keys give the order.
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

/// <summary>The pool after one record: what charts are drawn from.</summary>
public readonly record struct PriceRow(
    long Position, Instant At, Money Pool, Points Circulating, int Scale, long Orders);

/// <summary>A statement line with its place in the journal and its business date.</summary>
public readonly record struct StatementRow(long Position, Instant At, StatementLine Line);
