using Npgsql;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Postgres;

/// <summary>A pool's journal among many in one PostgreSQL database.</summary>
public sealed class PostgresJournals : IJournalStore
{
    private readonly NpgsqlDataSource _database;
    private readonly string _pool;
    private readonly PoolClaim? _claim;

    /// <summary>Brings the database to this release's schema.</summary>
    /// <exception cref="NewerSchemaException">A later release has been here.</exception>
    /// <param name="claim">In whose name it is opened to write; null claims the pool anew each time.</param>
    public PostgresJournals(NpgsqlDataSource database, string pool, PoolClaim? claim = null)
    {
        (_database, _pool, _claim) = (database, pool, claim);
        PostgresSchema.Prepare(database);
    }

    public bool IsBlank => !PostgresJournal.Exists(_database, _pool);

    public long Bytes
    {
        get
        {
            using var query = _database.CreateCommand("SELECT pg_total_relation_size('batches')");
            return (long)query.ExecuteScalar()!;
        }
    }

    public IJournal OpenToWrite(ReadOnlyMemory<byte>? nameKey = null) => _claim is null
        ? PostgresJournal.OpenToWrite(_database, _pool, nameKey)
        : PostgresJournal.OpenToWrite(_database, _claim);

    public IJournal OpenToRead() => PostgresJournal.OpenToRead(_database, _pool);

    // The server checks its own pages when it reads them; every batch has its hash besides.
    public IReadOnlyList<string> Check() => [];
}
