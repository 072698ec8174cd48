using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Tests;

/// <summary>Spec/simulator 3.1: what every simulation must obey, and what the arithmetic says beforehand.</summary>
public sealed class LawTests
{
    private static readonly Laws Worked = new(0.16, 0.7, 0.8, 1.2);

    [Theory]
    [InlineData(1, 1.4286)]
    [InlineData(2, 1.6807)]
    [InlineData(3, 1.8674)]
    [InlineData(1000, 10.3119)]
    public void While_nobody_sells_the_price_is_the_closed_form(long orders, double price)
    {
        var uncapped = Worlds.WorkedPlan with { Cap = new() { Multiple = null } };

        var end = SimulatorRun.Fast(Worlds.Worked(orders, uncapped)).Backing;

        Assert.Equal(price, Worked.PriceAfter(orders), 0.00005);
        Assert.Equal(price, (double)end.Pool.Units * 100 / end.Circulating.Units, 0.00005);
    }

    [Fact]
    public void The_worked_example_of_a_million_orders_comes_out_to_the_unit()
    {
        var result = SimulatorRun.Fast(Worlds.Worked(1_000_000));

        Assert.Equal([0L, 0, 0, 0, 4, 38, 381], result.Marks.Select(mark => mark.Exits));
        Assert.Equal("15963520.000000", result.Marks[5].Backing.Pool.ToString());
        Assert.Equal("386243.46704297", result.Marks[5].Backing.Circulating.ToString());
        Assert.Equal("365760.000000", result.Paid.ToString());
        Assert.Equal([0.091, 0.098, 0.110, 0.136, 0.221], Rounded(
            result.All.Together.P5, result.All.Together.P25, result.All.Together.P50, result.All.Together.P75,
            result.All.Together.P95));
        Assert.Equal(0.128, result.All.Together.Mean / 1e6, 0.0005);
        Assert.Equal(0.146, (double)result.All.BeatsRebate / result.All.Members, 0.0005);
        Assert.Equal(381, result.All.Capped);
    }

    [Theory]
    [InlineData(0, 0.0381)]
    [InlineData(25, 0.197)]
    [InlineData(50, 0.752)]
    [InlineData(75, 2.69)]
    [InlineData(90, 6.88)]
    public void The_share_capped_is_what_the_law_says(int percent, double measured)
    {
        var result = SimulatorRun.Fast(Worlds.SellingAtOnce(1_000_000, percent));

        var share = 100.0 * result.Exits / result.Orders;
        Assert.Equal(1, share / measured, 0.03);
        Assert.Equal(1, share / (100 * Worked.ShareCapped(percent / 100.0)!.Value), 0.03);
    }

    [Fact]
    public void Without_sellers_at_once_one_member_in_2_623_is_capped()
    {
        Assert.Equal(2623, 1 / Worked.CappedFraction(0)!.Value, 1.0);
        Assert.Equal(169.7, 1 / (Worked with { Mu = 0.5 }).CappedFraction(0)!.Value, 0.1);
    }

    [Fact]
    public void At_92_percent_selling_at_once_the_price_runs_away_and_the_books_still_balance()
    {
        Assert.Equal(0.919, Worked.RunawayShare, 0.0005);
        Assert.Null(Worked.Exponent(0.92));

        var result = SimulatorRun.Fast(Worlds.SellingAtOnce(200_000, 97));

        Assert.True(result.Backing.Scale > 3, $"the price was split {result.Backing.Scale} times");
        Assert.Equal(result.Into, result.Paid + result.Backing.Pool + result.Backing.Reserve);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(90)]
    public void No_more_than_a_sixth_could_ever_be_capped(int percent)
    {
        var result = SimulatorRun.Fast(Worlds.SellingAtOnce(100_000, percent));

        Assert.Equal(0.1667, Worked.MostCapped, 0.0001);
        Assert.Equal(0.10, (Worked with { Cap = 2 }).MostCapped, 1e-9);
        Assert.True((double)result.Exits / result.Orders <= Worked.MostCapped);
        var end = result.Backing;
        Assert.Equal(160L * result.Orders * 1_000_000, (result.Paid + end.Pool + end.Reserve).Units);
    }

