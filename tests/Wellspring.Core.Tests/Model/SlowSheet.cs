using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests.Model;

/// <summary>All figures of one settlement, as the formulas of rules 2, 7 and 9 give them.</summary>
internal sealed record SlowSheet
{
    private static readonly BigInteger Fen = Money.UnitsPerFen;

    /// <summary>C.</summary>
    public BigInteger Commission { get; private init; }

    /// <summary>F.</summary>
    public BigInteger Platform { get; private init; }

    /// <summary>I, without the subsidy.</summary>
    public BigInteger Inflow { get; private init; }

    /// <summary>s.</summary>
    public BigInteger Subsidy { get; private init; }

    /// <summary>M, of I + s.</summary>
    public BigInteger MintValue { get; private init; }

    /// <summary>q.</summary>
    public BigInteger Points { get; private init; }

    /// <summary>R less the rewards.</summary>
    public BigInteger Remainder { get; private init; }

    public ImmutableList<SlowReward> Rewards { get; private init; } = [];

    public static BigInteger CommissionOf(SlowOrder order) => order.OwnCommission is { } own
        ? own * order.Amount / order.Original
        : order.Amount * order.Commission / Rate.PartsPerWhole;

    public static SlowSheet Of(Plan plan, SlowState state, SlowOrder order)
    {
        var amount = order.Amount;
        var commission = CommissionOf(order);
        if (commission.IsZero)
        {
            return new();
        }

        // A thin margin may not carry its own shares: then the platform comes first and the rewards second.
        var platform = BigInteger.Min(Share(amount, plan.Split.Platform), commission);
        var budget = BigInteger.Min(Share(amount, plan.Split.RewardBudget), commission - platform);
        var inflow = commission - platform - budget;
        var subsidy = state.Subsidies.FirstOrDefault(subsidy => !subsidy.Left.IsZero) is { } first
            ? BigInteger.Min(amount * first.Share / Rate.PartsPerWhole, first.Left)
            : 0;
        var mint = Share(inflow + subsidy, plan.Pool.MintRatio);
        mint = plan.Pool.MaxMintValuePerOrder is { } most ? BigInteger.Min(mint, most.Units) : mint;
        var rewards = new SlowRewards(plan).Lines(state, order, budget);
        return new()
        {
            Commission = commission,
            Platform = platform,
            Inflow = inflow,
            Subsidy = subsidy,
            MintValue = mint,
            Points = mint * state.Price.Points / state.Price.Money,
            Rewards = rewards,
            Remainder = rewards.Aggregate(budget, (left, reward) => left - reward.Amount),
        };
    }

    /// <summary>No points although there is something to give them for, or money that none would carry.</summary>
    public bool IsTooCoarse(SlowState state) =>
        Points.IsZero && (MintValue >= Fen || (state.Circulating.IsZero && !(Inflow + Subsidy).IsZero));

    private static BigInteger Share(BigInteger amount, Rate rate) => amount * rate.Parts / Rate.PartsPerWhole;
}
