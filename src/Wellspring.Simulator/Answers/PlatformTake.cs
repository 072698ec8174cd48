using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Answers;

/// <summary>What went through a pool, summed order by order and sale by sale.</summary>
/// <param name="Sold">The value of all points sold, by will or at the cap, before retention and clamp.</param>
public readonly record struct Takings(Money Turnover, Money Platform, Money Budget, Money Sold);

/// <summary>Who takes what out of the orders 平台所得: fees, the reward budget, and what sales left in the pool.</summary>
/// <param name="Platform">The platform's share of all orders.</param>
/// <param name="Budget">The reward budget of all orders: the most that referrers and agents could have got.</param>
/// <param name="BudgetToPool">Whether what nobody earns of it goes to the pool, as here; else to the platform.</param>
/// <param name="Kept">Of what was sold, what stayed in the pool: retention, and the value above the cap.</param>
/// <param name="Rewards">What each kind of reward could take at most.</param>
/// <param name="Dividends">Whether the plan lets the platform pay dividends out of its own account.</param>
/// <param name="Insiders">How much of the points the first members hold at the end.</param>
public sealed record PlatformTake(
    Money Turnover, Money Platform, Money Budget, bool BudgetToPool, Money Kept, ImmutableArray<RewardShare> Rewards,
    bool Dividends, ImmutableArray<InsiderShare> Insiders)
{
    internal static PlatformTake Of(
        Scenario scenario, in Takings takings, Money paid, ImmutableArray<InsiderShare> insiders)
    {
        var plan = scenario.Plan;
        return new(
            takings.Turnover, takings.Platform, takings.Budget, plan.Split.UnassignedToPool,
            takings.Sold.LessAtMost(paid), RewardShare.Of(scenario.Given.Rewards, takings.Turnover),
            scenario.Given.Rewards.Dividends, insiders);
    }
}

/// <summary>The most that one kind of reward could take, were somebody entitled to it on every order.</summary>
public sealed record RewardShare(Bilingual Name, Rate Rate, Money Most)
{
    internal static ImmutableArray<RewardShare> Of(RewardSettings rewards, Money turnover)
    {
        (Bilingual Name, Rate Rate)[] all =
        [
            (new("直推", "direct referral"), rewards.Direct),
            (new("间推", "indirect referral"), rewards.Indirect),
            (new("招商", "merchant developer"), rewards.MerchantDeveloper),
            (new("区域代理", "region agents"), rewards.RegionAgents.Largest),
            (new("级差", "levels"), rewards.Levels.Largest),
        ];
        return
        [
            .. all.Where(line => line.Rate != Rate.Zero)
                .Select(line => new RewardShare(line.Name, line.Rate, line.Rate.Of(turnover))),
        ];
    }
}

/// <summary>The part of all points that the first of all members hold 先入者占比.</summary>
/// <param name="First">The first so many, of all who ever joined.</param>
/// <param name="Share">Of all points, in millionths.</param>
/// <param name="IfNobodySold">x^μ, in millionths: what the arithmetic says while nobody sells.</param>
public readonly record struct InsiderShare(Rate First, long Share, long IfNobodySold)
{
    internal static readonly ImmutableArray<int> Percents = [1, 5, 10, 20, 50];

    internal static ImmutableArray<InsiderShare> Of(Scenario scenario, IPoolView pool)
    {
        var all = pool.Backing.Circulating.Units;
        var shares = ImmutableArray.CreateBuilder<InsiderShare>();
        var (member, held) = (0, 0L);
        foreach (var percent in Percents)
        {
            for (var last = (long)pool.Members * percent / 100; member < last;)
            {
                held += pool.Held(++member).Units;
            }

            var mu = scenario.Plan.Pool.MintRatio.Parts / 1e6;
            shares.Add(new(
                Rate.FromParts(percent * 10_000),
                all == 0 ? 0 : Exact.MulDiv(held, Rate.PartsPerWhole, all, Rounding.Down),
                (long)((Portable.Power(percent / 100.0, mu) * 1e6) + 0.5)));
        }

        return shares.ToImmutable();
    }
}
