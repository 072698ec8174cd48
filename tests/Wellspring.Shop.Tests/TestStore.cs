using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Shop.Database;

[assembly: AssemblyFixture(typeof(Wellspring.Shop.Tests.TestStore))]

namespace Wellspring.Shop.Tests;

/// <summary>
/// The shop's records as these tests keep them: in a file, or in PostgreSQL where WELLSPRING_TEST_STORE says so. The
/// tests are the same, because what they promise is.
/// </summary>
public sealed class TestStore : IAsyncDisposable
{
    private static readonly Lazy<PostgresServer> Server = new(() =>
        PostgresServer.StartAsync(CancellationToken.None, "fsync=off", "max_connections=400").GetAwaiter().GetResult());

    private static readonly Lazy<string> Connection = new(() =>
        Server.Value.NewDatabaseAsync(CancellationToken.None).GetAwaiter().GetResult());

    private static bool IsPostgres => Environment.GetEnvironmentVariable("WELLSPRING_TEST_STORE") == "postgres";

    /// <summary>The store of this path: the same again when it is opened again.</summary>
    public static ShopDatabase Open(string path)
    {
        if (!IsPostgres)
        {
            return ShopDatabase.Open(path);
        }

        var schema = "s" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..20];
        return ShopDatabase.Open(NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Connection.Value) { SearchPath = schema, MaxPoolSize = 5 }));
    }

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
        {
            await Server.Value.DisposeAsync();
        }
    }
}
