using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Malls;

/// <summary>What points pay for at a mall's checkout, by the pool's price of the moment.</summary>
internal static class MallPrices
{
    /// <summary>
    /// The most an order takes in points: what was asked for, at most the plan's share of it, in whole fen.
    /// </summary>
    public static Money Most(RedeemingSettings redeeming, Money amount, Money? asked)
    {
        var most = redeeming.MaxShareOfOrder is { } share ? share.Of(amount) : amount;
        return most.AtMost(asked ?? amount).FloorToFen();
    }

    /// <summary>The goods credit that points give, in whole fen.</summary>
    public static Money Credit(RedeemingSettings redeeming, Backing backing, Points points) =>
        redeeming.RedeemRate.Of(backing.Value(points)).FloorToFen();

    /// <summary>The fewest points that give a credit; null where no number does.</summary>
    public static Points? Fewest(RedeemingSettings redeeming, Backing backing, Money credit)
    {
        if (backing.IsEmpty || redeeming.RedeemRate == Rate.Zero)
        {
            return null;
        }

        var value = RoundedUp(credit.Units, Rate.PartsPerWhole, redeeming.RedeemRate.Parts);
        var points = value is { } worth ? RoundedUp(worth, backing.Circulating.Units, backing.Pool.Units) : null;
        return points is { } units ? Points.FromUnits(units) : null;
    }

    /// <summary>Points of an earlier scale in the present one; null where they would be too many to count.</summary>
    public static Points? InScale(Points points, int from, int to)
    {
        Int128 units = points.Units;
        for (var scale = from; scale < to && units <= long.MaxValue; scale++)
        {
            units *= 10;
        }

        return units <= long.MaxValue ? Points.FromUnits((long)units) : null;
    }

    private static long? RoundedUp(long amount, long times, long divisor)
    {
        var product = (Int128)amount * times;
        var result = (product + divisor - 1) / divisor;
        return result <= long.MaxValue ? (long)result : null;
    }
}
