using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>A world to try a plan in 情景: who comes, what they spend, how they behave.</summary>
public sealed record Scenario
{
    public required string Id { get; init; }

    public required Bilingual Name { get; init; }

    /// <summary>The plan as it was written, for its hash.</summary>
    public required Plan Given { get; init; }

    /// <summary>The same rules as they are run: see <see cref="Adapted"/>.</summary>
    public required Plan Plan { get; init; }

    /// <summary>What the simulation simplifies in the plan; shown beside every result.</summary>
    public ImmutableArray<Bilingual> Adapted { get; init; } = [];

    public ulong Seed { get; init; } = 1;

    /// <summary>Orders that arrive before growth stops; repurchases come on top.</summary>
    public long Orders { get; init; } = 100_000;

    /// <summary>Days that are run after the last order has arrived.</summary>
    public int Afterwards { get; init; }

    public int Cohorts { get; init; } = 10;

    public Arrivals Arrivals { get; init; } = new();

    public ImmutableArray<OrderKind> Kinds { get; init; } = [];

    public ImmutableArray<Behaviour> Behaviours { get; init; } = [];

    /// <summary>Share of arriving orders that somebody places who has ordered before.</summary>
    public Rate ReturningBuyers { get; init; }

    /// <summary>复投: share of those sold out, by will or by the cap, who order again.</summary>
    public Rate Repurchase { get; init; }

    public int RepurchaseAfterDays { get; init; } = 1;

    public Refunds? Refunds { get; init; }

    public ImmutableArray<PlannedInjection> Injections { get; init; } = [];

    /// <summary>An old debt that is worked off beside; null where there is none.</summary>
    public OldDebt? Legacy { get; init; }

    public Panic? Panic { get; init; }

    /// <summary>Days on which many sell together, whatever they meant to do.</summary>
    public ImmutableArray<PlannedSale> SellOffs { get; init; } = [];

    /// <summary>Self-orders beside the members'; null where nobody does that.</summary>
    public Washing? Washing { get; init; }

    /// <summary>挤兑: after the last day everybody sells; null where nobody has to.</summary>
    public RunOrder? Run { get; init; }

    /// <summary>终止: after the last day the pool is announced to close, and closes thirty days later.</summary>
    public bool Closes { get; init; }

    /// <summary>Whether a member may order a second time, so that the cap counts a member's orders together.</summary>
    public bool Returns => ReturningBuyers != Rate.Zero || Repurchase != Rate.Zero;

    /// <summary>
    /// The mean order by the kinds' weights, and what it brings into the pool; without kinds, 1000 yuan at the plan's
    /// commission.
    /// </summary>
    public (Money Amount, Money Inflow) MeanOrder
    {
        get
        {
            var (weights, amounts, inflows) = ((Int128)0, (Int128)0, (Int128)0);
            foreach (var kind in Kinds.IsEmpty ? [PlansOwn] : Kinds)
            {
                var amount = Money.FromUnits((kind.From.Units + kind.To.Units) / 2);
                var parts = Kernel.Parts(
                    amount, kind.Commission.Of(amount), Plan.Split.Platform, Plan.Split.RewardBudget);
                weights += kind.Weight;
                amounts += (Int128)kind.Weight * amount.Units;
                inflows += (Int128)kind.Weight * parts.Inflow.Units;
            }

            return weights == 0
                ? default
                : (Money.FromUnits((long)(amounts / weights)), Money.FromUnits((long)(inflows / weights)));
        }
    }

    private OrderKind PlansOwn => new(1, Money.FromYuan(1000), Money.FromYuan(1000), Plan.Split.Commission);
}

/// <summary>How many orders come on a day.</summary>
public enum ArrivalShape
{
    Flat,
    Exponential,
    Logistic,
    Bass,
    Empirical,
}

/// <summary>Arrivals of orders 到达: the curve is of the day, the draws are of the order.</summary>
public sealed record Arrivals
{
    public ArrivalShape Shape { get; init; }

    /// <summary>Orders a day: on the first day (flat, exponential), or at most (logistic).</summary>
    public double PerDay { get; init; } = 1_000;

    /// <summary>Growth a day as a fraction (exponential), or steepness (logistic).</summary>
    public double Growth { get; init; }

    /// <summary>The day of half the height (logistic).</summary>
    public double MiddleDay { get; init; }

    /// <summary>Buyers there will ever be, and what draws them in (Bass).</summary>
    public double Market { get; init; }

    public double Innovation { get; init; }

    public double Imitation { get; init; }

    /// <summary>Counts of a real shop, day by day, and again from the first (empirical).</summary>
    public ImmutableArray<long> Counts { get; init; } = [];

    /// <summary>Nobody comes after this day; null where only the number of orders ends it.</summary>
    public int? StopsAfterDay { get; init; }
}

/// <summary>One kind of order: how often, how much, at which commission.</summary>
public sealed record OrderKind(int Weight, Money From, Money To, Rate Commission)
{
    internal Money Drawn(Draws draws, long order) => Money.FromUnits(From.Units + (Money.UnitsPerFen
        * draws.Below(Purpose.Amount, order, ((To.Units - From.Units) / Money.UnitsPerFen) + 1)));
}

/// <summary>What makes a holder sell.</summary>
public enum SellsWhen
{
    /// <summary>Never by will; only the cap ends the holding.</summary>
    Never,
    AtOnce,

    /// <summary>After a holding time.</summary>
    After,

    /// <summary>止盈: when a sale would pay a multiple of what was spent.</summary>
    AtMultiple,
}

/// <summary>How holding times lie.</summary>
public enum HoldingShape
{
    Exponential,
    Weibull,
    Empirical,
}

/// <summary>One way to behave and how many do.</summary>
public sealed record Behaviour(int Weight, SellsWhen Sells)
{
    public HoldingShape Shape { get; init; }

    /// <summary>The mean (exponential) or the scale (Weibull).</summary>
    public double Days { get; init; }

    /// <summary>Weibull's shape: below 1 many leave early, above 1 few do.</summary>
    public double Steepness { get; init; } = 1;

    /// <summary>Days that so many in ten thousand do not pass (empirical).</summary>
    public ImmutableArray<Quantile> Quantiles { get; init; } = [];

    public Multiple Multiple { get; init; }
}

/// <summary>Refunds after finality: how many orders, after how long, and how much of each.</summary>
public sealed record Refunds(Rate Share, int AfterDays, Rate Part);

/// <summary>注资 on a day of the scenario.</summary>
public sealed record PlannedInjection(int Day, Money Amount);

/// <summary>集中卖出: on a day of the scenario each holder sells with this chance.</summary>
public sealed record PlannedSale(int Day, Rate Share);

/// <summary>
/// 恐慌: on a day when a week's orders are below a share of the week before, each holder sells with a chance.
/// </summary>
public sealed record Panic(Rate OrdersBelow, Rate Share);

/// <summary>Who stands first in the queue of a run.</summary>
public enum RunOrder
{
    Random,
    InsidersFirst,
}
