using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Orders;

/// <summary>
/// About how many points a purchase may bring, at today's price and without subsidies: for the disclosure before it.
/// </summary>
/// <remarks>The pool decides when the order is final; an order it knows carries the pool's own estimate.</remarks>
internal static class PointsEstimate
{
    public static Points Of(Plan plan, in Backing backing, Rate commission, Basket basket, Money cash)
    {
        if (basket.Total == Money.Zero)
        {
            return Points.Zero;
        }

        var whole = Commission(commission, basket);
        var drawn = Money.FromUnits(Exact.MulDiv(whole.Units, cash.Units, basket.Total.Units, Rounding.Down));
        var platform = plan.Split.Platform.Of(cash).AtMost(drawn);
        var budget = plan.Split.RewardBudget.Of(cash).AtMost(drawn - platform);
        var value = plan.Pool.MintRatio.Of(drawn - platform - budget);
        value = plan.Pool.MaxMintValuePerOrder is { } most ? value.AtMost(most) : value;
        return backing.Buys(value) ?? Points.Zero;
    }

    private static Money Commission(Rate rate, Basket basket)
    {
        if (basket.IsPlain || basket.Items.All(item => item.Cost is null))
        {
            return rate.Of(basket.Total);
        }

        var margin = basket.Items.Sum(item => item.Cost is { } cost ? item.Amount.Units - cost.Units : 0);
        var others = Money.FromUnits(basket.Items.Sum(item => item.Cost is null ? item.Amount.Units : 0));
        return Money.FromUnits(Math.Max(0, margin)) + rate.Of(others);
    }
}
