using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Calibration;

/// <summary>Amounts of real orders as kinds of a scenario: bins by quantiles, finer where amounts are large.</summary>
internal static class SpendBins
{
    private const int MostRates = 8;
    private const int MostWeight = 1_000_000;

    // In ten thousandths of all orders at one commission.
    private static readonly ImmutableArray<int> Ends =
        [1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 9_500, 9_800, 9_900, 9_950, 9_990, 10_000];

    public static ImmutableArray<OrderKind> Of(IEnumerable<SeenOrder> orders, Plan plan)
    {
        var known = orders.Where(order => order.Amount.FloorToFen() > Money.Zero).ToList();
        var groups = known.GroupBy(order => Payable(order.Commission, plan))
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Parts).ToList();
        var rates = groups.Take(MostRates).Select(group => group.Key).ToList();
        var kinds = ImmutableArray.CreateBuilder<OrderKind>();
        foreach (var rate in rates)
        {
            // Rare commissions go with the nearest of the usual ones.
            var amounts = groups.Where(group => Nearest(rates, group.Key) == rate)
                .SelectMany(group => group.Select(order => order.Amount)).Order().ToList();
            kinds.AddRange(BinsOf(amounts, rate));
        }

        var most = kinds.Count == 0 ? 0 : kinds.Max(kind => kind.Weight);
        return most <= MostWeight
            ? kinds.DrainToImmutable()
            : [.. kinds.Select(kind => kind with
            {
                Weight = (int)Math.Max(1, (long)kind.Weight * MostWeight / most),
            })];
    }

    // A commission that does not cover platform and rewards is refused by a scenario file; orders at it are few.
    private static Rate Payable(Rate commission, Plan plan)
    {
        var least = plan.Split.Platform.Parts + plan.Split.RewardBudget.Parts;
        return commission.Parts > 0 && commission.Parts < least ? Rate.FromParts(least) : commission;
    }

    private static Rate Nearest(List<Rate> rates, Rate rate) =>
        rates.MinBy(one => (Math.Abs(one.Parts - rate.Parts), one.Parts));

    private static IEnumerable<OrderKind> BinsOf(List<Money> amounts, Rate commission)
    {
        var from = 0;
        foreach (var end in Ends)
        {
            var until = (int)((long)amounts.Count * end / 10_000);
            if (until > from)
            {
                yield return Bin(amounts[from..until], commission);
                from = until;
            }
        }
    }

    // Evenly about the mean, as far as the nearer end of the bin allows: the mean is kept to a fen.
    private static OrderKind Bin(List<Money> amounts, Rate commission)
    {
        var fen = Money.UnitsPerFen;
        var sum = amounts.Aggregate(Int128.Zero, (all, amount) => all + amount.Units);
        var mean = (long)(sum / amounts.Count) / fen;
        var half = Math.Min(mean - (amounts[0].Units / fen), (amounts[^1].Units / fen) - mean);
        half = Math.Max(0, Math.Min(half, mean - 1));
        return new(
            amounts.Count, Money.FromUnits(Math.Max(1, mean - half) * fen),
            Money.FromUnits(Math.Max(1, mean + half) * fen), commission);
    }
}
