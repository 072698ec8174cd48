using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using Wellspring.Core;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Postgres;

/// <summary>One pool's journal in a PostgreSQL database that holds many: one row a batch.</summary>
/// <remarks>
/// The fence is a row: an append moves the pool's head from the end it expects to the new one, in the statement that
/// inserts the batch, and only for the newest owner, so that of two writers only one can. A connection that breaks
/// while appending leaves it unknown whether the batch was kept: the append throws, and whoever opens the journal next
/// reads the answer.
/// </remarks>
public sealed class PostgresJournal : IJournal
{
    // One statement, so that there is no moment at which the head has moved and the batch is not there.
    private const string AppendSql = """
        WITH moved AS (
            UPDATE pools SET position = $3, hash = $4 WHERE pool = $1 AND position = $2 AND hash = $5
                AND epoch = $11 RETURNING pool),
        named AS (
            INSERT INTO names (pool, number, name, "check")
            SELECT pool, number, name, "check" FROM moved, unnest($8::bigint[], $9::text[], $10::bytea[])
                AS given (number, name, "check"))
        INSERT INTO batches (pool, first, count, hash, payload) SELECT pool, $2, $6, $4, $7 FROM moved
        """;

    private readonly NpgsqlDataSource _database;
    private readonly string _pool;
    private readonly PoolClaim? _claim;
    private NpgsqlConnection? _writing;
    private NpgsqlCommand? _append;
    private Moment? _seen;

    private PostgresJournal(NpgsqlDataSource database, string pool, PoolClaim? claim) =>
        (_database, _pool, _claim) = (database, pool, claim);

    /// <summary>Whether this pool has a first record.</summary>
    public static bool Exists(NpgsqlDataSource database, string pool)
    {
        using var query = database.CreateCommand("SELECT 1 FROM pools WHERE pool = $1 AND position > 0");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        return query.ExecuteScalar() is not null;
    }

    /// <summary>Opens a pool's journal to append to, making it if it is not there; older owners are refused.</summary>
    /// <param name="nameKey">The secret of names, where this is a copy of another journal; null makes one.</param>
    public static PostgresJournal OpenToWrite(
        NpgsqlDataSource database, string pool, ReadOnlyMemory<byte>? nameKey = null) =>
        OpenToWrite(database, PoolClaim.Take(database, pool, nameKey));

    /// <summary>Opens a pool's journal to append to as the owner that has claimed it.</summary>
    public static PostgresJournal OpenToWrite(NpgsqlDataSource database, PoolClaim claim) =>
        new(database, claim.Pool, claim);

    /// <summary>Opens a pool's journal without being able to change it.</summary>
    public static PostgresJournal OpenToRead(NpgsqlDataSource database, string pool) =>
        new(database, pool, claim: null);

    public JournalEnd End() => Seen().End;

    public void Append(JournalEnd expected, JournalBatch batch)
    {
        Invariant.Require(_claim is not null, "a journal that was opened to read takes nothing");
        var append = _append ??= PrepareAppend();
        append.Parameters[1].Value = expected.Position;
        append.Parameters[2].Value = batch.Next;
        append.Parameters[3].Value = batch.Hash;
        append.Parameters[4].Value = expected.Hash;
        append.Parameters[5].Value = batch.Count;
        append.Parameters[6].Value = batch.Payload;
        append.Parameters[7].Value = batch.Names.Select(name => name.Number).ToArray();
        append.Parameters[8].Value = batch.Names.Select(name => name.Name).ToArray();
        append.Parameters[9].Value = batch.Names.Select(CheckOf).ToArray();
        if (expected.Position != batch.First || append.ExecuteNonQuery() != 1)
        {
            throw new JournalFencedException(
                $"the journal of {_pool} does not end at {expected.Position} any more, or it has a newer owner");
        }
    }

