using System.Globalization;
using Npgsql;

namespace Wellspring.Storage.Postgres;

/// <summary>The journal's tables in PostgreSQL, and how an older release's become this one's.</summary>
public static class PostgresSchema
{
    // Of our own choosing: whoever prepares a database holds it, so that two nodes may start at once.
    private const long StartingLock = 0x57535052;

    // One entry a release, applied in order and never changed afterwards.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE pools (pool text PRIMARY KEY, position bigint NOT NULL, hash bytea NOT NULL,
            name_key bytea NOT NULL);
        CREATE TABLE batches (pool text NOT NULL REFERENCES pools, first bigint NOT NULL, count integer NOT NULL,
            hash bytea NOT NULL, payload bytea NOT NULL, PRIMARY KEY (pool, first));
        ALTER TABLE batches ALTER COLUMN payload SET STORAGE EXTERNAL;
        CREATE TABLE names (pool text NOT NULL REFERENCES pools, number bigint NOT NULL, name text NOT NULL,
            "check" bytea NOT NULL, PRIMARY KEY (pool, number));
        """,
        "ALTER TABLE pools ADD COLUMN epoch bigint NOT NULL DEFAULT 0",
    ];

    /// <summary>Makes or migrates the tables, in one transaction.</summary>
    /// <exception cref="NewerSchemaException">A later release has been here.</exception>
    public static void Prepare(NpgsqlDataSource database)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({StartingLock})");
        if (new NpgsqlConnectionStringBuilder(database.ConnectionString).SearchPath is { Length: > 0 } schema)
        {
            Execute(connection, $"CREATE SCHEMA IF NOT EXISTS \"{schema}\"");
        }

        Execute(connection, "CREATE TABLE IF NOT EXISTS journal_version (version integer NOT NULL)");
        using var query = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM journal_version", connection);
        var version = Convert.ToInt32(query.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > Steps.Length)
        {
            throw new NewerSchemaException(version, Steps.Length);
        }

        foreach (var step in Steps.AsSpan(version))
        {
            Execute(connection, step);
        }

        if (version < Steps.Length)
        {
            Execute(connection, $"DELETE FROM journal_version; INSERT INTO journal_version VALUES ({Steps.Length})");
        }

        transaction.Commit();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
