using System.Net;
using Wellspring.Server.Platforms;

namespace Wellspring.Server.Nodes;

/// <summary>How one node of a cluster is started.</summary>
public sealed record NodeServeOptions
{
    /// <summary>The cluster's database; the password comes from PGPASSWORD.</summary>
    public required string Connection { get; init; }

    /// <summary>Caches of the pools that this node owns, and nothing that could not be rebuilt.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the front door listens; port 0 lets the system choose.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8080";

    /// <summary>Where other nodes reach the front door; where it listens, if nothing is given.</summary>
    public string? PublicUrl { get; init; }

    public IPAddress SiloAddress { get; init; } = IPAddress.Loopback;

    /// <summary>0 lets the system choose.</summary>
    public int SiloPort { get; init; }

    /// <summary>What people call the node; address and port of the silo where nothing is given.</summary>
    public string? Name { get; init; }

    /// <summary>The release, as other nodes see it; for tests of an upgrade.</summary>
    public string? Version { get; init; }

    /// <summary>Seals the files of whole platforms; a node without it runs pools without pages only.</summary>
    public ClusterSecret? Secret { get; init; }

    /// <summary>The operator's own proxies: what they say about a visitor's address and scheme is believed.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Whether log lines are JSON, for programs that collect them.</summary>
    public bool JsonLogs { get; init; }

    public TimeProvider Wall { get; init; } = TimeProvider.System;
}