    [Fact]
    public void The_first_tenth_of_buyers_owns_a_fifth_while_nobody_sells()
    {
        var uncapped = Worlds.WorkedPlan with { Cap = new() { Multiple = null } };

        var result = SimulatorRun.Fast(Worlds.Worked(100_000, uncapped));

        var all = (double)result.All.ValueIfSold.Units;
        for (var tenth = 1; tenth <= 10; tenth++)
        {
            var owned = result.Cohorts.Take(tenth).Sum(cohort => cohort.ValueIfSold.Units) / all;
            Assert.Equal(Portable.Power(tenth / 10.0, 0.7), owned, 0.001);
        }
    }

    [Fact]
    public void With_a_constant_hazard_the_pool_is_what_the_holding_time_says()
    {
        // 100 orders a day held 50 days: H is 5,000 orders.
        var uncapped = Worlds.WorkedPlan with { Cap = new() { Multiple = null } };
        var scenario = Worlds.Worked(100_000, uncapped) with
        {
            Arrivals = new() { PerDay = 100 },
            Behaviours = [new(1, SellsWhen.After) { Days = 50 }],
        };

        var result = SimulatorRun.Fast(scenario);

        // pool -> kappa x spend of H orders ÷ y; price exp(0.44 H-orders).
        var expected = 0.16 * 1000 * 5_000 / 0.8;
        Assert.InRange(result.Backing.Pool.Units / 1e6 / expected, 0.93, 1.07);
        var growth = Portable.Log(PriceOf(result.Backing) / PriceOf(result.Marks[4].Backing)) / (90_000 / 5_000.0);
        Assert.Equal(0.44, growth, 0.02);
        Assert.Equal(0.16, (result.Paid.Units + result.Backing.Pool.Units) / 1e6 / result.Orders / 1000, 1e-9);
    }

    [Fact]
    public void Without_inflow_doubling_the_price_takes_97_percent_of_the_points()
    {
        var scenario = Worlds.Worked(20_000, Worlds.WorkedPlan with { Cap = new() { Multiple = null } }) with
        {
            Run = RunOrder.InsidersFirst,
        };

        var result = SimulatorRun.Fast(scenario);

        Assert.Equal(0.5, Portable.Power(1 - 0.969, 0.2), 0.001);
        Assert.True(result.Backing.IsEmpty);
    }

    [Fact]
    public void A_run_rewards_the_last_seller_and_gives_nobody_more_than_came_in()
    {
        var scenario = Worlds.Worked(1_000_000) with { Run = RunOrder.Random };

        var result = SimulatorRun.Fast(scenario);

        var medians = result.Queue.Select(place => place.Median / 1e6).ToArray();
        Assert.Equal(0.118, medians[0], 0.002);
        Assert.Equal(0.145, medians[1], 0.002);
        Assert.Equal(0.207, medians[2], 0.003);
        Assert.Equal(0.539, medians[4], 0.03);
        Assert.True(medians[4] > medians[3] && medians[3] > medians[2], string.Join(", ", medians));
        Assert.Equal(0.16, result.Paid.Units / 1e6 / result.Orders / 1000, 0.0001);
    }

    private static double PriceOf(Core.Pools.Backing backing)
    {
        var price = 100.0 * backing.Pool.Units / backing.Circulating.Units;
        for (var split = 0; split < backing.Scale; split++)
        {
            price *= 10;
        }

        return price;
    }

    private static IEnumerable<double> Rounded(params long[] parts) =>
        parts.Select(part => Math.Round(part / 1e6, 3, MidpointRounding.AwayFromZero));
}
