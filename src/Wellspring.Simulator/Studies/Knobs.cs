using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Studies;

/// <summary>All knobs 旋钮 that studies, sliders and sweeps turn.</summary>
public static class Knobs
{
    private const int Weight = 1_000_000;

    /// <summary>κ: of each yuan spent, the part that enters the pool.</summary>
    public static Knob Kappa { get; } = new("kappa", new("进池比例", "share of spend that enters the pool"), 0.08, 0.24)
    {
        Now = scenario => KappaOf(scenario),
        Drafts = WithKappa,
        Turns = TurnKappa,
    };

    /// <summary>μ: of what enters, the part that is minted as points.</summary>
    public static Knob Mu { get; } = new("mu", new("铸造比例", "mint ratio"), 0.3, 0.9)
    {
        Now = scenario => scenario.Given.Pool.MintRatio.Parts / 1e6,
        Drafts = (_, draft, value) => Share(value) is { } ratio
            ? draft with { Pool = draft.Pool with { MintRatio = ratio } }
            : null,
    };

    public static Knob Cap { get; } = new("cap", new("封顶倍数", "cap multiple"), 1, 2.5)
    {
        Now = scenario => scenario.Given.Cap.Multiple?.Millionths / 1e6,
        Drafts = (_, draft, value) => value is > 0 and <= 1_000
            ? draft with { Cap = draft.Cap with { Multiple = new(Millionths(value)) } }
            : null,
    };

    /// <summary>Of what points sold are worth, the part that is paid: 1 − retention.</summary>
    public static Knob Payout { get; } = new("payout", new("卖出所付比例", "paid share of a sale"), 0.6, 0.95)
    {
        Now = scenario => scenario.Given.Selling.Retention.Rest.Parts / 1e6,
        Drafts = (_, draft, value) => Share(value) is { } paid
            ? draft with { Selling = draft.Selling with { Retention = paid.Rest } }
            : null,
    };

    /// <summary>Share of the members who sell as soon as they have bought.</summary>
    public static Knob AtOnce { get; } = new("at-once", new("立即卖出的占比", "share selling at once"), 0, 0.6)
    {
        Now = scenario => WeightOf(scenario.Behaviours.Where(one => one.Sells is SellsWhen.AtOnce))
            / (double)WeightOf(scenario.Behaviours),
        Turns = TurnAtOnce,
    };

    /// <summary>Mean days that points are held by those who sell after a time; nobody then holds for ever.</summary>
    public static Knob Holding { get; } = new(
        "holding", new("平均持有天数", "mean days held"), 10, 1_000, IsLogarithmic: true)
    {
        Now = scenario => HoldingOf(scenario),
        Turns = TurnHolding,
    };

    /// <summary>Growth of orders a day, as a fraction.</summary>
    public static Knob Growth { get; } = new("growth", new("订单日增长", "growth of orders a day"), -0.005, 0.01)
    {
        Now = scenario => scenario.Arrivals.Shape switch
        {
            ArrivalShape.Flat => 0,
            ArrivalShape.Exponential => scenario.Arrivals.Growth,
            _ => null,
        },
        Turns = (scenario, value) => value is > -1 and <= 10
            ? scenario with
            {
                Arrivals = scenario.Arrivals with { Shape = ArrivalShape.Exponential, Growth = value },
            }
            : null,
    };

    public static Knob Returning { get; } = new("returning", new("老会员下单占比", "orders by returning buyers"), 0, 0.8)
    {
        Now = scenario => scenario.ReturningBuyers.Parts / 1e6,
        Turns = (scenario, value) => Share(value) is { } share ? scenario with { ReturningBuyers = share } : null,
    };

    public static Knob Repurchase { get; } = new("repurchase", new("退出后复投占比", "buying again after an exit"), 0, 0.5)
    {
        Now = scenario => scenario.Repurchase.Parts / 1e6,
        Turns = (scenario, value) => Share(value) is { } share ? scenario with { Repurchase = share } : null,
    };

    public static ImmutableArray<Knob> All { get; } =
        [Kappa, Mu, Cap, Payout, AtOnce, Holding, Growth, Returning, Repurchase];

    /// <summary>
    /// The six of the sensitivity study; holding times go from a fiftieth of the scenario's days to twice them.
    /// </summary>
    public static ImmutableArray<Knob> BoxOf(Scenario scenario) =>
        Fitting(scenario, [Kappa, Mu, Cap, Payout, AtOnce, HoldingFor(DaysOf(scenario))]);

    /// <summary>All that the scenario can be given both ends of; holding times as in <see cref="BoxOf"/>.</summary>
    public static ImmutableArray<Knob> AllOf(Scenario scenario) => Fitting(
        scenario, All.Select(knob => knob == Holding ? HoldingFor(DaysOf(scenario)) : knob));

    public static Knob? Find(string name) => All.FirstOrDefault(knob => knob.Name == name);

    /// <summary>Days until all of the scenario's orders have arrived.</summary>
    internal static int DaysOf(Scenario scenario)
    {
        const int longest = 3_650;
        var curve = new ArrivalCurve(scenario.Arrivals, scenario.Orders);
        var days = 0;
        for (var sum = 0L; sum < scenario.Orders && days < longest; days++)
        {
            sum += curve.On(days);
        }

        return days;
    }

    internal static Knob HoldingFor(int days) => Holding with { From = Math.Max(1, days / 50.0), To = days * 2 };

