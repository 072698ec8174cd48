using Wellspring.Core.Plans;
using Wellspring.Engine;
using Wellspring.Server.Api;
using Wellspring.Shop.Webhooks;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Hosting;

/// <summary>How one server is started.</summary>
public sealed record ServeOptions
{
    /// <summary>Where the pool, the shop's records and the keys of cookies live.</summary>
    public required string Folder { get; init; }

    /// <summary>The plan of a new pool; null lets the set-up choose one.</summary>
    public Plan? Plan { get; init; }

    /// <summary>Where to listen; port 0 lets the system choose.</summary>
    public string Url { get; init; } = "http://127.0.0.1:8080";

    /// <summary>The address members see, for links and callbacks; the listening address where none is given.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Wall time; tests bring their own.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    /// <summary>How much callers of the API may ask for.</summary>
    public ApiLimits Api { get; init; } = new();

    /// <summary>How hard webhooks are tried, and which private networks they may reach.</summary>
    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>What the pool is called in metrics and traces; never personal.</summary>
    public string Name { get; init; } = "main";

    /// <summary>Whether log lines are JSON, for programs that collect them.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Whether log lines of requests are written.</summary>
    public bool Quiet { get; init; }

    /// <summary>
    /// Whether a pool whose database went away is opened here again when it is back; not where another node may own it
    /// by then.
    /// </summary>
    public bool Reopens { get; init; } = true;

    /// <summary>On a cluster, the right by which journal and records are written; else null.</summary>
    public PoolClaim? Claim { get; init; }

    /// <summary>Where files that must outlive this machine are kept: the directory itself, but on a cluster.</summary>
    public IFileShelf Shelf { get; init; } = new LocalShelf();

    /// <summary>
    /// On a cluster, the key by which a node's front door is known: nobody else is answered, and the node ends the
    /// process's life, not the platform. Null where visitors come here themselves.
    /// </summary>
    public string? DoorKey { get; init; }

    /// <summary>For measurements that want the server without its journal: stands in for opening the pool.</summary>
    internal Func<PoolDirectory, PoolDesk>? OpensDesk { get; init; }
}
