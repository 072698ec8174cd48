using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>Question 13: sell-offs, self-orders, refunds, limits, goods, the end of a pool, and who bears it.</summary>
public sealed class EventTests
{
    [Fact]
    public void When_half_the_holders_sell_the_price_rises_and_with_no_new_orders_that_is_all_that_is_left()
    {
        var world = Worlds.Worked(40_000) with
        {
            Arrivals = new() { PerDay = 400 }, SellOffs = [new(50, Rate.FromParts(500_000))], Afterwards = 1,
        };

        var on = SimulatorRun.Run(world);
        var stopped = SimulatorRun.Run(world with { Arrivals = new() { PerDay = 400, StopsAfterDay = 50 } });

        // The price rises in both; only new orders pay anybody more than it did before.
        Assert.True(stopped.Orders == 20_400 && on.Orders == 40_000);
        Assert.InRange(stopped.All.SoFar.P75, 1, 200_000);
        Assert.Equal(stopped.Into, stopped.Paid + stopped.Backing.Pool);
        Assert.Equal(160L * 20_400, stopped.Into.Units / 1_000_000);
        Assert.True(on.All.Capped >= stopped.All.Capped);
        AssertSame(world);
    }

    [Theory]
    [InlineData(WashEnd.Sell)]
    [InlineData(WashEnd.Refund)]
    public void Who_orders_from_his_own_shop_to_lift_the_price_gains_nothing_by_it(WashEnd then)
    {
        var world = Worlds.Worked(3_000, Worlds.WorkedPlan with { Pool = new() { Float = Money.FromYuan(1_000) } })
            with { Arrivals = new() { PerDay = 100 } };

        var plain = SimulatorRun.ByCommands(world);
        var washed = SimulatorRun.Run(world with
        {
            Washing = new(5, 20, Money.FromYuan(1_000), Rate.FromParts(200_000)) { Then = then, FromDay = 5 },
        });

        var wash = washed.Washed!;
        Assert.True(wash.Orders > 400, $"{wash.Orders}");
        Assert.True(wash.NetUnits < 0, $"{wash.NetUnits}");
        Assert.Equal(3_000, washed.All.Members);
        Assert.True(washed.All.Together.Mean >= plain.All.Together.Mean, "what they lose the members have");
        if (then is WashEnd.Refund)
        {
            Assert.True(wash.Refunds.Refunds > 300);
            Assert.Equal(wash.Refunds.Due, wash.Refunds.FromPool + wash.Refunds.FromPayees
                + wash.Refunds.FromMembers + wash.Refunds.FromPlatform);
        }
    }

    [Fact]
    public void A_refund_after_the_points_are_sold_is_owed_by_the_member_and_the_rest_is_the_platforms()
    {
        var result = SimulatorRun.Run(Worlds.SellingAtOnce(2_000, 100) with
        {
            Refunds = new(Rate.FromParts(200_000), 5, Rate.Whole), Arrivals = new() { PerDay = 100 },
            Afterwards = 10,
        });

        var refunds = result.Refunded!;
        Assert.InRange(refunds.Refunds, 300, 500);

        // Of the 200 that must come back nothing is in the pool any more: 112 were minted, 88 are the platform's.
        Assert.Equal(Money.Zero, refunds.FromPool);
        Assert.Equal(112 * refunds.Refunds, refunds.FromMembers.Units / 1_000_000);
        Assert.Equal(88 * refunds.Refunds, refunds.FromPlatform.Units / 1_000_000);
        Assert.True(refunds.StillOwed > Money.Zero && refunds.StillOwed <= refunds.FromMembers);
    }

    [Fact]
    public void Where_a_plan_limits_sales_a_holding_is_sold_over_the_days_and_no_day_pays_more()
    {
        var most = Money.FromYuan(20);
        var world = Worlds.Worked(500, Worlds.WorkedPlan with { Selling = new() { MaxAmountPerDay = most } }) with
        {
            Behaviours = [new(1, SellsWhen.AtOnce)], Arrivals = new() { PerDay = 50 },
        };

        var brief = SimulatorRun.Run(world);
        var whole = SimulatorRun.Run(world with { Afterwards = 30 });

        // 112 of value pays 89.60: five days of 20.
        Assert.True(brief.All.SoFar.Min <= 20_000, $"{brief.All.SoFar}");
        Assert.True(whole.All.SoFar.Min >= 85_000, $"{whole.All.SoFar}");
        Assert.Equal(whole.Into, whole.Paid + whole.Backing.Pool + whole.Backing.Reserve);
    }

    [Fact]
    public void Points_that_only_pay_for_goods_are_redeemed_and_both_pools_agree()
    {
        var world = Worlds.Worked(2_000, Worlds.WorkedPlan with
        {
            Selling = new() { Enabled = false }, Redeeming = new() { RedeemRate = Rate.FromParts(950_000) },
            Cap = new() { Multiple = null },
        }) with { Behaviours = [new(1, SellsWhen.AtOnce), new(1, SellsWhen.After) { Days = 20 }], Afterwards = 10 };

        AssertSame(world);
        Assert.True(SimulatorRun.Fast(world).Paid > Money.FromYuan(100_000));
    }

    [Fact]
    public void A_pool_that_closes_pays_everybody_the_whole_value_and_keeps_nothing()
    {
        var result = SimulatorRun.Run(Worlds.Worked(1_000) with { Closes = true });

        Assert.True(result.Backing.IsEmpty);
        Assert.Equal(Money.Zero, result.Backing.Pool);
        Assert.Equal(result.Into, result.Paid + result.Backing.Reserve);
        Assert.True(result.Backing.Reserve.Units < 1_000);
        Assert.InRange(result.All.SoFar.Mean, 159_900, 160_000);
        Assert.Equal(0, result.All.IfSold.P95);
    }

    private static void AssertSame(Scenario world)
    {
        var (fast, real) = (SimulatorRun.Fast(world), SimulatorRun.ByCommands(world));
        Assert.Equal(real.Backing, fast.Backing);
        Assert.Equal((real.Paid, real.Exits), (fast.Paid, fast.Exits));
        Assert.Equal((real.All.SoFar, real.All.IfSold, real.All.Together),
            (fast.All.SoFar, fast.All.IfSold, fast.All.Together));
    }
}
