using System.Collections.Concurrent;
using System.Net;
using Npgsql;
using Wellspring.Cluster;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Nodes;
using Wellspring.Server.Platforms;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Platforms;

/// <summary>Two nodes' front doors in one process, one database, and a list instead of a cluster.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    public const string Host = "shop.test";

    public static readonly PoolKey Key = PoolKey.Of("acme", "shop");

    private readonly ConcurrentDictionary<PoolKey, Node> _owners = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-nodes-").FullName;

    private TimeSpan _patience;

    private TwoNodes()
    {
    }

    public Node A { get; private set; } = null!;

    public Node B { get; private set; } = null!;

    public PlatformBook Book { get; private set; } = null!;

    public static async Task<TwoNodes> StartAsync(string? secretOfB = null, TimeSpan? patience = null)
    {
        var nodes = new TwoNodes();
        var connection = await StoreUnderTest.NewDatabaseAsync();
        var shared = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(connection));
        await ClusterSchema.PrepareAsync(shared, CancellationToken.None);
        await new Operators(shared).AddAsync(
            new("acme", 1_000, 10, 1_000_000, IsSuspended: false), CancellationToken.None);
        nodes.Book = new(shared);
        Assert.Equal(PlatformAdding.Added, await nodes.Book.AddAsync(
            new(Key, $"http://{Host}", RunningServer.SandboxPlan, null, TimeProvider.System.GetUtcNow()), Host,
            CancellationToken.None));
        nodes._patience = patience ?? TimeSpan.FromMilliseconds(300);
        nodes.A = await Node.StartAsync(nodes, "a", connection, new('s', 40));
        nodes.B = await Node.StartAsync(nodes, "b", connection, secretOfB ?? new('s', 40));
        return nodes;
    }

    /// <summary>Opens the platform on a node, as the cluster's directory would.</summary>
    public async Task OpenOnAsync(Node node)
    {
        node.Platform = await node.App.Services.GetRequiredService<PlatformOpener>()
            .OpenAsync(Key, CancellationToken.None);
        _owners[Key] = node;
    }

    /// <summary>Lets the directory name a node, right or wrong.</summary>
    public void Name(Node node) => _owners[Key] = node;

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public sealed class Node : IPlatformOwners, IAsyncDisposable
    {
        private readonly TwoNodes _nodes;
        private int _ended;

        private Node(TwoNodes nodes, WebApplication app, string folder)
        {
            (_nodes, App, Folder) = (nodes, app, folder);
        }

        public WebApplication App { get; private set; }

        public string Folder { get; }

        public OpenPlatform? Platform { get; set; }

        public Uri Own => new(App.Urls.First());

        public static async Task<Node> StartAsync(TwoNodes nodes, string name, string connection, string secret)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.WebHost.ConfigureKestrel(
                kestrel => kestrel.Limits.MaxRequestBodySize = NodeServing.BodyLimit);
            builder.Logging.ClearProviders();
            var folder = Path.Combine(nodes._folder, name);
            Node? node = null;
            builder.Services.AddSingleton<IPlatformOwners>(_ => node!);
            PlatformParts.AddServices(
                builder.Services, new(folder, connection, new(secret)) { Patience = nodes._patience },
                nodes.Book);
            var app = builder.Build();
            node = new(nodes, app, folder);
            PlatformParts.Use(app, []);
            app.MapGet("/", () => "node " + name);
            await app.StartAsync();
            return node;
        }

        public Task<Uri?> FindAsync(PoolKey key, CancellationToken cancellation) =>
            Task.FromResult(_nodes._owners.TryGetValue(key, out var node) ? node.Own : null);

        public void Forget(PoolKey key)
        {
        }

        /// <summary>A browser that comes to this node for the platform.</summary>
        public Walker Visit(CookieContainer? cookies = null) => new(new($"http://{Host}"), Own, cookies);

        public async ValueTask DisposeAsync()
        {
            // The container disposes what it gave out.
            if (Interlocked.Exchange(ref _ended, 1) == 1)
            {
                return;
            }

            if (Platform is not null)
            {
                await Platform.DisposeAsync();
            }

            await App.StopAsync();
            await App.DisposeAsync();
        }
    }
}
