using System.Security.Cryptography;
using Npgsql;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Postgres;

/// <summary>
/// One owner's right to write a pool 属主凭据: the newest claim counts, and whatever an older owner still tries is
/// refused by the database.
/// </summary>
/// <remarks>
/// Each claim raises the pool's epoch. An append names its epoch in the statement that moves the head, and a
/// transaction of the shop holds the row's key while it runs, so that a claim waits for what had begun and nothing
/// begins behind it.
/// Appends and transactions of the shop do not wait for each other.
/// </remarks>
public sealed class PoolClaim
{
    internal const int KeyLength = 32;

    private PoolClaim(string pool, long epoch) => (Pool, Epoch) = (pool, epoch);

    public string Pool { get; }

    /// <summary>How many owners the pool has had, this one included.</summary>
    public long Epoch { get; }

    /// <summary>Becomes the pool's owner, making the pool's row where there is none.</summary>
    /// <param name="database">A database that <see cref="PostgresSchema.Prepare"/> has brought up to date.</param>
    /// <param name="nameKey">The secret of names, where the pool is a copy of another; null makes one.</param>
    public static PoolClaim Take(NpgsqlDataSource database, string pool, ReadOnlyMemory<byte>? nameKey = null)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using (var insert = Command("""
            INSERT INTO pools (pool, position, hash, name_key) VALUES ($1, 0, $2, $3) ON CONFLICT (pool) DO NOTHING
            """, pool, connection))
        {
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = JournalBatch.NoHash });
            insert.Parameters.Add(new NpgsqlParameter<byte[]>
            {
                TypedValue = PostgresJournal.Checked(nameKey?.ToArray() ?? RandomNumberGenerator.GetBytes(KeyLength)),
            });
            insert.ExecuteNonQuery();
        }

        // The strongest lock of a row: it waits for those who hold its key, which an update alone would not.
        using (var wait = Command("SELECT epoch FROM pools WHERE pool = $1 FOR UPDATE", pool, connection))
        {
            wait.ExecuteNonQuery();
        }

        using var raise = Command(
            "UPDATE pools SET epoch = epoch + 1 WHERE pool = $1 RETURNING epoch", pool, connection);
        var epoch = (long)raise.ExecuteScalar()!;
        transaction.Commit();
        return new(pool, epoch);
    }

    /// <summary>Whether nobody has claimed the pool since.</summary>
    public bool IsNewest(NpgsqlDataSource database)
    {
        using var query = database.CreateCommand("SELECT epoch FROM pools WHERE pool = $1");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Pool });
        return query.ExecuteScalar() is long epoch && epoch == Epoch;
    }

    /// <summary>
    /// Holds the row's key until the transaction ends: whoever claims the pool meanwhile waits for it, and nothing is
    /// written behind an owner's back.
    /// </summary>
    /// <exception cref="JournalFencedException">Somebody has claimed the pool since.</exception>
    public void Hold(NpgsqlConnection inTransaction)
    {
        using var hold = Command(
            "SELECT 1 FROM pools WHERE pool = $1 AND epoch = $2 FOR KEY SHARE", Pool, inTransaction);
        hold.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Epoch });
        if (hold.ExecuteScalar() is null)
        {
            throw new JournalFencedException($"the pool {Pool} has a newer owner");
        }
    }

    private static NpgsqlCommand Command(string sql, string pool, NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = pool });
        return command;
    }
}
