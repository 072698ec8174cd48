using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wellspring.Cluster;
using Wellspring.Server.Hosting;
using Wellspring.Server.Platforms;
using Wellspring.Shop.Access;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Nodes;

/// <summary>Puts one node of a cluster together: a silo, a front door, and the pools that it comes to own.</summary>
public static class NodeServing
{
    internal const long BodyLimit = 4 * 1024 * 1024;

    // Pools are given back one by one; what is left when this is over, the fence keeps from doing harm.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(25);

    /// <summary>Prepares the shared tables and builds a node; <see cref="StartAsync"/> lets it join.</summary>
    /// <exception cref="DirectoryBusyException">Another node uses the folder.</exception>
    /// <exception cref="ServerSettingsException">The other nodes could not find this one.</exception>
    public static async Task<WebApplication> BuildAsync(NodeServeOptions options, CancellationToken cancellation)
    {
        RequireAddress(options);
        var held = Hold(options.Folder);
        try
        {
            var shared = PostgresSource.Open(ClusterSchema.ConnectionOf(options.Connection));
            await ClusterSchema.PrepareAsync(shared, cancellation);
            await RequireSecretAsync(options, shared, cancellation);
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory,
            });
            var url = WithPort(options.Url);
            builder.WebHost.UseUrls(url);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = BodyLimit;
            });
            if (options.JsonLogs)
            {
                Watching.WatchParts.AddJson(builder.Logging);
            }

            builder.Logging.SetMinimumLevel(LogLevel.Information);
            builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
            builder.Logging.AddFilter("Orleans", LogLevel.Error);
            builder.Logging.AddFilter("Polly", LogLevel.Error);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
            var node = NodeOf(options, url);
            builder.Services.AddSingleton(_ => held);
            builder.Services.AddSingleton(_ => shared);
            builder.Services.AddSingleton(options.Wall);
            builder.Services.AddSingleton(new OperatorSources(options.Connection));
            builder.Services.AddSingleton<IKindOpener>(services =>
                ActivatorUtilities.CreateInstance<HeadlessOpener>(services, new NodeSecret(options.Secret)));
            builder.Services.AddSingleton<IPoolOpener, OpenerByKind>();
            builder.Services.AddSingleton<RateGate>();
            builder.Services.AddSingleton<OperatorDoor>();
            builder.Services.AddSingleton<LogDoor>();
            NodeSilo.AddTo(builder, node, shared, options.Wall);
            if (options.Secret is { } secret)
            {
                var home = new PlatformHome(options.Folder, options.Connection, secret) { Wall = options.Wall };
                PlatformParts.AddToNode(builder.Services, home, new(shared));
            }

            var app = builder.Build();
            _ = app.Services.GetRequiredService<FileStream>();
            Use(app, options);
            return app;
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Joins the cluster and opens the door.</summary>
    /// <exception cref="ServerSettingsException">
    /// A platform was added meanwhile that this node cannot open: it has left again.
    /// </exception>
    public static async Task StartAsync(
        WebApplication app, NodeServeOptions options, CancellationToken cancellation)
    {
        // Before it takes part: whoever adds a platform sees who could not open it.
        await app.Services.GetRequiredService<NodeBook>()
            .IntroduceAsync(app.Services.GetRequiredService<NodeOptions>(), cancellation);
        await app.StartAsync(cancellation);
        if (options.Secret is not null)
        {
            return;
        }

        try
        {
            var shared = app.Services.GetRequiredService<NpgsqlDataSource>();
            await new PlatformBook(shared).SettleAsync(cancellation);
            await RequireSecretAsync(options, shared, cancellation);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }
    }

    private static void Use(WebApplication app, NodeServeOptions options)
    {
        app.Use(Watching.SpanShield.NameAsync);
        if (options.Secret is not null)
        {
            PlatformParts.Use(app, options.Proxies);
        }

        app.Use(OperatorDoor.AnswerAsync);
        Watching.NodeHealth.Map(app, app.Services.GetRequiredService<NpgsqlDataSource>());
        PoolDoor.Map(app);
        LogDoor.Map(app);
    }

    // What listens everywhere is an address for nobody: another node that passes a request on would reach itself.
    private static void RequireAddress(NodeServeOptions options)
    {
        if (options.PublicUrl is null && IPAddress.TryParse(new UriBuilder(options.Url).Uri.IdnHost, out var address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            throw new ServerSettingsException(new(
                $"--url {options.Url} 监听所有地址，其他节点无法据此找到本节点；请用 --public-url 给出它们能访问的地址。",
                $"--url {options.Url} listens on every address, by which no other node finds this one; say with "
                + "--public-url where they reach it."));
        }
    }

    // The cluster chooses a node for each pool without asking what it can open.
    private static async Task RequireSecretAsync(
        NodeServeOptions options, NpgsqlDataSource shared, CancellationToken cancellation)
    {
        if (options.Secret is null && (await new PlatformBook(shared).AllAsync(cancellation)) is [var first, ..])
        {
            throw new ServerSettingsException(new(
                $"集群上有整套平台({first.Key} 等)，本节点没有集群密钥，打不开；请用 --secret 给出与其他节点相同的密钥文件。",
                $"The cluster runs whole platforms ({first.Key} is one), which this node cannot open without the "
                + "cluster's secret; give --secret the same file as the other nodes have."));
        }
    }

    private static NodeOptions NodeOf(NodeServeOptions options, string url)
    {
        var port = options.SiloPort == 0 ? FreePort(options.SiloAddress) : options.SiloPort;
        return new()
        {
            Connection = options.Connection,
            Folder = options.Folder,
            Name = options.Name ?? $"{options.SiloAddress}:{port}",
            PublicUrl = new(options.PublicUrl ?? url),
            SiloAddress = options.SiloAddress,
            SiloPort = port,
            OpensPlatforms = options.Secret is not null,
            Version = options.Version ?? typeof(NodeServing).Assembly
                .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
        };
    }

    // The others must be told an address before the door listens, so that port 0 is chosen here.
    private static string WithPort(string url)
    {
        var given = new UriBuilder(url);
        if (given.Port == 0)
        {
            given.Port = FreePort(IPAddress.TryParse(given.Host, out var address) ? address : IPAddress.Loopback);
        }

        return given.Uri.ToString();
    }

    private static int FreePort(IPAddress address)
    {
        using var listener = new TcpListener(address, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static FileStream Hold(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new(Path.Combine(folder, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DirectoryBusyException(folder);
        }
    }
}