    public IEnumerable<JournalBatch> Read(long position)
    {
        using var query = Query("""
            SELECT first, count, hash, payload FROM batches
            WHERE pool = $1 AND first + count > $2
                AND first >= coalesce((SELECT max(first) FROM batches WHERE pool = $1 AND first <= $2), 0)
                AND first < $3
            ORDER BY first
            """);
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Limit.Position });
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            yield return BatchOf(rows);
        }
    }

    public JournalBatch? Find(long position)
    {
        using var query = Query("""
            SELECT first, count, hash, payload FROM batches WHERE pool = $1 AND first <= $2 AND first < $3
            ORDER BY first DESC LIMIT 1
            """);
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Limit.Position });
        using var row = query.ExecuteReader();
        return row.Read() && BatchOf(row) is var batch && batch.Next > position ? batch : null;
    }

    public IEnumerable<MemberName> Names()
    {
        using var query = Query(
            "SELECT number, name, \"check\" FROM names WHERE pool = $1 AND number <= $2 ORDER BY number");
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Limit.LastName });
        using var rows = query.ExecuteReader();
        while (rows.Read())
        {
            var name = new MemberName(rows.GetInt64(0), rows.GetString(1));
            yield return CheckOf(name).AsSpan().SequenceEqual(rows.GetFieldValue<byte[]>(2))
                ? name
                : throw new JournalDamagedException(0, $"name of member number {name.Number}: hash-mismatch");
        }
    }

    public ReadOnlyMemory<byte> NameKey()
    {
        using var query = Query("SELECT name_key FROM pools WHERE pool = $1");
        return query.ExecuteScalar() is byte[] stored && stored.AsSpan().SequenceEqual(Checked(stored))
            ? stored.AsMemory(0, PoolClaim.KeyLength)
            : throw new JournalDamagedException(0, "name-key: hash-mismatch");
    }

    public void Dispose()
    {
        _append?.Dispose();
        _writing?.Dispose();
    }

    // A reader sees one moment, whatever it asks: a writer may append meanwhile, and what is there never changes.
    private (long Position, long LastName) Limit => _claim is null
        ? (Seen().End.Position, Seen().LastName)
        : (long.MaxValue, long.MaxValue);

    private Moment Seen()
    {
        if (_seen is not null)
        {
            return _seen;
        }

        using var query = Query("""
            SELECT p.position, p.hash, b.first + b.count, b.hash,
                coalesce((SELECT max(number) FROM names WHERE pool = p.pool), 0) FROM pools p
            LEFT JOIN LATERAL (SELECT first, count, hash FROM batches WHERE pool = p.pool ORDER BY first DESC LIMIT 1) b
                ON true
            WHERE p.pool = $1
            """);
        using var row = query.ExecuteReader();
        if (!row.Read())
        {
            throw new JournalDamagedException(0, "not-a-journal");
        }

        var head = new JournalEnd(row.GetInt64(0), row.GetFieldValue<byte[]>(1));
        var last = row.IsDBNull(2)
            ? new(0, JournalBatch.NoHash)
            : new JournalEnd(row.GetInt64(2), row.GetFieldValue<byte[]>(3));
        var end = last.Position < head.Position ? throw new JournalDamagedException(last.Position, "lost-end")
            : last.Position == head.Position && last.Hash.Span.SequenceEqual(head.Hash.Span) ? head
            : throw new JournalDamagedException(Math.Max(0, head.Position - 1), "head-differs");
        var seen = new Moment(end, row.GetInt64(4));
        return _claim is null ? _seen = seen : seen;
    }

    private NpgsqlCommand Query(string sql)
    {
        var query = _database.CreateCommand(sql);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _pool });
        return query;
    }

    // The one connection that appends; what it prepared lives as long as it does.
    private NpgsqlCommand PrepareAppend()
    {
        _writing = _database.OpenConnection();
        var append = new NpgsqlCommand(AppendSql, _writing);
        append.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _pool });
        foreach (var type in (NpgsqlDbType[])
        [
            NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea, NpgsqlDbType.Bytea, NpgsqlDbType.Integer,
            NpgsqlDbType.Bytea, NpgsqlDbType.Array | NpgsqlDbType.Bigint, NpgsqlDbType.Array | NpgsqlDbType.Text,
            NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        ])
        {
            append.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _claim!.Epoch });
        append.Prepare();
        return append;
    }

    private static JournalBatch BatchOf(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetInt32(1), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(2), []);

    // As in the embedded journal: names stand outside the chain, and a key is kept with the start of its hash.
    private static byte[] CheckOf(MemberName name) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{name.Number}:{name.Name}"))[..8];

    internal static byte[] Checked(byte[] key)
    {
        var secret = key.AsSpan(0, Math.Min(PoolClaim.KeyLength, key.Length));
        return [.. secret, .. SHA256.HashData(secret).AsSpan(0, 8)];
    }

    private sealed record Moment(JournalEnd End, long LastName);
}
