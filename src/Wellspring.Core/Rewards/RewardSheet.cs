using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Rewards;

/// <summary>One line of a sheet: who earns, why, at which rate, how much, and what was taken back since.</summary>
/// <param name="Rate">Of the order's amount; of a peer bonus, of the differential below it.</param>
public readonly record struct RewardLine(MemberNumber Payee, RewardKind Kind, Rate Rate, Money Amount)
{
    public Money Taken { get; init; }
}

/// <summary>
/// All rewards 奖励 of one order: the lines and the explicit remainder sum to the budget. The settlement books this
/// sheet, the journal carries it, and everybody is shown it.
/// </summary>
public sealed record RewardSheet(Money Budget, ImmutableArray<RewardLine> Lines, Money Remainder)
{
    /// <summary>CN-MLM-07: how many members one order may pay by reason of the referral tree.</summary>
    public const int UplineLimit = Limits.PaidTiers;

    /// <summary>Members paid because of who referred whom; one who is named twice counts once.</summary>
    public int UplinesPaid => Lines.IsEmpty
        ? 0
        : Lines.Where(line => line.Kind.IsOfTree).Select(line => line.Payee).Distinct().Count();

    /// <summary>The sheet as a settled order carries it.</summary>
    public static RewardSheet Of(Settlement order) => new(
        order.Budget,
        [.. order.Rewards.Select(reward => new RewardLine(reward.Payee, reward.Kind, reward.Rate, reward.Amount))],
        order.Remainder);

    /// <summary>The sheet of an order that settled, with what its refunds took back.</summary>
    public static RewardSheet Of(OrderRow order) => new(
        order.Budget,
        [.. order.Rewards.Select(reward =>
            new RewardLine(reward.Payee, reward.Kind, reward.Rate, reward.Amount) { Taken = reward.Taken })],
        order.Remainder);

    /// <summary>The lines as a settlement carries them.</summary>
    public ImmutableArray<Reward> ToRewards()
    {
        if (Lines.IsEmpty)
        {
            return [];
        }

        var rewards = ImmutableArray.CreateBuilder<Reward>(Lines.Length);
        foreach (var line in Lines)
        {
            rewards.Add(new(line.Kind, line.Payee, line.Rate, line.Amount));
        }

        return rewards.MoveToImmutable();
    }

    /// <summary>What an order of this amount pays to these members: pool-rules 9.</summary>
    /// <param name="chain">The buyer's referrer first; asked for only where the plan has levels.</param>
    /// <param name="budget">R: where it is short, later lines get less or nothing.</param>
    public static RewardSheet Decide(
        RewardSettings rewards, in Payees payees, Func<MemberNumber, IEnumerable<Upline>> chain, Money amount,
        Money budget)
    {
        if (budget == Money.Zero || payees == default)
        {
            return new(budget, [], budget);
        }

        var draft = new Draft(amount) { Left = budget };
        draft.Share(RewardKind.Direct, payees.Direct, rewards.Direct);
        draft.Share(RewardKind.Indirect, payees.Indirect, rewards.Indirect);
        draft.Share(RewardKind.MerchantDeveloper, payees.Developer, rewards.MerchantDeveloper);
        Agents(draft, rewards.RegionAgents, payees);
        if (!rewards.Levels.IsEmpty && payees.Referrer != MemberNumber.None)
        {
            Levels(draft, rewards, chain(payees.Referrer));
        }

        return new(budget, draft.TakeLines(), draft.Left);
    }

    /// <summary>Each tier gets its rate less what was given below: 级差.</summary>
    private static void Agents(Draft draft, RegionAgentSettings rates, in Payees payees)
    {
        var given = 0;
        foreach (var (kind, agent, rate) in (ReadOnlySpan<(RewardKind, MemberNumber, Rate)>)
            [
                (RewardKind.DistrictAgent, payees.District, rates.District),
                (RewardKind.CityAgent, payees.City, rates.City),
                (RewardKind.ProvinceAgent, payees.Province, rates.Province),
            ])
        {
            if (agent != MemberNumber.None && rate.Parts > given)
            {
                draft.Share(kind, agent, Rate.FromParts(rate.Parts - given));
                given = rate.Parts;
            }
        }
    }

