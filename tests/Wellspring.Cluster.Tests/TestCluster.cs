using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Wellspring.Cli.Clusters;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Platforms;
using Wellspring.Storage.Postgres;

[assembly: AssemblyFixture(typeof(Wellspring.Cluster.Tests.TestDatabase))]

namespace Wellspring.Cluster.Tests;

/// <summary>One real PostgreSQL for all tests of clusters.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private PostgresServer? _server;

    public Task<string> NewAsync() => _server!.NewDatabaseAsync(CancellationToken.None);

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.StartAsync(CancellationToken.None, "max_connections=300");

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();
}

/// <summary>A cluster of real processes over a database of its own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Pool = "main";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "wellspring");
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;
    private readonly List<LocalNode> _nodes = [];
    private readonly NpgsqlDataSource _shared;

    private TestCluster(string connection)
    {
        Connection = connection;
        _shared = PostgresSource.Open(ClusterSchema.ConnectionOf(connection));
        (Operators, Book, Nodes) = (new(_shared), new(_shared), new(_shared));
    }

    public static string Plan { get; } =
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plans", "worked-example.json"));

    public string Connection { get; }

    /// <summary>What the nodes seal with; null where they have no secret.</summary>
    public string? Secret { get; private init; }

    public Operators Operators { get; }

    public PoolBook Book { get; }

    public NodeBook Nodes { get; }

    public PlatformBook Platforms => new(_shared);

    public static Task<TestCluster> StartAsync(TestDatabase database, params string[] nodes) =>
        StartAsync(database, null, nodes);

    /// <summary>The same with a secret of the cluster, as whole platforms and public logs need it.</summary>
    public static Task<TestCluster> StartSealedAsync(TestDatabase database, params string[] nodes) =>
        StartAsync(database, new string('s', 40), nodes);

    private static async Task<TestCluster> StartAsync(TestDatabase database, string? secret, string[] nodes)
    {
        var cluster = new TestCluster(await database.NewAsync()) { Secret = secret };
        await ClusterSchema.PrepareAsync(cluster._shared, CancellationToken.None);
        await Task.WhenAll(nodes.Select(name => cluster.StartNodeAsync(name)));
        return cluster;
    }

    public LocalNode this[string name] => _nodes.Last(node => node.Name == name);

    public async Task<LocalNode> StartNodeAsync(string name, string? version = null)
    {
        var node = await LocalNode.StartAsync(
            Program, Connection, _folder, name, TestContext.Current.CancellationToken, version,
            Secret);
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }

    /// <summary>An operator with room for everything, and a client of its that knows all nodes.</summary>
    public async Task<PoolClient> NewOperatorAsync(
        string name, int rate = 1_000_000, int mostPools = 10, long mostDaily = 1_000_000_000)
    {
        var key = await Operators.AddAsync(
            new(name, rate, mostPools, mostDaily, IsSuspended: false), TestContext.Current.CancellationToken);
        Assert.NotNull(key);
        return ClientOf(key);
    }

    public PoolClient ClientOf(string key) =>
        new(key, [.. _nodes.Where(node => !node.HasExited).Select(node => node.Url)]);

    /// <summary>The node that owns a pool, as the client's first door says.</summary>
    public async Task<LocalNode> OwnerAsync(PoolClient client, string pool = Pool)
    {
        var where = await client.ReadAsync(pool, "/owner", TestContext.Current.CancellationToken);
        var url = new Uri(where.GetProperty("owner").GetString()!);
        return _nodes.Last(node => node.Url.Port == url.Port && !node.HasExited);
    }

    public static string Settle(int number, string prefix = "") => CommandText.Write(Command(number, prefix));

    public static PoolCommand.SettleOrder Command(int number, string prefix = "") => new(
        string.Create(CultureInfo.InvariantCulture, $"{prefix}c-{number}"), new Instant(1_767_000_000_000 + number),
        string.Create(CultureInfo.InvariantCulture, $"{prefix}o-{number}"),
        string.Create(CultureInfo.InvariantCulture, $"m-{number % 50}"), "s1",
        Money.FromUnits((1_000 + (number * 7919L % 200_000)) * Money.UnitsPerFen), null,
        ImmutableArray<OrderLine>.Empty);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _shared.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
