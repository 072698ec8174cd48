using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage;

/// <summary>The journal in one embedded SQLite file: one row a batch, WAL, synchronous FULL.</summary>
/// <remarks>
/// SQLite forgets acknowledged commits silently when a byte of its write-ahead log is damaged. So the head, position
/// and hash of the last acknowledged batch, also stands in a file of its own (<see cref="HeadFile"/>).
/// </remarks>
public sealed class SqliteJournal : IJournal
{
    /// <summary>Version of the tables; a newer one is refused.</summary>
    private const int SchemaVersion = 1;

    private const int KeyLength = 32;

    private readonly string _path;
    private readonly SqliteConnection _reading;
    private readonly HeadFile _head;
    private readonly FileStream? _lock;
    private JournalEnd? _seenHead;
    private Writing? _writing;

    private SqliteJournal(string path, SqliteConnection reading, HeadFile head, FileStream? held) =>
        (_path, _reading, _head, _lock) = (path, reading, head, held);

    /// <summary>
    /// Whether no batch was ever acknowledged here: no files yet, or what a kill left of making them.
    /// </summary>
    public static bool IsBlank(string path)
    {
        if (!HeadFile.IsBlank(path + ".head"))
        {
            return false;
        }

        if (!File.Exists(path))
        {
            return true;
        }

        if (!File.Exists(path + ".head"))
        {
            // The head is made first: somebody took it away.
            return false;
        }

        try
        {
            using var look = Connect(path, SqliteOpenMode.ReadOnly);
            using var query = look.CreateCommand();
            query.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'batches'";
            if ((long)query.ExecuteScalar()! == 0)
            {
                return true;
            }

            query.CommandText = "SELECT count(*) FROM batches";
            return (long)query.ExecuteScalar()! == 0;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    /// <summary>Opens a journal to append to, making it if it is not there.</summary>
    /// <exception cref="JournalDamagedException">It is damaged; not a byte of it was changed.</exception>
    /// <exception cref="DirectoryBusyException">Another process has it open to append.</exception>
    /// <param name="nameKey">The secret of names, where this is a copy of another journal; null makes one.</param>
    public static SqliteJournal OpenToWrite(string path, ReadOnlyMemory<byte>? nameKey = null)
    {
        var held = Lock(path);
        try
        {
            return OpenToWrite(path, held, nameKey);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static SqliteJournal OpenToWrite(string path, FileStream held, ReadOnlyMemory<byte>? nameKey)
    {
        var isBlank = IsBlank(path);
        if (!isBlank)
        {
            Sync(path);
            using var look = OpenToRead(path);
            look.End();
        }

        var head = HeadFile.OpenToWrite(path + ".head", isNew: isBlank);
        if (isBlank)
        {
            using var making = Connect(path, SqliteOpenMode.ReadWriteCreate);
            Execute(making, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
            CreateTables(making, nameKey);
        }

        // The connection that may recover and checkpoint is opened by the first append, when all was read and replayed.
        return new(path, Connect(path, SqliteOpenMode.ReadOnly), head, held);
    }

    // A process that was killed may have written what it had not yet synced, and never answered. It is read back here,
    // and a repeat of those commands is answered from it: first it must be on disk.
    private static void Sync(string path)
    {
        if (File.Exists(path + "-wal"))
        {
            using var log = File.OpenHandle(
                path + "-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(log);
        }
    }

    /// <summary>Opens a journal without being able to change it.</summary>
    public static SqliteJournal OpenToRead(string path)
    {
        var head = HeadFile.OpenToRead(path + ".head");
        SqliteConnection? reading = null;
        try
        {
            reading = Connect(path, SqliteOpenMode.ReadOnly);
            using var version = reading.CreateCommand();
            version.CommandText = "PRAGMA user_version";
            return (long)version.ExecuteScalar()! switch
            {
                SchemaVersion => AtOneMoment(new(path, reading, head, null)),
                0 => throw new JournalDamagedException(0, "not-a-journal"),
                _ => throw new JournalDamagedException(0, "unknown-version"),
            };
        }
        catch (SqliteException broken)
        {
            reading?.Dispose();
            throw Damage(0, broken);
        }
    }

    // One moment for everything a reader asks: a writer may append meanwhile. The head is read first, so it is never
    // ahead of what is seen here.
    private static SqliteJournal AtOneMoment(SqliteJournal journal)
    {
        journal._seenHead = journal._head.Read();
        Execute(journal._reading, "BEGIN DEFERRED; SELECT count(*) FROM sqlite_master;");
        return journal;
    }

    public JournalEnd End()
    {
        var head = _seenHead ?? _head.Read();
        using var last = _reading.CreateCommand();
        last.CommandText = Writing.LastBatch;
        var end = Guarded(0, () => Writing.EndOf(last));
        if (end.Position < head.Position)
        {
            throw new JournalDamagedException(end.Position, "lost-end");
        }

        var atHead = head.Position == end.Position ? end.Hash
            : head.Position == 0 ? JournalBatch.NoHash
            : Find(head.Position - 1)?.Hash ?? JournalBatch.NoHash;
        return atHead.Span.SequenceEqual(head.Hash.Span)
            ? end
            : throw new JournalDamagedException(Math.Max(0, head.Position - 1), "head-differs");
    }

    public void Append(JournalEnd expected, JournalBatch batch)
    {
        Invariant.Require(_lock is not null, "a journal that was opened to read takes nothing");
        _writing ??= new(_path);
        _writing.Append(expected, batch);
        _head.Write(new(batch.Next, batch.Hash));
    }

    public IEnumerable<JournalBatch> Read(long position)
    {
        var first = Find(position)?.First ?? position;
        using var query = _reading.CreateCommand();
        query.CommandText = "SELECT first, count, hash, payload FROM batches WHERE first >= $first ORDER BY first";
        query.Parameters.AddWithValue("$first", first);
        using var rows = Guarded(first, query.ExecuteReader);
        var next = first;
        while (Guarded(next, rows.Read))
        {
            var batch = Guarded(next, () => BatchOf(rows));
            next = batch.Next;
            yield return batch;
        }
    }

    public JournalBatch? Find(long position)
    {
        using var query = _reading.CreateCommand();
        query.CommandText =
            "SELECT first, count, hash, payload FROM batches WHERE first <= $position ORDER BY first DESC LIMIT 1";
        query.Parameters.AddWithValue("$position", position);
        using var row = Guarded(position, query.ExecuteReader);
        return Guarded(position, row.Read)
            && Guarded(position, () => BatchOf(row)) is var batch && batch.Next > position
            ? batch
            : null;
    }

    public IEnumerable<MemberName> Names()
    {
        using var query = _reading.CreateCommand();
        query.CommandText = "SELECT number, name, \"check\" FROM names ORDER BY number";
        using var rows = Guarded(0, query.ExecuteReader);
        while (Guarded(0, rows.Read))
        {
            var (name, check) = Guarded(
                0, () => (new MemberName(rows.GetInt64(0), rows.GetString(1)), (byte[])rows[2]));
            if (!CheckOf(name).AsSpan().SequenceEqual(check))
            {
                throw new JournalDamagedException(0, $"name of member number {name.Number}: hash-mismatch");
            }

            yield return name;
        }
    }

    public ReadOnlyMemory<byte> NameKey()
    {
        using var query = _reading.CreateCommand();
        query.CommandText = "SELECT value FROM meta WHERE key = 'name-key'";
        return Guarded(0, query.ExecuteScalar) is byte[] stored && stored.AsSpan().SequenceEqual(Checked(stored))
            ? stored.AsMemory(0, KeyLength)
            : throw new JournalDamagedException(0, "name-key: hash-mismatch");
    }

    /// <summary>What SQLite itself finds wrong with the file; empty when nothing is.</summary>
    public IReadOnlyList<string> CheckPages()
    {
        try
        {
            using var query = _reading.CreateCommand();
            query.CommandText = "PRAGMA integrity_check(20)";
            using var rows = query.ExecuteReader();
            var found = new List<string>();
            while (rows.Read())
            {
                found.Add(rows.GetString(0));
            }

            return found is ["ok"] ? [] : found;
        }
        catch (SqliteException broken)
        {
            return [broken.Message];
        }
    }

    public void Dispose()
    {
        _reading.Dispose();
        _writing?.Dispose();
        _head.Dispose();
        _lock?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DirectoryBusyException(Path.GetDirectoryName(path)!);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void CreateTables(SqliteConnection connection, ReadOnlyMemory<byte>? nameKey)
    {
        using var version = connection.CreateCommand();
        version.CommandText = "PRAGMA user_version";
        if ((long)version.ExecuteScalar()! != 0)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        Execute(connection, $"""
            CREATE TABLE batches (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, hash BLOB NOT NULL,
                payload BLOB NOT NULL) STRICT;
            CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "check" BLOB NOT NULL) STRICT;
            CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
            PRAGMA application_id = 0x57535052;
            PRAGMA user_version = {SchemaVersion};
            """);
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO meta (key, value) VALUES ('name-key', $value)";
        insert.Parameters.AddWithValue(
            "$value", Checked(nameKey?.ToArray() ?? RandomNumberGenerator.GetBytes(KeyLength)));
        insert.ExecuteNonQuery();
        transaction.Commit();
    }

    // Names stand outside the hash chain, because they can be erased; this tells a flipped bit from a name.
    private static byte[] CheckOf(MemberName name) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{name.Number}:{name.Name}"))[..8];

    // The key and the start of its hash: a flipped bit would make strangers of all names without a number.
    private static byte[] Checked(byte[] key)
    {
        var secret = key.AsSpan(0, Math.Min(KeyLength, key.Length));
        return [.. secret, .. SHA256.HashData(secret).AsSpan(0, 8)];
    }

    private static JournalBatch BatchOf(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetInt32(1), (byte[])row[3], (byte[])row[2], []);

    private static T Guarded<T>(long position, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken) when (broken is SqliteException or InvalidCastException or InvalidOperationException
            or OverflowException)
        {
            throw Damage(position, broken);
        }
    }

    private static JournalDamagedException Damage(long position, Exception broken) =>
        new(position, $"unreadable: {broken.Message}");

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The one connection that changes the file, with what it prepared.</summary>
    private sealed class Writing : IDisposable
    {
        public const string LastBatch = "SELECT first + count, hash FROM batches ORDER BY first DESC LIMIT 1";

        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insertBatch;
        private readonly SqliteCommand _insertName;
        private readonly SqliteCommand _lastBatch;

        public Writing(string path)
        {
            _connection = Connect(path, SqliteOpenMode.ReadWrite);
            Execute(_connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;");
            _insertBatch = Prepare(_connection,
                "INSERT INTO batches (first, count, hash, payload) VALUES ($first, $count, $hash, $payload)",
                ("$first", SqliteType.Integer), ("$count", SqliteType.Integer), ("$hash", SqliteType.Blob),
                ("$payload", SqliteType.Blob));
            _insertName = Prepare(_connection,
                "INSERT INTO names (number, name, \"check\") VALUES ($number, $name, $check)",
                ("$number", SqliteType.Integer), ("$name", SqliteType.Text), ("$check", SqliteType.Blob));
            _lastBatch = Prepare(_connection, LastBatch);
        }

        public static JournalEnd EndOf(SqliteCommand lastBatch)
        {
            using var row = lastBatch.ExecuteReader();
            return row.Read() ? new(row.GetInt64(0), (byte[])row[1]) : new(0, JournalBatch.NoHash);
        }

        public void Append(JournalEnd expected, JournalBatch batch)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            RequireEnd(expected, transaction);
            Run(_insertBatch, transaction, batch.First, batch.Count, batch.Hash.ToArray(), Bytes(batch.Payload));
            foreach (var name in batch.Names)
            {
                Run(_insertName, transaction, name.Number, name.Name, CheckOf(name));
            }

            transaction.Commit();
        }

        public void Dispose()
        {
            _insertBatch.Dispose();
            _insertName.Dispose();
            _lastBatch.Dispose();
            _connection.Dispose();
        }

        // Two writers can hold the same file open; whoever comes second finds an end it does not expect.
        private void RequireEnd(JournalEnd expected, SqliteTransaction transaction)
        {
            _lastBatch.Transaction = transaction;
            var end = EndOf(_lastBatch);
            if (end.Position != expected.Position || !end.Hash.Span.SequenceEqual(expected.Hash.Span))
            {
                throw new JournalFencedException(
                    $"the journal ends at {end.Position}, the writer expected {expected.Position}");
            }
        }

        private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
            System.Runtime.InteropServices.MemoryMarshal.TryGetArray(memory, out var array)
            && array.Offset == 0 && array.Count == array.Array!.Length
                ? array.Array
                : memory.ToArray();

        private static SqliteCommand Prepare(
            SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, type) in parameters)
            {
                command.Parameters.Add(name, type);
            }

            command.Prepare();
            return command;
        }

        private static void Run(
            SqliteCommand command, SqliteTransaction transaction, params ReadOnlySpan<object> values)
        {
            command.Transaction = transaction;
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters[index].Value = values[index];
            }

            command.ExecuteNonQuery();
        }
    }
}
