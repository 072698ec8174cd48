using System.Globalization;
using Npgsql;

namespace Wellspring.Storage.Postgres;

/// <summary>Tables of journals, snapshots and views, and how those of an older release become this one's.</summary>
public static class PostgresSchema
{
    // Of our own choosing: whoever prepares a schema holds it, with the schema's name, so that two nodes may start at
    // once and no platform's migration keeps another platform waiting.
    private const int StartingLock = 0x57535052;

    // Caches like the files of an embedded pool, so they refer to no journal; texts are ordered by bytes, as there.
    private const string Views = """
        CREATE TABLE view_stands (pool text PRIMARY KEY, number integer GENERATED ALWAYS AS IDENTITY UNIQUE,
            version integer NOT NULL, position bigint NOT NULL, hash bytea NOT NULL);
        CREATE TABLE view_prices (position bigint NOT NULL, at bigint NOT NULL, pool bigint NOT NULL,
            circulating bigint NOT NULL, orders bigint NOT NULL, in_pool integer NOT NULL, scale integer NOT NULL,
            PRIMARY KEY (in_pool, position));
        CREATE TABLE view_orders (in_pool integer NOT NULL, id text COLLATE "C" NOT NULL, state text NOT NULL,
            member bigint, merchant text, amount bigint, inflow bigint, points bigint, scale integer,
            refunded bigint NOT NULL, replaces boolean NOT NULL, position bigint NOT NULL, first bigint NOT NULL,
            PRIMARY KEY (in_pool, id));
        CREATE INDEX view_orders_first ON view_orders (in_pool, first);
        CREATE INDEX view_orders_member ON view_orders (in_pool, member, first);
        CREATE TABLE view_statements (member bigint NOT NULL, position bigint NOT NULL, line bigint NOT NULL,
            at bigint NOT NULL, money bigint NOT NULL, points bigint NOT NULL, in_pool integer NOT NULL,
            scale integer NOT NULL, kind integer, rate integer, what text NOT NULL, reference text,
            PRIMARY KEY (in_pool, member, position, line));
        CREATE TABLE view_postings (position bigint NOT NULL, number bigint NOT NULL, units bigint NOT NULL,
            in_pool integer NOT NULL, line integer NOT NULL, kind integer NOT NULL,
            PRIMARY KEY (in_pool, position, line));
        CREATE TABLE view_claims (in_pool integer NOT NULL, claim text COLLATE "C" NOT NULL, member bigint NOT NULL,
            kind integer NOT NULL, amount bigint NOT NULL, since bigint NOT NULL, state integer NOT NULL,
            first bigint NOT NULL, position bigint NOT NULL, PRIMARY KEY (in_pool, claim));
        CREATE INDEX view_claims_first ON view_claims (in_pool, first);
        CREATE INDEX view_claims_member ON view_claims (in_pool, member, first);
        CREATE TABLE view_coin_orders (in_pool integer NOT NULL, id text COLLATE "C" NOT NULL, member bigint NOT NULL,
            merchant text NOT NULL, coins bigint NOT NULL, value bigint NOT NULL, deposit bigint NOT NULL,
            locked bigint NOT NULL, scale integer NOT NULL, state text NOT NULL, day bigint NOT NULL,
            first bigint NOT NULL, position bigint NOT NULL, PRIMARY KEY (in_pool, id));
        CREATE INDEX view_coin_orders_first ON view_coin_orders (in_pool, first);
        CREATE INDEX view_coin_orders_member ON view_coin_orders (in_pool, member, first);
        CREATE INDEX view_coin_orders_day ON view_coin_orders (in_pool, day);
        CREATE TABLE view_releases (in_pool integer NOT NULL, member bigint NOT NULL, position bigint NOT NULL,
            line bigint NOT NULL, day bigint NOT NULL, points bigint NOT NULL, scale integer NOT NULL,
            value bigint NOT NULL, basis bigint NOT NULL, PRIMARY KEY (in_pool, member, position, line));
        CREATE INDEX view_releases_position ON view_releases (in_pool, position, line);
        CREATE TABLE view_release_days (in_pool integer NOT NULL, day bigint NOT NULL, position bigint NOT NULL,
            budget bigint NOT NULL, released bigint NOT NULL, creditors bigint NOT NULL, scale integer NOT NULL,
            price_money bigint NOT NULL, price_points bigint NOT NULL, allowance bigint NOT NULL,
            PRIMARY KEY (in_pool, day));
        CREATE TABLE view_legacy_days (in_pool integer NOT NULL, day bigint NOT NULL, position bigint NOT NULL,
            creditors bigint NOT NULL, consented bigint NOT NULL, claimed bigint NOT NULL, disputed bigint NOT NULL,
            unconverted bigint NOT NULL, coins bigint NOT NULL, goods bigint NOT NULL, proceeds bigint NOT NULL,
            waived bigint NOT NULL, fund bigint NOT NULL, held bigint NOT NULL, deposits bigint NOT NULL,
            locked bigint NOT NULL, scale integer NOT NULL, locked_value bigint NOT NULL, allowance bigint NOT NULL,
            stopped bigint NOT NULL, last_run bigint NOT NULL, funded bigint NOT NULL, PRIMARY KEY (in_pool, day));
        """;

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
        """
        CREATE TABLE snapshots (pool text NOT NULL, position bigint NOT NULL, part integer NOT NULL,
            bytes bytea NOT NULL, PRIMARY KEY (pool, position, part));
        ALTER TABLE snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;
        """ + Views,
    ];

    /// <summary>The version of this release.</summary>
    public static int Latest => Steps.Length;

    /// <summary>Makes or migrates the tables, in one transaction.</summary>
    /// <exception cref="NewerSchemaException">A later release has been here.</exception>
    public static void Prepare(NpgsqlDataSource database)
    {
        using var connection = database.OpenConnection();
        using var transaction = connection.BeginTransaction();
        var schema = new NpgsqlConnectionStringBuilder(database.ConnectionString).SearchPath;
        using (var wait = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({StartingLock}, hashtext($1))", connection))
        {
            wait.CommandTimeout = 0;
            wait.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema ?? "" });
            wait.ExecuteNonQuery();
        }

        if (schema is { Length: > 0 })
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
        // A migration takes as long as it takes.
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}
