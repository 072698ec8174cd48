using System.Net;

namespace Wellspring.Cluster;

/// <summary>One node of the cluster 集群节点: who it is and where the others find it.</summary>
public sealed record NodeOptions
{
    /// <summary>The database of the whole cluster, without a password.</summary>
    public required string Connection { get; init; }

    /// <summary>What people call it; no two nodes alike.</summary>
    public required string Name { get; init; }

    /// <summary>Where other nodes reach this one's front door.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The address at which other nodes reach this one's silo. Not for the world.</summary>
    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    public required int SiloPort { get; init; }

    /// <summary>Caches of the pools that this node owns: everything here can be rebuilt.</summary>
    public required string Folder { get; init; }

    /// <summary>The release that runs, as other nodes and people see it.</summary>
    public required string Version { get; init; }

    /// <summary>Whether it has the cluster's secret, without which whole platforms do not open.</summary>
    public bool OpensPlatforms { get; init; }

    /// <summary>How long an idle pool without pages stays open.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(30);
}
