using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Tests;

/// <summary>Small scenarios of every sort, leaning to the edges; a number gives the same one again.</summary>
internal static class RandomWorlds
{
    public static Scenario Of(int number, long orders, bool refunds)
    {
        var dice = new Dice((ulong)number + 7_000);
        var plan = Worlds.Approve(PlanOf(dice));
        return new()
        {
            Id = $"random-{number}",
            Name = new("随机", "random"),
            Given = plan,
            Plan = plan,
            Seed = dice.Next(),
            Orders = orders,
            Afterwards = (int)dice.Below(60),
            Arrivals = new() { PerDay = Math.Max(1, orders / (10 + dice.Below(90))) },
            Kinds = [.. Enumerable.Range(0, 1 + (int)dice.Below(3)).Select(_ => KindOf(dice))],
            Behaviours = [.. Enumerable.Range(0, 1 + (int)dice.Below(4)).Select(_ => BehaviourOf(dice))],
            ReturningBuyers = dice.Chance(1, 2) ? Rate.Zero : Rate.FromParts((int)dice.Below(900_000)),
            Repurchase = dice.Chance(1, 2) ? Rate.Zero : Rate.FromParts((int)dice.Below(1_000_000)),
            RepurchaseAfterDays = 1 + (int)dice.Below(5),
            Refunds = refunds
                ? new(Rate.FromParts((int)dice.Below(300_000)), (int)dice.Below(20), dice.Chance(1, 2)
                    ? Rate.Whole
                    : Rate.FromParts((int)dice.Below(1_000_000)))
                : null,
            Injections = [.. Enumerable.Range(0, (int)dice.Below(4)).Select(_ => new PlannedInjection(
                (int)dice.Below(40), Money.FromUnits(1 + dice.Below(dice.Chance(1, 2) ? 100 : 50_000_000_000))))],
            Panic = dice.Chance(1, 3) ? new(Rate.FromParts(900_000), Rate.FromParts(100_000)) : null,
            Run = dice.Chance(1, 4) ? RunOrder.Random : dice.Chance(1, 4) ? RunOrder.InsidersFirst : null,
        };
    }

    private static PlanDraft PlanOf(Dice dice) => Worlds.WorkedPlan with
    {
        Pool = new()
        {
            Float = dice.Chance(1, 2) ? Money.Zero : Money.FromYuan(100),
            MintRatio = Rate.FromParts(1 + (int)dice.Below(999_998)),

            // Low, so that points are split again and again.
            SplitAt = Money.FromYuan(10 + dice.Below(20)),
            MaxMintValuePerOrder = dice.Chance(1, 4) ? Money.FromYuan(20) : null,
        },
        Split = new() { UnassignedToPool = dice.Chance(1, 2) },
        Selling = new() { Retention = Rate.FromParts((int)dice.Below(900_000)) },
        Cap = new()
        {
            Automatic = true,
            Multiple = dice.Chance(1, 6) ? null : new(1 + dice.Below(dice.Chance(1, 2) ? 400_000 : 2_000_000)),
        },
    };

    private static OrderKind KindOf(Dice dice)
    {
        var from = Money.FromUnits(Money.UnitsPerFen * (1 + dice.Below(dice.Chance(1, 3) ? 500 : 200_000)));
        var to = dice.Chance(1, 2) ? from : from + Money.FromUnits(Money.UnitsPerFen * dice.Below(100_000));
        return new(1 + (int)dice.Below(5), from, to, Rate.FromParts(40_000 + (int)dice.Below(900_000)));
    }

    private static Behaviour BehaviourOf(Dice dice) => (dice.Below(6) switch
    {
        0 => new Behaviour(1, SellsWhen.Never),
        1 => new Behaviour(1, SellsWhen.AtOnce),
        2 => new Behaviour(1, SellsWhen.AtMultiple) { Multiple = new(dice.Below(1_200_000)) },
        3 => new Behaviour(1, SellsWhen.After)
        {
            Shape = HoldingShape.Weibull, Days = 1 + dice.Below(30), Steepness = 0.5 + dice.Below(3),
        },
        4 => new Behaviour(1, SellsWhen.After)
        {
            Shape = HoldingShape.Empirical, Quantiles = [new(0, 0), new(5_000, 3), new(10_000, 40)],
        },
        _ => new Behaviour(1, SellsWhen.After) { Days = 1 + dice.Below(30) },
    }) with { Weight = 1 + (int)dice.Below(4) };
}
