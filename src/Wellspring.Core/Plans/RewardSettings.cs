using System.Collections.Immutable;

namespace Wellspring.Core.Plans;

/// <summary>Who earns from an order, as shares of its amount, all out of the reward budget: pool-rules 9.</summary>
public sealed record RewardSettings
{
    public Rate Direct { get; init; }

    public Rate Indirect { get; init; }

    /// <summary>招商: of whoever brought the merchant in.</summary>
    public Rate MerchantDeveloper { get; init; }

    public RegionAgentSettings RegionAgents { get; init; } = new();

    /// <summary>Levels of a sandbox plan, lowest rate first.</summary>
    public RewardLevels Levels { get; init; } = RewardLevels.None;

    /// <summary>平级奖: share of the last differential below, to the next of the same level.</summary>
    public Rate Peer { get; init; }

    public BindingSettings Binding { get; init; } = new();

    /// <summary>
    /// Whether direct and indirect rewards go only to promoters that were appointed; else to everyone.
    /// </summary>
    public bool AppointedOnly { get; init; }

    /// <summary>Whether the operator may pay dividends out of the platform's account.</summary>
    public bool Dividends { get; init; }

    /// <summary>
    /// The most that one order can pay, in parts per million: every line there can be, all differentials together the
    /// highest rate, and a peer bonus on each differential.
    /// </summary>
    public long LargestSheetParts => (long)Direct.Parts + Indirect.Parts + MerchantDeveloper.Parts
        + RegionAgents.Largest.Parts + Levels.Largest.Parts
        + Exact.MulDiv(Levels.Largest.Parts, Peer.Parts, Rate.PartsPerWhole, Rounding.Up);

    /// <summary>Whether any order can pay a reward at all.</summary>
    public bool PayAnybody => LargestSheetParts > 0;
}

/// <summary>What the agents of an order's region earn together with all tiers below: 级差.</summary>
public sealed record RegionAgentSettings
{
    public Rate District { get; init; }

    public Rate City { get; init; }

    public Rate Province { get; init; }

    public Rate Largest => Rate.FromParts(Math.Max(District.Parts, Math.Max(City.Parts, Province.Parts)));
}

/// <summary>
/// One level: its name, its rate, and the own spending that reaches it; null where it is appointed only.
/// </summary>
public sealed record RewardLevel(string Name, Rate Rate, Money? MinSpend);

/// <summary>The levels of a plan; two lists of equal levels are equal.</summary>
public sealed class RewardLevels(ImmutableArray<RewardLevel> all) : IEquatable<RewardLevels>
{
    public static RewardLevels None { get; } = new([]);

    public ImmutableArray<RewardLevel> All { get; } = all;

    public bool IsEmpty => All.IsEmpty;

    /// <summary>Asked for by every order, so it is worked out once.</summary>
    public Rate Largest { get; } = Rate.FromParts(all.IsEmpty ? 0 : all.Max(level => level.Rate.Parts));

    /// <summary>The place of a level in the list; −1 for a name that it does not have.</summary>
    public int IndexOf(string? name)
    {
        for (var index = 0; name is not null && index < All.Length; index++)
        {
            if (All[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    public bool Equals(RewardLevels? other) => other is not null && All.SequenceEqual(other.All);

    public override bool Equals(object? obj) => Equals(obj as RewardLevels);

    public override int GetHashCode() => All.Aggregate(0, HashCode.Combine);
}

/// <summary>How long a buyer stays with a referrer.</summary>
public sealed record BindingSettings
{
    public BindingMode Mode { get; init; } = BindingMode.FirstTouch;

    /// <summary>How long a binding earns in mode validity; after it another touch may replace it.</summary>
    public Duration Validity { get; init; } = Duration.Days(30);
}

/// <summary>When a touch may replace the binding there is 绑定方式.</summary>
public enum BindingMode
{
    /// <summary>Never: the first one stays until the buyer leaves.</summary>
    FirstTouch,

    /// <summary>When the earlier one has run out.</summary>
    Validity,

    /// <summary>Always.</summary>
    Override,
}
