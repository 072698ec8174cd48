using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>One real PostgreSQL for all tests that use one; they run one after the other, for some kill it.</summary>
[CollectionDefinition(nameof(Databases))]
public sealed class Databases : ICollectionFixture<Databases>, IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Nodes in network namespaces come from other addresses than loopback.
        Server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken, "listen_addresses=*");
        await using var open = new NpgsqlConnection(await NewDatabaseAsync() + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand("""
            DO $$ BEGIN EXECUTE format(
                'COPY (VALUES (''local all all trust''), (''host all all 0.0.0.0/0 trust'')) TO %L',
                current_setting('hba_file')); END $$;
            SELECT pg_reload_conf();
            """, open);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public Task<string> NewDatabaseAsync() => Server.NewDatabaseAsync(TestContext.Current.CancellationToken);

    /// <summary>The pool of a platform, read over connections of this moment: older ones may be cut.</summary>
    internal static PoolDirectory PoolOf(string connection, Platform platform) => new(
        platform.PoolFolder, NpgsqlDataSource.Create(connection + ";Pooling=false;Search Path=wellspring"), "main");
}
