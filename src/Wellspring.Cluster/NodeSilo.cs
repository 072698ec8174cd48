using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Versions.Compatibility;
using Orleans.Versions.Selector;

namespace Wellspring.Cluster;

/// <summary>Makes a process a member of the cluster.</summary>
public static class NodeSilo
{
    private const string Cluster = "wellspring";

    // Before what the operator gives, which so goes first. A database that vanished without a word is given up before
    // the others lose patience with this node, and asked again over a new connection.
    private const string MembershipDefaults = "Timeout=3;Command Timeout=5;Cancellation Timeout=-1;Tcp Keepalive=true;"
        + "Tcp Keepalive Time=3;Tcp Keepalive Interval=1;Application Name=wellspring-membership;";

    /// <summary>Adds the silo and what its grains need; an <see cref="IPoolOpener"/> is the caller's to add.</summary>
    /// <param name="shared">The cluster's database, with <see cref="ClusterSchema.Name"/> in front.</param>
    public static void AddTo(IHostApplicationBuilder host, NodeOptions node, NpgsqlDataSource shared, TimeProvider wall)
    {
        host.Services.AddSingleton(node);
        host.Services.AddSingleton(new Operators(shared));
        host.Services.AddSingleton(new PoolBook(shared));
        host.Services.AddSingleton(new NodeBook(shared));
        host.Services.AddSingleton(provider => new PoolCalls(provider.GetRequiredService<IGrainFactory>(), wall));
        host.UseOrleans(silo =>
        {
            silo.UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = ClusterSchema.ConnectionOf(MembershipDefaults + node.Connection);
            });
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Cluster, Cluster));
            silo.Configure<SiloOptions>(options => options.SiloName = node.Name);
            silo.ConfigureEndpoints(node.SiloAddress, node.SiloPort, gatewayPort: 0);
            silo.Configure<EndpointOptions>(options =>
                options.SiloListeningEndpoint = new IPEndPoint(node.SiloAddress, node.SiloPort));
            Tune(silo, node);
        });
    }

    // How soon a node counts as dead; docs/operating/cluster.md says what follows from the numbers. The time between
    // two questions, and the time for an answer, adapt to what answers took: half of ProbeTimeout beyond the mean at
    // rest, more where answers scatter, MaxProbeTimeout at most. A process that died has closed its connections: three
    // failures are enough. While a connection stands, silence must last MaxProbeTimeout times the limit besides, so
    // that a node which is busy, or collects garbage, is not taken for dead.
    private static void Tune(ISiloBuilder silo, NodeOptions node)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(0.5);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(1.5);
            options.NumMissedProbesLimit = 3;
            // Of two nodes, the one that is left has nobody to agree with.
            options.NumVotesForDeathDeclaration = 1;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
            options.DefunctSiloExpiration = TimeSpan.FromDays(1);
            options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(options =>
        {
            options.ResponseTimeout = TimeSpan.FromSeconds(2);
            options.SystemResponseTimeout = TimeSpan.FromSeconds(2);
            options.MaxMessageBodySize = 256 * 1024 * 1024;
        });
        silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = TimeSpan.FromSeconds(1));
        // Two releases may stand side by side: either answers what it knows.
        silo.Configure<GrainVersioningOptions>(options =>
        {
            options.DefaultCompatibilityStrategy = nameof(BackwardCompatible);
            options.DefaultVersionSelectorStrategy = nameof(AllCompatibleVersions);
        });
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromSeconds(30);
            options.CollectionAge = node.IdleAfter;
        });
    }
}
