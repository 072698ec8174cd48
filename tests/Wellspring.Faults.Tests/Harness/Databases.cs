using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>One real PostgreSQL for all tests that use one; they run one after the other, for some kill it.</summary>
[CollectionDefinition(nameof(Databases))]
public sealed class Databases : ICollectionFixture<Databases>, IAsyncLifetime
{
    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public Task<string> NewDatabaseAsync() => Server.NewDatabaseAsync(TestContext.Current.CancellationToken);

    /// <summary>The pool of a platform, read over connections of this moment: older ones may be cut.</summary>
    internal static PoolDirectory PoolOf(string connection, Platform platform) => new(
        platform.PoolFolder, NpgsqlDataSource.Create(connection + ";Pooling=false;Search Path=wellspring"), "main");
}
