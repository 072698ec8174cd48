using System.Data;
using Npgsql;
using Wellspring.Engine;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Postgres;

/// <summary>The newest two snapshots of a pool in its journal's database, so that any node starts from one.</summary>
/// <remarks>
/// In parts, for a value of PostgreSQL holds a gigabyte at most. Who keeps one does not matter: a snapshot counts only
/// if the journal holds its position and hash.
/// </remarks>
public sealed class PostgresSnapshots(NpgsqlDataSource database, string pool) : ISnapshots
{
    private const int PartBytes = 4 << 20;

    public void Keep(JournalEnd at, ReadOnlySpan<byte> bytes)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
        Run(connection, "DELETE FROM snapshots WHERE pool = $1 AND position = $2", at.Position);
        using (var insert = new NpgsqlCommand("INSERT INTO snapshots VALUES ($1, $2, $3, $4)", connection))
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = at.Position });
            var part = new NpgsqlParameter<int>();
            var value = new NpgsqlParameter<byte[]>();
            insert.Parameters.Add(part);
            insert.Parameters.Add(value);
            for (var start = 0; start < bytes.Length; start += PartBytes)
            {
                part.TypedValue = start / PartBytes;
                value.TypedValue = bytes[start..Math.Min(bytes.Length, start + PartBytes)].ToArray();
                insert.ExecuteNonQuery();
            }
        }

        Run(connection, """
            DELETE FROM snapshots WHERE pool = $1 AND position NOT IN
                (SELECT DISTINCT position FROM snapshots WHERE pool = $1 ORDER BY position DESC LIMIT 2)
            """);
        transaction.Commit();
    }

    public IEnumerable<byte[]> Read()
    {
        foreach (var position in Positions())
        {
            // Nothing is left of it where a newer one has just been kept.
            if (ReadAt(position) is { Length: > 0 } bytes)
            {
                yield return bytes;
            }
        }
    }

    private List<long> Positions()
    {
        using var query = database.CreateCommand(
            "SELECT position FROM snapshots WHERE pool = $1 AND part = 0 ORDER BY position DESC");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        using var row = query.ExecuteReader();
        var positions = new List<long>();
        while (row.Read())
        {
            positions.Add(row.GetInt64(0));
        }

        return positions;
    }

    private byte[] ReadAt(long position)
    {
        using var query = database.CreateCommand(
            "SELECT bytes FROM snapshots WHERE pool = $1 AND position = $2 ORDER BY part");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        query.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        using var row = query.ExecuteReader();
        using var whole = new MemoryStream();
        while (row.Read())
        {
            whole.Write(row.GetFieldValue<byte[]>(0));
        }

        return whole.ToArray();
    }

    private void Run(NpgsqlConnection connection, string sql, long? position = null)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        if (position is { } given)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = given });
        }

        command.ExecuteNonQuery();
    }
}
