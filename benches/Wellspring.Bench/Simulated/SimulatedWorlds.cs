using Wellspring.Core;
using Wellspring.Simulator;

namespace Wellspring.Bench.Simulated;

/// <summary>The scenarios that the simulator's speed is measured with.</summary>
internal static class SimulatedWorlds
{
    /// <summary>Each member one order of 1,000 yuan; nobody sells, so that every lot stays until its cap.</summary>
    public static Scenario Worked(long orders) => new()
    {
        Id = "worked-example",
        Name = new("演算示例", "Worked example"),
        Given = Given.WorkedExample,
        Plan = Given.WorkedExample,
        Orders = orders,
        Kinds = [new(1, Money.FromYuan(1_000), Money.FromYuan(1_000), Rate.FromParts(200_000))],
        Behaviours = [new(1, SellsWhen.Never)],
    };

    /// <summary>Caps over several orders of a member, two sorts of orders, three behaviours, buying again.</summary>
    public static Scenario Rich(long orders) => Worked(orders) with
    {
        Kinds =
        [
            new(2, Money.FromYuan(10), Money.FromYuan(500), Rate.FromParts(200_000)),
            new(1, Money.FromYuan(1_000), Money.FromYuan(1_000), Rate.FromParts(100_000)),
        ],
        Behaviours =
        [
            new(1, SellsWhen.AtOnce), new(1, SellsWhen.After) { Days = 100 }, new(1, SellsWhen.Never),
        ],
        ReturningBuyers = Rate.FromParts(300_000),
        Repurchase = Rate.FromParts(200_000),
    };

    /// <summary>Everybody sells some time, twenty days after buying on the average: lots come and go.</summary>
    public static Scenario Leaving(long orders) => Worked(orders) with
    {
        Behaviours = [new(1, SellsWhen.After) { Days = 20 }],
        Arrivals = new() { PerDay = 20_000 },
        Afterwards = 1_000,
    };
}
