using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>Who may earn from an order that is paid now.</summary>
internal static class Entitlement
{
    /// <summary>The longest chain that levels are paid along.</summary>
    private const int ChainLimit = 10_000;

    /// <summary>Null where the plan pays no rewards at all.</summary>
    public static Payees? Of(PoolState state, MemberNumber buyer, string merchant, string? region, Instant clock)
    {
        var rewards = state.Plan.Rewards;
        if (!rewards.PayAnybody)
        {
            return null;
        }

        var referrer = ReferrerOf(state, buyer, clock);
        var second = referrer == MemberNumber.None ? referrer : ReferrerOf(state, referrer, clock);
        var hasRegion = Division.TryRead(region, out var division);
        var book = state.Rewards;
        return new(
            referrer, Eligible(state, referrer), Eligible(state, second),
            state.Merchants.Find(merchant)?.Developer ?? MemberNumber.None,
            hasRegion ? book.AgentOf(division.District, clock) : MemberNumber.None,
            hasRegion ? book.AgentOf(division.City, clock) : MemberNumber.None,
            hasRegion ? book.AgentOf(division.Province, clock) : MemberNumber.None);
    }

    /// <summary>The sheet of an order for which these payees were fixed.</summary>
    /// <param name="clock">When it settles: levels are looked up, and bindings judged, as of then.</param>
    public static RewardSheet Sheet(
        PoolState state, in Payees payees, Money amount, Money budget, Instant clock) =>
        RewardSheet.Decide(state.Plan.Rewards, payees, first => Chain(state, first, clock), amount, budget);

    /// <summary>The referrer that a binding earns for; None where there is none or it has run out.</summary>
    public static MemberNumber ReferrerOf(PoolState state, MemberNumber member, Instant clock) =>
        state.Members.Read(member).Referrer is > 0 and var referrer && !HasRunOut(state, member, clock)
            ? new(referrer)
            : MemberNumber.None;

    /// <summary>When a member's binding stops earning; null where it does not run out or there is none.</summary>
    public static Instant? EndOf(PoolState state, MemberNumber member) =>
        state.Plan.Rewards.Binding is { Mode: BindingMode.Validity } binding
        && state.Rewards.BoundAt.TryGetValue((int)member.Value, out var since)
            ? since.Plus(binding.Validity)
            : null;

    public static bool HasRunOut(PoolState state, MemberNumber member, Instant clock) =>
        EndOf(state, member) is { } end && end <= clock;

    private static MemberNumber Eligible(PoolState state, MemberNumber referrer) =>
        state.Plan.Rewards.AppointedOnly && !state.Rewards.Promoters.Contains((int)referrer.Value)
            ? MemberNumber.None
            : referrer;

    private static IEnumerable<Upline> Chain(PoolState state, MemberNumber first, Instant clock)
    {
        var member = first;
        for (var depth = 0; member != MemberNumber.None && depth < ChainLimit; depth++)
        {
            var spent = state.Members.Read(member).Spent;
            yield return new(member, state.Rewards.LevelOf(state.Plan.Rewards.Levels, member, spent));
            member = ReferrerOf(state, member, clock);
        }
    }
}
