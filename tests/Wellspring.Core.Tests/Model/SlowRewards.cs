using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Tests.Model;

/// <summary>Who earns and what: rule 9, written from its sentences, with division codes as plain text.</summary>
internal sealed class SlowRewards(Plan plan)
{
    private static readonly string[] Municipalities = ["11", "12", "31", "50"];

    /// <summary>Who may earn from an order that is paid now.</summary>
    public SlowPayees Payees(SlowState state, string buyer, string merchant, string? region)
    {
        var first = Referrer(state, buyer);
        var second = first is null ? null : Referrer(state, first);
        return new(
            first, Eligible(state, first), Eligible(state, second), state.Developers.GetValueOrDefault(merchant),
            Agent(state, region, AgentTier.District), Agent(state, region, AgentTier.City),
            Agent(state, region, AgentTier.Province));
    }

    /// <summary>The lines of an order's sheet; what is left of the budget is the remainder.</summary>
    public ImmutableList<SlowReward> Lines(SlowState state, SlowOrder order, BigInteger budget)
    {
        var (rewards, who) = (plan.Rewards, order.Payees);
        var wanted = new List<(RewardKind Kind, string? Payee, BigInteger Amount)>
        {
            (RewardKind.Direct, who.Direct, Share(order.Amount, rewards.Direct.Parts)),
            (RewardKind.Indirect, who.Indirect, Share(order.Amount, rewards.Indirect.Parts)),
            (RewardKind.MerchantDeveloper, who.Developer, Share(order.Amount, rewards.MerchantDeveloper.Parts)),
        };
        var given = 0;
        foreach (var (kind, agent, rate) in new[]
        {
            (RewardKind.DistrictAgent, who.District, rewards.RegionAgents.District.Parts),
            (RewardKind.CityAgent, who.City, rewards.RegionAgents.City.Parts),
            (RewardKind.ProvinceAgent, who.Province, rewards.RegionAgents.Province.Parts),
        })
        {
            if (agent is not null)
            {
                wanted.Add((kind, agent, Share(order.Amount, Math.Max(0, rate - given))));
                given = Math.Max(given, rate);
            }
        }

        var lines = ImmutableList<SlowReward>.Empty;
        foreach (var (kind, payee, amount) in wanted)
        {
            Pay(kind, payee, amount);
        }

        PayLevels(state, order, Pay);
        return lines;

        BigInteger Pay(RewardKind kind, string? payee, BigInteger amount)
        {
            var paid = payee is null ? 0 : BigInteger.Min(amount, budget);
            budget -= paid;
            lines = paid.IsZero ? lines : lines.Add(new(payee!, paid, Taken: 0, kind));
            return paid;
        }
    }

    public SlowStep Bind(SlowState state, string member, string referrer)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        for (string? above = referrer; above is not null; above = state.Member(above).Referrer)
        {
            if (above == member)
            {
                return Refusal.ReferralCycle;
            }
        }

