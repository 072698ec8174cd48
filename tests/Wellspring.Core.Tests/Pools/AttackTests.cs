using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Pools;

/// <summary>Pool-rules 6: the last holder who inflates the price of one unit, in its three forms.</summary>
public sealed class AttackTests
{
    private static readonly Points OneUnit = Points.FromUnits(1);

    [Fact]
    public void On_the_bare_arithmetic_the_attacker_takes_the_buyers_money()
    {
        var backing = Backing.Open(1L.Yuan, Money.Zero);
        var pays = 80.Percent;
        var points = backing.Buys(1120L.Yuan)!.Value;
        backing = backing.Deposit(1600L.Yuan, points);
        var first = pays.Of(backing.Value(points - OneUnit));
        backing = backing.Burn(points - OneUnit, first);

        for (var buyer = 0; buyer < 3; buyer++)
        {
            Assert.Equal(Points.Zero, backing.Buys(112L.Yuan));
            backing = backing.Deposit(160L.Yuan, Points.Zero);
        }

        var second = pays.Of(backing.Value(OneUnit));
        Assert.Equal(Yuan("1919.999999"), first + second);
    }

    [Fact]
    public void With_splits_but_without_a_float_it_still_pays_a_little()
    {
        var desk = Attack(WorkedExample);

        Assert.Equal(Yuan("1607.13565"), desk["attacker"].SaleMoney);
        Assert.True(desk["buyer-1"].Points > Points.Zero);
    }

    [Fact]
    public void With_a_float_of_100_the_attack_loses()
    {
        var desk = Attack(WorkedExample with { Pool = new() { Float = 100L.Yuan } });

        Assert.True(desk["attacker"].SaleMoney < 1600L.Yuan, $"{desk["attacker"].SaleMoney}");
    }

    /// <summary>1600 into the pool, all but one unit sold, three buyers, and the rest sold.</summary>
    private static Desk Attack(PlanDraft draft)
    {
        var desk = new Desk(draft);
        desk.Settle("attacker", "10000.00");
        var held = desk["attacker"].Points;
        desk.Sell("attacker", (held - OneUnit).ToString());
        for (var buyer = 1; buyer <= 3; buyer++)
        {
            desk.Settle($"buyer-{buyer}", "1000.00");
        }

        desk.Sell("attacker");
        return desk;
    }
}
