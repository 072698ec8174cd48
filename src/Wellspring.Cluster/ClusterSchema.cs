using System.Globalization;
using Npgsql;

namespace Wellspring.Cluster;

/// <summary>The tables that all nodes share, in the schema <c>cluster</c>: nodes, operators, pools.</summary>
public static class ClusterSchema
{
    /// <summary>The schema's name.</summary>
    public const string Name = "cluster";

    // Of our own choosing: whoever prepares the database holds it, so that all nodes may start at once.
    private const long StartingLock = 0x57535043;

    // One entry a release, applied in order and never changed afterwards.
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE operators (name text PRIMARY KEY, key_hash bytea NOT NULL, rate integer NOT NULL,
            most_pools integer NOT NULL, most_daily bigint NOT NULL, suspended boolean NOT NULL DEFAULT false,
            created timestamptz NOT NULL DEFAULT now());
        CREATE TABLE pools (operator text NOT NULL REFERENCES operators, pool text NOT NULL, kind text NOT NULL,
            plan text, acknowledgements text, created timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (operator, pool));
        CREATE TABLE days (operator text NOT NULL REFERENCES operators, day date NOT NULL, commands bigint NOT NULL,
            PRIMARY KEY (operator, day));
        CREATE TABLE platforms (operator text NOT NULL, pool text NOT NULL, public_url text NOT NULL,
            restarts bigint NOT NULL DEFAULT 0, PRIMARY KEY (operator, pool),
            FOREIGN KEY (operator, pool) REFERENCES pools);
        CREATE TABLE hosts (host text PRIMARY KEY, operator text NOT NULL, pool text NOT NULL,
            FOREIGN KEY (operator, pool) REFERENCES platforms ON DELETE CASCADE);
        CREATE TABLE nodes (name text PRIMARY KEY, url text NOT NULL, version text NOT NULL,
            platforms boolean NOT NULL, started timestamptz NOT NULL DEFAULT now());
        """,
        ClusterMembership.Tables,
    ];

    /// <summary>The same database, with the shared schema in front; of several servers, the one that writes.</summary>
    public static string ConnectionOf(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection) { SearchPath = Name };
        if (settings.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            // Whoever opens it by its string alone, as the membership does, must not end at a standby.
            settings.TargetSessionAttributes ??= "primary";
        }

        return settings.ConnectionString;
    }

    /// <summary>The same database, with an operator's schema in front.</summary>
    public static string ConnectionOf(string connection, string owner) =>
        new NpgsqlConnectionStringBuilder(connection) { SearchPath = PoolKey.SchemaOf(owner) }.ConnectionString;

    /// <summary>Makes or migrates the tables, in one transaction.</summary>
    /// <param name="database">With <see cref="Name"/> as its search path.</param>
    /// <exception cref="NewerClusterException">A later release has been here.</exception>
    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({StartingLock})", cancellation);
        await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS {Name}", cancellation);
        await ExecuteAsync(
            connection, "CREATE TABLE IF NOT EXISTS cluster_version (version integer NOT NULL)", cancellation);
        await using var query = new NpgsqlCommand(
            "SELECT coalesce(max(version), 0) FROM cluster_version", connection);
        var version = Convert.ToInt32(await query.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
        if (version > Steps.Length)
        {
            throw new NewerClusterException(version, Steps.Length);
        }

        foreach (var step in Steps[version..])
        {
            await ExecuteAsync(connection, step, cancellation);
        }

        await ExecuteAsync(connection,
            $"DELETE FROM cluster_version; INSERT INTO cluster_version VALUES ({Steps.Length})", cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>A later release has changed the shared tables: this one must not touch them.</summary>
public sealed class NewerClusterException(int found, int known) : Exception(
    $"the cluster's tables are of version {found}; this release knows {known}");
