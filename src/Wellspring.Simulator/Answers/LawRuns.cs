using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Answers;

/// <summary>The runs that laws are measured by, and what is read off them.</summary>
internal sealed class LawRuns
{
    // Orders a day, and how many days a holder stays in the mean: H is their product.
    private const int PerDay = 400;
    private const int HoldingDays = 50;

    private static readonly ImmutableArray<int> AtOnce = [0, 25, 50, 75, 90];
    private static readonly ImmutableArray<int> FirstPrices = [1, 2, 3];

    private readonly Laws _laws;

    public LawRuns(Scenario plain)
    {
        (Plain, _laws) = (plain, Laws.Of(plain));
        var draft = plain.Given.Settings;
        var uncapped = ChangedPlan.Of(plain, draft with { Cap = draft.Cap with { Multiple = null } }).Scenario ?? plain;
        var holds = new Behaviour(1, SellsWhen.After) { Days = HoldingDays };
        var steady = new Arrivals { PerDay = PerDay };
        All =
        [
            .. AtOnce.Select(percent => SellingAtOnce(percent)),
            .. FirstPrices.Select(orders => uncapped with { Orders = orders }),
            uncapped with { Orders = 1_000 },
            uncapped with { Orders = Math.Min(plain.Orders, 100_000), Run = RunOrder.Random },
            uncapped with { Orders = Steady, Arrivals = steady, Behaviours = [holds] },
            plain with { Orders = Steady, Arrivals = steady, Behaviours = [holds] },
            SellingAtOnce(97) with { Orders = Math.Min(plain.Orders, 20_000) },
        ];
    }

    public Scenario Plain { get; }

    /// <summary>The last is the one whose price runs away.</summary>
    public ImmutableArray<Scenario> All { get; }

    // Thirty holding times: ten to settle, twenty to measure.
    private static long Steady => 30L * PerDay * HoldingDays;

    public IEnumerable<LawRow> Rows(ImmutableArray<SimulationResult> results)
    {
        yield return new("conservation", new("收入与付出、池、准备金之差(最小单位)", "what came in less paid, pool and reserve (units)"),
            0, results.Max(Lost), 0);
        yield return new("most-capped", new("最多可能封顶的比例(上限)", "share that could ever be capped (a bound)"),
            _laws.MostCapped, results.Max(result => (double)result.Exits / result.Orders), 0, IsBound: true);
        var next = 0;
        foreach (var percent in AtOnce)
        {
            yield return new($"capped-{percent}",
                new($"封顶比例，{percent}% 的人当即卖出", $"share capped, {percent}% sell at once"),
                _laws.ShareCapped(percent / 100.0) ?? double.NaN,
                (double)results[next].Exits / results[next++].Orders, 0.03);
        }

        foreach (var orders in FirstPrices.Add(1_000))
        {
            yield return new($"price-{orders}",
                new($"{orders} 单后的价格，无人卖出", $"price after {orders} orders, nobody sells"),
                _laws.PriceAfter(orders), Power(results[next++].Path[^1].LogIndex), 1e-4);
        }

        foreach (var row in RunRows(results[next++]).Concat(SteadyRows(results[next], results[next + 1])))
        {
            yield return row;
        }
    }

    // Ownership as the run begins, and the price while everybody leaves and nobody comes.
    private IEnumerable<LawRow> RunRows(SimulationResult run)
    {
        var before = run.Path.Last(point => point.Paid == Money.Zero);
        var half = run.Path.Last(point => Left(point, before) > 0.5);
        var late = run.Path.Last(point => Left(point, before) > 0.001);
        foreach (var (point, id) in new[] { (half, "half"), (late, "late") })
        {
            var left = Left(point, before);
            yield return new($"no-inflow-{id}",
                new($"只出不进，剩 {Percent(left)} 积分时的价格倍数", $"price without inflow, {Percent(left)} of points left"),
                _laws.PriceWhenLeft(left), Power(point.LogIndex - before.LogIndex), 0.003);
        }

        var stop = run.Stop!;
        yield return new("first-tenth", new("最先一成买家持有的积分", "points of the first tenth of buyers"),
            Portable.Power(0.1, _laws.Mu),
            (double)stop.Cohorts[0].ValueIfSold.Units / stop.All.ValueIfSold.Units, 0.01);
    }

    // Points left, with splits in between taken out.
    private static double Left(PathPoint point, PathPoint before) =>
        point.Backing.Circulating.Units / (double)before.Backing.Circulating.Units
        * Power((before.Backing.Scale - point.Backing.Scale) * 1_000_000L);

    private IEnumerable<LawRow> SteadyRows(SimulationResult uncapped, SimulationResult capped)
    {
        var holding = (double)PerDay * HoldingDays;
        var spent = (double)Plain.MeanOrder.Amount.Units;
        yield return new("steady-pool",
            new("池 ÷ (κ × H 单的消费 ÷ y)，每天等概率离开", "pool ÷ (κ × spend of H orders ÷ y), a constant hazard"), 1,
            uncapped.Backing.Pool.Units * _laws.Payout / (_laws.Kappa * spent * holding), 0.07);
        var (from, to) = Twenty(uncapped);
        yield return new("steady-payout", new("每元消费的平均付出，稳定后", "mean payout a yuan spent, once steady"),
            _laws.Kappa, (to.Paid - from.Paid).Units / (spent * (to.Orders - from.Orders)), 0.07);
        yield return new("steady-growth", new("一个 H 内价格的对数增长，无封顶", "growth of ln price in one H, no cap"),
            1 - (_laws.Mu * _laws.Payout), GrowthOf(uncapped, holding), 0.05);
        if (!double.IsInfinity(_laws.Cap))
        {
            yield return new("steady-doublings",
                new("一个 H 内价格翻倍次数，有封顶", "doublings of the price in one H, with the cap"),
                _laws.GrowthPerHolding / Portable.Log(2), GrowthOf(capped, holding) / Portable.Log(2), 0.05);
        }
    }

    private static double GrowthOf(SimulationResult result, double holding)
    {
        var (from, to) = Twenty(result);
        return (to.LogIndex - from.LogIndex) / 1e6 * Portable.Ln10 * holding / (to.Orders - from.Orders);
    }

    private static (PathPoint From, PathPoint To) Twenty(SimulationResult result) =>
        (result.Path.First(point => point.Orders >= result.Orders / 3), result.Path[^1]);

    private static long Lost(SimulationResult result) => Math.Abs(
        result.Into.Units - (result.Paid + result.Backing.Pool + result.Backing.Reserve).Units);

    private static double Power(long logIndex) => Portable.Exp(logIndex / 1e6 * Portable.Ln10);

    private static string Percent(double share) => LawTable.Text(share * 100) + "%";

    private Scenario SellingAtOnce(int percent) => Plain with
    {
        Behaviours = percent == 0
            ? [new(1, SellsWhen.Never)]
            : [new(percent, SellsWhen.AtOnce), new(100 - percent, SellsWhen.Never)],
    };
}
