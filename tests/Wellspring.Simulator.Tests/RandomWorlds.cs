using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Tests;

/// <summary>Small scenarios of every sort, leaning to the edges; a number gives the same one again.</summary>
internal static class RandomWorlds
{
    /// <param name="legacy">Whether an old debt is worked off beside.</param>
    public static Scenario Of(int number, long orders, bool refunds, bool legacy = false)
    {
        var dice = new Dice((ulong)number + 7_000);
        var draft = PlanOf(dice, sells: number % 9 != 0);
        var debts = new Dice((ulong)number + 9_000);
        var plan = Worlds.Approve(legacy ? draft with { Legacy = LegacyOf(debts) } : draft);
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
            Legacy = legacy ? DebtOf(debts) : null,
            Washing = legacy && debts.Chance(1, 2) ? WashingOf(debts) : null,
            SellOffs = [.. Enumerable.Range(0, (int)debts.Below(3)).Select(_ => new PlannedSale(
                (int)debts.Below(60), Rate.FromParts((int)debts.Below(1_000_001))))],
            Panic = dice.Chance(1, 3) ? new(Rate.FromParts(900_000), Rate.FromParts(100_000)) : null,
            Run = dice.Chance(1, 4) ? RunOrder.Random : dice.Chance(1, 4) ? RunOrder.InsidersFirst : null,
        };
    }

    private static PlanDraft PlanOf(Dice dice, bool sells) => Worlds.WorkedPlan with
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
        Selling = new() { Retention = Rate.FromParts((int)dice.Below(900_000)), Enabled = sells },
        Redeeming = new() { RedeemRate = sells ? Rate.Whole : Rate.FromParts(1_000_000 - (int)dice.Below(500_000)) },
        Cap = new()
        {
            Automatic = true,
            Multiple = dice.Chance(1, 6) ? null : new(1 + dice.Below(dice.Chance(1, 2) ? 400_000 : 2_000_000)),
        },
    };

    private static LegacySettings LegacyOf(Dice dice) => new()
    {
        Coin = new()
        {
            Rate = dice.Chance(1, 2) ? Rate.Whole : Rate.FromParts(300_000 + (int)dice.Below(700_000)),
            DepositRate = dice.Chance(1, 4) ? Rate.Zero : Rate.FromParts((int)dice.Below(500_000)),
            MaxShareOfOrder = Rate.FromParts(100_000 + (int)dice.Below(900_001)),
        },
        Release = new()
        {
            Rule = (ReleaseRule)(1 + dice.Below(3)),
            Periods = 1 + (int)dice.Below(12),
            Period = Duration.Days(1 + (int)dice.Below(10)),
            DailyCap = Rate.FromParts(10_000 + (int)dice.Below(990_001)),
            Order = (CreditorOrder)(1 + dice.Below(2)),
        },
    };

    private static OldDebt DebtOf(Dice dice) => new(Money.FromYuan(1_000 + dice.Below(200_000)))
    {
        Creditors = 1 + (int)dice.Below(40),
        Tail = 0.6 + dice.Below(3),
        Consent = dice.Chance(1, 3) ? Rate.Whole : Rate.FromParts((int)dice.Below(1_000_001)),
        OwnMoney = Money.FromYuan(dice.Below(30_000)),
        GrowthParts = (int)dice.Below(400_000) - 200_000,
        PlatformShare = Rate.FromParts((int)dice.Below(1_000_001)),
        Demand = dice.Chance(1, 2) ? null : Money.FromYuan(1 + dice.Below(20_000)),
        ShareOfInflow = dice.Chance(1, 2) ? Rate.Zero : Rate.FromParts((int)dice.Below(900_000)),
        Months = 1 + (int)dice.Below(8),
    };

    private static Washing WashingOf(Dice dice) => new(
        1 + (int)dice.Below(5), 1 + (int)dice.Below(10), Money.FromYuan(1 + dice.Below(2_000)),
        Rate.FromParts(40_000 + (int)dice.Below(900_000)))
    {
        Then = dice.Chance(1, 2) ? WashEnd.Sell : WashEnd.Refund,
        AfterDays = (int)dice.Below(8),
        FromDay = (int)dice.Below(30),
        UntilDay = 30 + (int)dice.Below(60),
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