    private static ImmutableArray<Knob> Fitting(Scenario scenario, IEnumerable<Knob> knobs) =>
        [.. knobs.Where(knob => knob.Set(scenario, knob.From) is not null && knob.Set(scenario, knob.To) is not null)];

    private static long Millionths(double value) => (long)((value * 1_000_000) + 0.5);

    private static Rate? Share(double value) =>
        value is >= 0 and <= 1 ? Rate.FromParts((int)Millionths(value)) : null;

    private static long WeightOf(IEnumerable<Behaviour> behaviours) =>
        behaviours.Sum(behaviour => (long)behaviour.Weight);

    private static int Taken(SplitSettings split) =>
        split.Platform.Parts + (split.UnassignedToPool ? 0 : split.RewardBudget.Parts);

    private static double? KappaOf(Scenario scenario)
    {
        var (spent, entered) = (0.0, 0.0);
        foreach (var kind in scenario.Kinds)
        {
            var spend = kind.Weight * (double)(kind.From.Units + kind.To.Units);
            spent += spend;
            entered += kind.Commission == Rate.Zero
                ? 0
                : spend * (kind.Commission.Parts - Taken(scenario.Given.Split)) / Rate.PartsPerWhole;
        }

        return entered > 0 ? entered / spent : null;
    }

    // The mix of commissions stays: each kind brings the pool so many times what it brought.
    private static Rate? Scaled(Rate commission, Scenario scenario, double kappa)
    {
        var taken = Taken(scenario.Given.Split);
        if (commission == Rate.Zero || KappaOf(scenario) is not { } now)
        {
            return commission;
        }

        return Share((taken + ((commission.Parts - taken) * kappa / now)) / Rate.PartsPerWhole);
    }

    private static PlanDraft? WithKappa(Scenario scenario, PlanDraft draft, double value) =>
        value > 0 && Scaled(draft.Split.Commission, scenario, value) is { } commission && KappaOf(scenario) is not null
            ? draft with { Split = draft.Split with { Commission = commission } }
            : null;

    private static Scenario? TurnKappa(Scenario scenario, double value)
    {
        var kinds = scenario.Kinds.Select(kind => (kind, Rate: Scaled(kind.Commission, scenario, value))).ToArray();
        var least = scenario.Given.Split.Platform.Parts + scenario.Given.Split.RewardBudget.Parts;
        return kinds.All(one => one.Rate is { } rate && (rate.Parts == 0 || rate.Parts >= least))
            ? scenario with { Kinds = [.. kinds.Select(one => one.kind with { Commission = one.Rate!.Value })] }
            : null;
    }

    // Whoever sells at once stands first and all weights sum to the same: a member who does at one share does at more.
    private static Scenario? TurnAtOnce(Scenario scenario, double value)
    {
        if (Share(value) is not { } share)
        {
            return null;
        }

        var others = scenario.Behaviours.Where(one => one.Sells is not SellsWhen.AtOnce).ToArray();
        others = others.Length == 0 ? [new(1, SellsWhen.Never)] : others;
        var (sum, given, rest) = (WeightOf(others), 0L, (long)Weight - share.Parts);
        var behaviours = ImmutableArray.CreateBuilder<Behaviour>();
        behaviours.Add(new(share.Parts, SellsWhen.AtOnce));
        var upTo = 0L;
        foreach (var other in others)
        {
            upTo += other.Weight;
            var until = rest * upTo / sum;
            behaviours.Add(other with { Weight = (int)(until - given) });
            given = until;
        }

        return scenario with { Behaviours = [.. behaviours.Where(one => one.Weight > 0)] };
    }

    private static double? HoldingOf(Scenario scenario)
    {
        var after = scenario.Behaviours.Where(one => one.Sells is SellsWhen.After).ToArray();
        return after.Length == 0 ? null : after.Sum(one => one.Weight * MeanDays(one)) / WeightOf(after);
    }

    private static double MeanDays(Behaviour behaviour) => behaviour.Shape is HoldingShape.Empirical
        ? behaviour.Quantiles.Zip(behaviour.Quantiles.Skip(1)).Sum(pair =>
            (pair.Second.BasisPoints - pair.First.BasisPoints) * (pair.First.Value + pair.Second.Value) / 20_000.0)
        : behaviour.Days;

    private static Scenario? TurnHolding(Scenario scenario, double value)
    {
        if (value is not (> 0 and <= 36_500)
            || scenario.Behaviours.All(one => one.Sells is SellsWhen.AtOnce or SellsWhen.AtMultiple))
        {
            return null;
        }

        var now = HoldingOf(scenario);
        return scenario with
        {
            Behaviours =
            [
                .. scenario.Behaviours.Select(one => one.Sells switch
                {
                    SellsWhen.After => Stretched(one, value / Math.Max(now!.Value, 1e-9)),
                    SellsWhen.Never => one with { Sells = SellsWhen.After, Shape = default, Days = value },
                    _ => one,
                }),
            ],
        };
    }

    private static Behaviour Stretched(Behaviour behaviour, double factor) => behaviour with
    {
        Days = behaviour.Days * factor,
        Quantiles = behaviour.Quantiles.IsDefaultOrEmpty
            ? behaviour.Quantiles
            : [.. behaviour.Quantiles.Select(one => one with { Value = (long)((one.Value * factor) + 0.5) })],
    };
}