        var bound = state.Member(member);
        var isFree = bound.Referrer is null
            || (plan.Rewards.Binding.Mode is BindingMode.Override && bound.Referrer != referrer)
            || (plan.Rewards.Binding.Mode is BindingMode.Validity && Referrer(state, member) is null);
        return isFree
            ? state.With(bound with { Referrer = referrer, BoundAt = state.Clock }).With(state.Member(referrer))
            : Refusal.AlreadyBound;
    }

    public static SlowStep Unbind(SlowState state, string member) =>
        state.Closed ? Refusal.PoolClosed
            : state.Member(member).Referrer is null ? Refusal.NotBound
            : state.With(state.Member(member) with { Referrer = null });

    public SlowStep Register(SlowState state, PoolCommand.RegisterMerchant wish)
    {
        var rate = wish.Commission.Parts;
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (rate > 0 && rate < (long)plan.Split.Platform.Parts + plan.Split.RewardBudget.Parts)
        {
            return Refusal.CommissionTooLow;
        }

        state = state with { Merchants = state.Merchants.SetItem(wish.Merchant, rate) };
        if (wish.Developer is null)
        {
            return state;
        }

        return state.Developers.TryGetValue(wish.Merchant, out var known) && known != wish.Developer
            ? Refusal.DeveloperKnown
            : state.With(state.Member(wish.Developer)) with
            {
                Developers = state.Developers.SetItem(wish.Merchant, wish.Developer),
            };
    }

    public static SlowStep Appoint(SlowState state, PoolCommand.AppointAgent wish)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (!IsCode(wish.Division))
        {
            return Refusal.DivisionUnknown;
        }

        if (!Equals(Part(wish.Division, wish.Tier), wish.Division) || TierOf(wish.Division) != wish.Tier)
        {
            return Refusal.DivisionTier;
        }

        var (from, until) = (wish.From.Milliseconds, wish.Until.Milliseconds);
        return until <= from ? Refusal.PeriodEmpty
            : state.Agents.Any(agent =>
                agent.Division == wish.Division && agent.From < until && from < agent.Until) ? Refusal.DivisionTaken
            : state.With(state.Member(wish.Member)) with
            {
                Agents = state.Agents.Add(new(wish.Division, wish.Member, from, until)),
            };
    }

    public static SlowStep End(SlowState state, string division)
    {
        if (!IsCode(division))
        {
            return Refusal.DivisionUnknown;
        }

        var agent = state.Agents.Where(one => one.Division == division && one.Until > state.Clock)
            .MinBy(one => one.From);
        return agent is null ? Refusal.NoAgent
            : agent.From >= state.Clock ? state with { Agents = state.Agents.Remove(agent) }
            : state with { Agents = state.Agents.Replace(agent, agent with { Until = state.Clock }) };
    }

    public static SlowStep BookFee(SlowState state, PoolCommand.BookAgentFee wish) =>
        state.Closed ? Refusal.PoolClosed
            : wish.Amount == Money.Zero ? Refusal.NothingToDo
            : SlowOrders.IsTooLarge(wish.Amount.Units) ? Refusal.AmountTooLarge
            : !IsCode(wish.Division) ? Refusal.DivisionUnknown
            : state.With(state.Member(wish.Member)) with { AgentFees = state.AgentFees + wish.Amount.Units };

    public SlowStep SetLevel(SlowState state, PoolCommand.SetLevel wish)
    {
        var member = state.Member(wish.Member);
        return state.Closed ? Refusal.PoolClosed
            : wish.Level is not null && plan.Rewards.Levels.All.All(level => level.Name != wish.Level)
                ? Refusal.LevelUnknown
            : wish.Level == member.Level ? Refusal.NothingToDo
            : state.With(member with { Level = wish.Level });
    }

    public static SlowStep Promote(SlowState state, string name, bool begins) =>
        state.Closed ? Refusal.PoolClosed
            : state.Member(name).IsPromoter == begins ? Refusal.PromoterState
            : state.With(state.Member(name) with { IsPromoter = begins });

    public SlowStep PayDividend(SlowState state, PoolCommand.PayDividend wish)
    {
        var weights = wish.Shares.Aggregate(BigInteger.Zero, (sum, share) => sum + share.Weight);
        BigInteger amount = wish.Amount.Units;
        var refusal = state.Closed ? Refusal.PoolClosed
            : !plan.Rewards.Dividends ? Refusal.DividendsOff
            : state.Periods.Contains(wish.Period) ? Refusal.DividendPaid
            : amount.IsZero ? Refusal.NothingToDo
            : wish.Shares.Select(share => share.Member).Distinct().Count() < wish.Shares.Length
                ? Refusal.PayeeDoubled
            : amount > state.Platform ? Refusal.PlatformTooLow
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return refusal;
        }

        var parts = wish.Shares.Select(share => (share.Member, Part: amount * share.Weight / weights)).ToList();
        var paid = parts.Aggregate(BigInteger.Zero, (sum, one) => sum + one.Part);
        state = state with { Platform = state.Platform - paid, Periods = state.Periods.Add(wish.Period) };
        return parts.Aggregate(state, (now, one) => now.Pay(one.Member, SlowPurse.Dividends, one.Part));
    }

    // Up the chain: the own rate less the highest so far; the next of the same level the peer bonus, once a level.
    private void PayLevels(
        SlowState state, SlowOrder order, Func<RewardKind, string?, BigInteger, BigInteger> pay)
    {
        var (highest, last, peers) = (0, BigInteger.Zero, new HashSet<int>());
        for (var member = order.Payees.Referrer; member is not null; member = Referrer(state, member))
        {
            var rate = LevelRate(state.Member(member));
            if (rate > highest)
            {
                last = pay(RewardKind.Level, member, Share(order.Amount, rate - highest));
                highest = rate;
            }
            else if (rate > 0 && rate == highest && peers.Add(rate))
            {
                pay(RewardKind.Peer, member, Share(last, plan.Rewards.Peer.Parts));
            }
        }
    }

    private int LevelRate(SlowMember member) => plan.Rewards.Levels.All
        .Where(level => level.Name == member.Level || (level.MinSpend is { } least && member.Spent >= least.Units))
        .Select(level => level.Rate.Parts).DefaultIfEmpty(0).Max();

    private string? Eligible(SlowState state, string? name) =>
        name is null || (plan.Rewards.AppointedOnly && !state.Member(name).IsPromoter) ? null : name;

    private string? Referrer(SlowState state, string name)
    {
        var member = state.Member(name);
        var binding = plan.Rewards.Binding;
        return binding.Mode is BindingMode.Validity
            && member.BoundAt + binding.Validity.Milliseconds <= state.Clock ? null : member.Referrer;
    }

    private static string? Agent(SlowState state, string? region, AgentTier tier) =>
        region is not null && Part(region, tier) is { } division
            ? state.Agents.SingleOrDefault(agent =>
                agent.Division == division && agent.From <= state.Clock && state.Clock < agent.Until)?.Member
            : null;

    private static AgentTier TierOf(string code) =>
        code[4..] != "00" ? AgentTier.District : code[2..4] != "00" ? AgentTier.City : AgentTier.Province;

    // The division of a tier that a code lies in; direct municipalities and a province's own counties have no city.
    private static string? Part(string code, AgentTier tier) => tier switch
    {
        AgentTier.District => code[4..] == "00" ? null : code,
        AgentTier.City => code[2..4] is "00" or "90" || Municipalities.Contains(code[..2]) ? null : code[..4] + "00",
        _ => code[..2] + "0000",
    };

    private static bool IsCode(string code) => code.Length == 6;

    private static BigInteger Share(BigInteger amount, int parts) => amount * parts / Rate.PartsPerWhole;
}

/// <summary>Who may earn from one order, by name; null where nobody does.</summary>
internal sealed record SlowPayees(
    string? Referrer, string? Direct, string? Indirect, string? Developer, string? District, string? City,
    string? Province);

/// <summary>One appointment of an agent.</summary>
internal sealed record SlowAgent(string Division, string Member, long From, long Until);
