using System.Collections.Immutable;

namespace Wellspring.Proof;

/// <summary>Where a pool stands by its public log: money in 10^-6 yuan, points in 10^-8.</summary>
public sealed record PublicFigures
{
    /// <summary>The figures before the first entry.</summary>
    public static PublicFigures None { get; } = new();

    /// <summary>The place of the next entry.</summary>
    public long Next { get; init; }

    public long Pool { get; init; }

    public long Circulating { get; init; }

    public long Reserve { get; init; }

    public int Scale { get; init; }

    /// <summary>The price that stands in while nothing circulates, as money over points; 0 over 0 before any.</summary>
    public long KeptMoney { get; init; }

    public long KeptPoints { get; init; }

    /// <summary>By version of the plan, whether it gives the pool what no payee earns.</summary>
    public ImmutableSortedDictionary<int, bool> RestToPool { get; init; } = ImmutableSortedDictionary<int, bool>.Empty;

    /// <summary>The version of the plan in effect.</summary>
    public int Version { get; init; }

    /// <summary>The day of the newest statement of balances; null before the first.</summary>
    public string? BalancesDay { get; init; }

    /// <summary>The position that it counts to.</summary>
    public long BalancesPosition { get; init; }

    /// <summary>The price as money over points.</summary>
    public (long Money, long Points) Price => Circulating > 0 ? (Pool, Circulating) : (KeptMoney, KeptPoints);
}
