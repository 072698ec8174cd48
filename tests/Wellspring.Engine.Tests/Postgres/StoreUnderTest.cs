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
    private static readonly Lazy<string> Database = new(Start);

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

    private static string Start()
    {
        var server = PostgresServer.StartAsync(CancellationToken.None, "fsync=off", "max_connections=900")
            .GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server.NewDatabaseAsync(CancellationToken.None).GetAwaiter().GetResult();
    }
}
