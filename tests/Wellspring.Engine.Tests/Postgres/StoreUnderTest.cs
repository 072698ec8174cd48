using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Wellspring.Storage.Postgres;

namespace Wellspring.Engine.Tests.Postgres;

/// <summary>
/// Where tests keep a platform's records: in files, or in PostgreSQL where WELLSPRING_TEST_STORE says so. The tests are
/// the same, because what they promise is.
/// </summary>
public static class StoreUnderTest
{
    private static readonly Lazy<PostgresServer> Server = new(Start);
    private static readonly Lazy<string> Database = new(
        () => Server.Value.NewDatabaseAsync(CancellationToken.None).GetAwaiter().GetResult());

    public static bool IsPostgres => Environment.GetEnvironmentVariable("WELLSPRING_TEST_STORE") == "postgres";

    /// <summary>A schema of this path's own: the same again when it is asked again.</summary>
    public static string ConnectionOf(string path) => new NpgsqlConnectionStringBuilder(Database.Value)
    {
        SearchPath = "s" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..20],
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 3,
        ConnectionPruningInterval = 1,
    }.ConnectionString;

    /// <summary>Binds a platform's data directory, and its pool, where it is to be in PostgreSQL.</summary>
    public static void Bind(string folder)
    {
        if (IsPostgres)
        {
            var connection = ConnectionOf(folder);
            PostgresPlace.Bind(folder, connection);
            PostgresPlace.Bind(Path.Combine(folder, "pool"), connection);
        }
    }

    /// <summary>
    /// Whether any row of any table of a platform in PostgreSQL has this text, as text or in bytes. Its log and dead
    /// rows are not looked at: the server sweeps them in its own time.
    /// </summary>
    public static bool Holds(string folder, string text)
    {
        using var connection = new NpgsqlConnection(ConnectionOf(folder));
        connection.Open();
        var bytes = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        return TablesOf(connection).Any(table =>
        {
            using var query = new NpgsqlCommand(
                $"SELECT 1 FROM \"{table}\" AS r WHERE strpos(r::text, $1) > 0 OR strpos(r::text, $2) > 0", connection);
            query.Parameters.Add(new() { Value = text });
            query.Parameters.Add(new() { Value = bytes });
            return query.ExecuteScalar() is not null;
        });
    }

    private static List<string> TablesOf(NpgsqlConnection connection)
    {
        using var query = new NpgsqlCommand(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()", connection);
        using var rows = query.ExecuteReader();
        var tables = new List<string>();
        while (rows.Read())
        {
            tables.Add(rows.GetString(0));
        }

        return tables.Count > 0 ? tables : throw new InvalidOperationException("no tables here");
    }

    /// <summary>A database of its own on the same server, for what shares schemas with nobody.</summary>
    public static Task<string> NewDatabaseAsync() => Server.Value.NewDatabaseAsync(CancellationToken.None);

    private static PostgresServer Start()
    {
        var server = PostgresServer.StartAsync(CancellationToken.None, "fsync=off", "max_connections=900")
            .GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Abandon();
        return server;
    }
}
