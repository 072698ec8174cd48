using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>
/// Whole orders a day off a smooth curve: each day gets what the curve's sum has passed since the day before.
/// </summary>
internal sealed class ArrivalCurve(Arrivals arrivals, long orders)
{
    private double _sum;
    private double _adopted;
    private long _given;

    /// <summary>Orders of the next day; asked for day after day.</summary>
    public long On(int day)
    {
        if (day > arrivals.StopsAfterDay)
        {
            return 0;
        }

        _sum += arrivals.Shape switch
        {
            ArrivalShape.Exponential => arrivals.PerDay * Portable.Exp(Portable.Log(1 + arrivals.Growth) * day),
            ArrivalShape.Logistic =>
                arrivals.PerDay / (1 + Portable.Exp(-arrivals.Growth * (day - arrivals.MiddleDay))),
            ArrivalShape.Bass => Adopting(),
            ArrivalShape.Empirical => arrivals.Counts[day % arrivals.Counts.Length],
            _ => arrivals.PerDay,
        };
        var until = _sum >= orders ? orders : (long)_sum;
        var today = until - _given;
        _given = until;
        return today;
    }

    private double Adopting()
    {
        var today = (arrivals.Innovation + (arrivals.Imitation * _adopted / arrivals.Market))
            * (arrivals.Market - _adopted);
        _adopted += today;
        return today;
    }
}

/// <summary>Whole days that a lot is held.</summary>
internal static class HoldingTime
{
    private const int Longest = 36_500;

    public static int Of(Behaviour behaviour, Draws draws, long item)
    {
        var days = behaviour.Shape switch
        {
            HoldingShape.Empirical => Between(behaviour, draws.Below(Purpose.Holding, item, 10_000)),
            HoldingShape.Weibull => behaviour.Days * Portable.Power(
                -Portable.Log(draws.Uniform(Purpose.Holding, item)), 1 / behaviour.Steepness),
            _ => -Portable.Log(draws.Uniform(Purpose.Holding, item)) * behaviour.Days,
        };
        return days >= Longest ? Longest : (int)days + 1;
    }

    private static double Between(Behaviour behaviour, long place)
    {
        var all = behaviour.Quantiles;
        var upper = 1;
        while (upper < all.Length - 1 && all[upper].BasisPoints <= place)
        {
            upper++;
        }

        var (low, high) = (all[upper - 1], all[upper]);
        return low.Value + ((high.Value - low.Value) * (double)(place - low.BasisPoints)
            / (high.BasisPoints - low.BasisPoints));
    }
}

/// <summary>How many orders came on each day so far, for those who worry.</summary>
internal sealed class DaysSoFar
{
    private const int Week = 7;
    private readonly List<long> _days = [];

    public void Add(long orders) => _days.Add(orders);

    /// <summary>Whether the last week had less than this share of the orders of the week before.</summary>
    public bool FellBelow(Rate share)
    {
        var (now, before) = (0L, 0L);
        for (var back = 1; back <= Week && _days.Count >= 2 * Week; back++)
        {
            (now, before) = (now + _days[^back], before + _days[^(Week + back)]);
        }

        return now * Rate.PartsPerWhole < before * share.Parts;
    }
}