    /// <summary>
    /// Going up, each gets the own rate less the highest already paid; the next of that same level gets the peer bonus
    /// on the last differential, once.
    /// </summary>
    private static void Levels(Draft draft, RewardSettings rewards, IEnumerable<Upline> chain)
    {
        var (highest, differential, peerIsOpen) = (0, Money.Zero, false);
        var top = rewards.Levels.Largest.Parts;
        foreach (var (member, level) in chain)
        {
            var rate = level < 0 ? 0 : rewards.Levels.All[level].Rate.Parts;
            if (rate > highest)
            {
                differential = draft.Share(RewardKind.Level, member, Rate.FromParts(rate - highest));
                (highest, peerIsOpen) = (rate, rewards.Peer != Rate.Zero);
            }
            else if (rate == highest && peerIsOpen)
            {
                draft.Pay(RewardKind.Peer, member, rewards.Peer, rewards.Peer.Of(differential));
                peerIsOpen = false;
            }

            if (highest == top && !peerIsOpen)
            {
                return;
            }
        }
    }

    /// <summary>A sheet being written; no line takes more than the budget still has.</summary>
    private sealed class Draft(Money amount)
    {
        private readonly ImmutableArray<RewardLine>.Builder _lines = ImmutableArray.CreateBuilder<RewardLine>(10);

        public Money Left { get; set; }

        public Money Share(RewardKind kind, MemberNumber payee, Rate rate) => Pay(kind, payee, rate, rate.Of(amount));

        public Money Pay(RewardKind kind, MemberNumber payee, Rate rate, Money wanted)
        {
            var paid = wanted.AtMost(Left);
            if (payee == MemberNumber.None || paid == Money.Zero)
            {
                return Money.Zero;
            }

            _lines.Add(new(payee, kind, rate, paid));
            Left -= paid;
            return paid;
        }

        public ImmutableArray<RewardLine> TakeLines() => _lines.DrainToImmutable();
    }
}

/// <summary>The public spelling of reasons for a reward, and which of them go up the referral tree.</summary>
public static class RewardKinds
{
    extension(RewardKind kind)
    {
        /// <summary>Whether the payee stands above the buyer in the referral tree.</summary>
        public bool IsOfTree => kind is RewardKind.Direct or RewardKind.Indirect or RewardKind.Level or RewardKind.Peer;

        public string Code => kind switch
        {
            RewardKind.Direct => "direct",
            RewardKind.Indirect => "indirect",
            RewardKind.MerchantDeveloper => "merchant-developer",
            RewardKind.DistrictAgent => "district-agent",
            RewardKind.CityAgent => "city-agent",
            RewardKind.ProvinceAgent => "province-agent",
            RewardKind.Level => "level",
            RewardKind.Peer => "peer",
            _ => $"reward-{(int)kind}",
        };

        /// <summary>Why somebody is paid, in the words of the field.</summary>
        public Bilingual Words => kind switch
        {
            RewardKind.Direct => new("直推奖", "direct referral"),
            RewardKind.Indirect => new("间推奖", "indirect referral"),
            RewardKind.MerchantDeveloper => new("招商奖", "merchant developer"),
            RewardKind.DistrictAgent => new("区代奖", "district agent"),
            RewardKind.CityAgent => new("市代奖", "city agent"),
            RewardKind.ProvinceAgent => new("省代奖", "province agent"),
            RewardKind.Level => new("级差奖", "level differential"),
            RewardKind.Peer => new("平级奖", "peer bonus"),
            _ => new(kind.Code, kind.Code),
        };
    }
}
