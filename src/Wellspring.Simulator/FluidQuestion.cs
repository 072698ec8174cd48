using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>
/// A scenario as the preview 速算 asks it: money in average orders, so that it has no unit, and three ways to behave.
/// </summary>
/// <remarks>The same names stand in <c>whatif.js</c>, which gives the same answer in a browser.</remarks>
public sealed record FluidQuestion
{
    /// <summary>Share of spend that enters the pool and earns points: what a flat rebate could pay.</summary>
    public double Kappa { get; init; }

    /// <summary>Share of spend that enters the pool and earns none.</summary>
    public double Rest { get; init; }

    /// <summary>Value of the points of an order, as a share of spend.</summary>
    public double Mint { get; init; }

    /// <summary>Share of a sale's value that is paid.</summary>
    public double Payout { get; init; }

    /// <summary>Cap multiple; 0 where there is none.</summary>
    public double Cap { get; init; }

    /// <summary>Whether points can be sold for money.</summary>
    public bool Sells { get; init; }

    /// <summary>The operator's points that nobody sells.</summary>
    public double Float { get; init; }

    public double Orders { get; init; }

    /// <summary>Orders on the first day, and the growth of each day on the day before.</summary>
    public double PerDay { get; init; }

    public double Growth { get; init; }

    /// <summary>Orders that come before growth begins, and none of them sooner for it.</summary>
    public double Turn { get; init; }

    /// <summary>Share who sell at once, and share who sell after <see cref="Days"/>; the rest never do.</summary>
    public double AtOnce { get; init; }

    public double Leaves { get; init; }

    public double Days { get; init; }

    /// <summary>Days that are run after the last order.</summary>
    public double Afterwards { get; init; }

    /// <summary>Whether everybody sells at the end, in random order.</summary>
    public bool Run { get; init; }

    public int Cohorts { get; init; } = 10;

    /// <summary>
    /// The scenario's figures; null where the preview does not know what the scenario asks for, so that only the run
    /// order by order can answer.
    /// </summary>
    public static FluidQuestion? Of(Scenario scenario)
    {
        var behaviours = scenario.Behaviours;
        var waiting = behaviours.Where(one => one.Sells is SellsWhen.After).ToList();
        if (scenario.Returns || scenario.Refunds is not null || !scenario.Injections.IsEmpty
            || scenario.Panic is not null || scenario.Run is RunOrder.InsidersFirst
            || scenario.Arrivals.Shape is not (ArrivalShape.Flat or ArrivalShape.Exponential)
            || scenario.Arrivals.StopsAfterDay is not null || scenario.Kinds.Length != 1
            || scenario.Kinds[0].From != scenario.Kinds[0].To || waiting.Count > 1
            || waiting.Exists(one => one.Shape is not HoldingShape.Exponential)
            || behaviours.Any(one => one.Sells is SellsWhen.AtMultiple)
            || !scenario.SellOffs.IsEmpty || scenario.Closes || scenario.Legacy is not null
            || scenario.Washing is not null || Worth.AreLimited(scenario.Plan)
            || scenario.Plan is { Selling.Enabled: false, Redeeming.Enabled: true, Cap.Multiple: not null })
        {
            return null;
        }

        var sum = (double)behaviours.Sum(one => one.Weight);
        var plan = scenario.Plan;
        return OfPlan(plan, scenario.Kinds[0].From, scenario.Kinds[0].Commission) with
        {
            Orders = scenario.Orders,
            PerDay = scenario.Arrivals.PerDay,
            Growth = scenario.Arrivals.Shape is ArrivalShape.Exponential ? scenario.Arrivals.Growth : 0,
            AtOnce = behaviours.Where(one => one.Sells is SellsWhen.AtOnce).Sum(one => one.Weight) / sum,
            Leaves = waiting.Sum(one => one.Weight) / sum,
            Days = waiting.Count == 0 ? 0 : waiting[0].Days,
            Afterwards = scenario.Afterwards,
            Run = scenario.Run is not null,
            Cohorts = scenario.Cohorts,
        };
    }

    /// <summary>
    /// The four worlds of <see cref="Studies.FourWorlds"/> after so many orders on so many days: growth stops, a run,
    /// flat, growing.
    /// </summary>
    public static ImmutableArray<FluidQuestion> FourWorlds(FluidQuestion scenario, double before, int days)
    {
        var start = scenario with { Growth = 0, Turn = 0, Orders = before, Afterwards = 0, Run = false };
        var growth = Portable.Power(Studies.FourWorlds.GrowsBy, 1.0 / days) - 1;
        var daily = before / days;
        var more = daily * (1 + growth) * (Studies.FourWorlds.GrowsBy - 1) / growth;
        return
        [
            start with { Afterwards = days },
            start with { Run = true },
            start with { Orders = 2 * before },
            start with { Orders = before + Math.Floor(more + 0.5), Turn = before, Growth = growth },
        ];
    }

    /// <summary>What a plan makes of one order, and no behaviour yet.</summary>
    public static FluidQuestion OfPlan(Plan plan, Money amount, Rate commission)
    {
        var parts = Kernel.Parts(amount, commission.Of(amount), plan.Split.Platform, plan.Split.RewardBudget);
        var mint = Kernel.MintValue(parts.Inflow, plan.Pool.MintRatio, plan.Pool.MaxMintValuePerOrder);
        var spend = (double)amount.Units;
        return new()
        {
            Kappa = parts.Inflow.Units / spend,
            Rest = plan.Split.UnassignedToPool ? parts.Budget.Units / spend : 0,
            Mint = mint.Units / spend,
            Payout = (plan.Selling.Enabled ? plan.Selling.Retention.Rest : Worth.Share(plan)).Parts
                / (double)Rate.PartsPerWhole,
            Cap = (plan.Cap.Multiple?.Millionths ?? 0) / 1e6,
            Sells = Worth.Share(plan) != Rate.Zero,
            Float = plan.Pool.Float.Units / spend,
        };
    }
}
