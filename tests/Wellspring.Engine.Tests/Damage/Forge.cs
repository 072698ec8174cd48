using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;

namespace Wellspring.Engine.Tests.Damage;

/// <summary>What somebody with an SQLite client could do to a closed journal.</summary>
internal sealed class Forge(PoolFolder folder)
{
    private static readonly string[] Everything =
    [
        "SELECT first, count, hex(hash), hex(payload) FROM batches ORDER BY first",
        "SELECT number, hex(name), hex(\"check\") FROM names ORDER BY number",
        "SELECT hex(key), hex(value) FROM meta ORDER BY key",
        "PRAGMA user_version",
    ];

    public void Run(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = Connect(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    /// <summary>Every row of every table, as SQLite reads them; or what it says instead.</summary>
    public static string Rows(PoolFolder folder)
    {
        try
        {
            using var connection = Connect(folder, SqliteOpenMode.ReadOnly);
            return string.Join('\n', Everything.SelectMany(query => Read(connection, query)));
        }
        catch (SqliteException broken)
        {
            return broken.Message;
        }
    }

    /// <summary>Changes a stored payload and makes its own hash fit again, as a clumsy forger would.</summary>
    public void Rehash(long first, int offset)
    {
        var payload = Payload(first);
        payload[offset] ^= 1;
        Run("UPDATE batches SET payload = $payload, hash = $hash WHERE first = $first",
            ("$payload", payload), ("$hash", SHA256.HashData(payload)), ("$first", first));
    }

    /// <summary>Rewrites history with every hash and the head recomputed, as a careful forger would.</summary>
    public void Rewrite(Func<JournalRecord, JournalRecord> change)
    {
        JournalBatch[] batches;
        using (var journal = folder.Pool.OpenToRead())
        {
            batches = [.. journal.Read(0)];
        }

        var end = new JournalEnd(0, JournalBatch.NoHash);
        foreach (var old in batches)
        {
            var records = JournalBatch.Open(old.First, old.Payload, old.Hash.Span, default);
            var writer = new WireWriter();
            JournalBatch.Begin(writer, old.First, end.Hash.Span);
            for (var index = 0; index < records.Length; index++)
            {
                var length = writer.Reserve();
                RecordCodec.Write(writer, change(RecordCodec.Read(records[index].Span, old.First + index)));
                writer.Patch(length, writer.Length - length - 4);
            }

            var forged = JournalBatch.Seal(writer, old.First, records.Length, []);
            Run("UPDATE batches SET payload = $payload, hash = $hash WHERE first = $first",
                ("$payload", forged.Payload.ToArray()), ("$hash", forged.Hash.ToArray()), ("$first", forged.First));
            end = new(forged.Next, forged.Hash);
        }

        Head.Write(folder, end.Position, end.Hash.Span);
    }

    public byte[] Payload(long first) => Batch(first).Payload.ToArray();

    public byte[] HashOf(long first) => Batch(first).Hash.ToArray();

    private JournalBatch Batch(long first)
    {
        using var journal = folder.Pool.OpenToRead();
        return journal.Find(first)!;
    }

    private static IEnumerable<string> Read(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return string.Join(',', Enumerable.Range(0, row.FieldCount).Select(row.GetValue));
        }
    }

    private static SqliteConnection Connect(PoolFolder folder, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = folder["journal.db"],
            Mode = mode,
            Pooling = false,
        }.ToString());
        connection.Open();
        return connection;
    }
}
