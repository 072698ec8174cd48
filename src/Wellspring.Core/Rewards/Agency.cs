using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>One appointment of a region agent 区域代理: from its first moment up to, not including, its last.</summary>
public sealed record Agency(
    string Division, AgentTier Tier, MemberNumber Member, Instant From, Instant Until, string Contract)
{
    public bool IsInForce(Instant clock) => From <= clock && clock < Until;

    public bool Meets(Instant from, Instant until) => From < until && from < Until;
}
