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
                options.ConnectionString = ClusterSchema.ConnectionOf(node.Connection);
            });
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Cluster, Cluster));
            silo.Configure<SiloOptions>(options => options.SiloName = node.Name);
            silo.ConfigureEndpoints(node.SiloAddress, node.SiloPort, gatewayPort: 0);
            silo.Configure<EndpointOptions>(options =>
                options.SiloListeningEndpoint = new IPEndPoint(node.SiloAddress, node.SiloPort));
            Tune(silo, node);
        });
    }

    // A dead node should be known within three seconds and no call should wait longer than that for one: the defaults
    // find out after half a minute. Two releases may stand side by side: either answers what it knows.
    private static void Tune(ISiloBuilder silo, NodeOptions node)
    {
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 1;
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
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
