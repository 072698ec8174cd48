using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Answers;

/// <summary>
/// How long the digits of a point would last without splitting 精度年限: orders come steadily, holders stay so long in
/// the mean, and the price grows as the law of a constant hazard says.
/// </summary>
/// <param name="MintValue">What a mean order mints, at the start price so many points.</param>
/// <param name="SmallestMint">
/// With the plan's splits: the fewest smallest units such an order ever mints, as no price stays above the split.
/// </param>
public sealed record Horizon(Money MintValue, long SmallestMint, ImmutableArray<HorizonRow> Rows)
{
    private static readonly ImmutableArray<int> Days = [7, 30, 90, 365];
    private static readonly ImmutableArray<int> Digits = [2, 4, 8];

    internal static Horizon Of(Scenario scenario)
    {
        var (plan, laws) = (scenario.Plan, Laws.Of(scenario));
        var (_, inflow) = scenario.MeanOrder;
        var mint = Kernel.MintValue(inflow, plan.Pool.MintRatio, plan.Pool.MaxMintValuePerOrder);
        var smallest = Exact.MulDivOrNot(mint.Units, Points.UnitsPerPoint, plan.Pool.SplitAt.Units).Quotient;
        return new(
            mint, smallest,
            [.. Days.Select(days => HorizonRow.Of(laws, mint, plan.Pool.StartPrice, days, Digits))]);
    }
}

/// <summary>The horizon at one mean holding time.</summary>
/// <param name="DecadesPerYear">Powers of ten that the price grows by in a year, in thousandths.</param>
/// <param name="Years">
/// By decimals of a point, in hundredths: years until a mint has fewer than a thousand smallest units; null: never.
/// </param>
public sealed record HorizonRow(int HoldingDays, long DecadesPerYear, ImmutableArray<(int Decimals, long? Years)> Years)
{
    internal static HorizonRow Of(
        Laws laws, Money mint, Money startPrice, int days, ImmutableArray<int> decimals)
    {
        var growth = laws.GrowthPerHolding / Portable.Ln10 * 365 / days;
        var points = mint == Money.Zero ? 0 : Portable.Log((double)mint.Units / startPrice.Units) / Portable.Ln10;
        return new(days, (long)((growth * 1000) + 0.5),
        [
            .. decimals.Select(digits => (digits, mint == Money.Zero || growth <= 0
                ? null
                : (long?)((Math.Max(0, points + digits - 3) / growth * 100) + 0.5))),
        ]);
    }
}
