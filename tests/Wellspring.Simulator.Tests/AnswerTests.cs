using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator.Tests;

/// <summary>The questions of spec/simulator 3.2, with the figures published for the worked example.</summary>
public sealed class AnswerTests(AnswerTests.Runs runs) : IClassFixture<AnswerTests.Runs>
{
    /// <summary>Runs that several tests read.</summary>
    public sealed class Runs
    {
        public SimulationResult Million { get; } = SimulatorRun.Fast(Worlds.Worked(1_000_000));

        public SimulationResult Stops { get; } = SimulatorRun.Fast(Worlds.Worked(200_000) with
        {
            Behaviours = [new(1, SellsWhen.After) { Days = 20 }],
            Afterwards = 400,
        });
    }

    [Fact]
    public void Members_1_10_100_and_300_reach_the_cap_when_the_rules_say()
    {
        Assert.Equal(
            [(1, 1_137L), (10, 24_938), (100, 262_255), (300, 786_554)],
            from recovery in runs.Million.Recoveries
            where recovery is { Target: RecoveryTarget.Cap, Member: 1 or 10 or 100 or 300 }
            select (recovery.Member, recovery.Orders ?? -1));
        Assert.Null(Found(runs.Million, 1_000, RecoveryTarget.Cap).Orders);
        Assert.Null(Found(runs.Million, 1_000, RecoveryTarget.Cap).MonthsWaited);
        Assert.Equal("26.2", Found(runs.Million, 300, RecoveryTarget.Cap).MonthsWaited);
    }

    [Theory]
    [InlineData(RecoveryTarget.Rebate, 160_000_000)]
    [InlineData(RecoveryTarget.Half, 500_000_000)]
    [InlineData(RecoveryTarget.FourFifths, 800_000_000)]
    public void A_member_has_so_much_back_with_the_very_order_that_brings_it(RecoveryTarget target, long units)
    {
        foreach (var member in new[] { 1, 3, 10 })
        {
            var orders = Found(runs.Million, member, target).Orders!.Value;

            Assert.True(WorthOf(member, orders) >= units, $"member {member} has it after {orders}");
            Assert.True(WorthOf(member, orders - 1) < units, $"member {member} did not have it one order before");
        }

        // What a sale of the member's points would pay, from a run that ends there.
        static long WorthOf(int member, long orders)
        {
            var scenario = Worlds.Worked(orders);
            var pool = new FastPool(scenario.Plan, 1, once: true);
            using var simulation = new Simulation(scenario, pool, 0, null);
            simulation.Run();
            return Kernel.Paid(pool.Backing.Value(pool.Held(member)), scenario.Plan.Selling.Retention).Units;
        }
    }

    [Fact]
    public void Whoever_is_sold_out_early_never_has_more_back_than_that()
    {
        var result = SimulatorRun.Fast(Worlds.Worked(50_000) with
        {
            Arrivals = new() { PerDay = 100 },
            Behaviours = [new(1, SellsWhen.After) { Days = 5 }],
        });

        var last = Found(result, 10_000, RecoveryTarget.FourFifths);
        Assert.Null(last.Orders);
        var path = result.Followed.Single(followed => followed.Member == 10_000).GotBack;
        Assert.Null(path[0]);
        Assert.Equal(path[^1], path[^2]);
        Assert.InRange(path[^1]!.Value, 50_000, 400_000);
    }

    [Fact]
    public void The_promise_is_a_sixth_covered_and_what_sellers_leave_behind_adds_little()
    {
        Assert.All(runs.Million.Marks.Take(4), mark =>
        {
            Assert.Equal(mark.Orders, mark.Live);
            Assert.Equal(Money.FromYuan(1_000 * mark.Orders), mark.LiveSpend);
            Assert.Equal(166_666, runs.Million.CoverageAt(mark)!.Value.Share);
        });
        var end = runs.Million.CoverageAt(runs.Million.End)!.Value;
        Assert.Equal(999_619, runs.Million.End.Live);
        Assert.Equal("959634240.000000", end.Promise.ToString());
        Assert.Equal(166_349, end.Share);
        Assert.Null(runs.Stops.CoverageAt(runs.Stops.End)!.Value.Share);
        var uncapped = SimulatorRun.Fast(Worlds.Worked(10, Worlds.WorkedPlan with { Cap = new() { Multiple = null } }));
        Assert.Null(uncapped.CoverageAt(uncapped.End));
    }

    [Fact]
    public void A_member_at_the_cap_got_800_of_960_yuan_from_five_orders_of_others()
    {
        var capped = runs.Million.DependenceOfCapped;

        Assert.Equal(381, capped.Members);
        Assert.Equal(Money.FromYuan(960), capped.PaidEach);
        Assert.Equal(Money.FromYuan(800), capped.OthersEach);
        Assert.Equal(833_333, capped.ShareFromOthers);
        Assert.Equal(5_000, capped.OrdersOfOthers);
        Assert.Equal(runs.Stops.Paid, runs.Stops.Dependence.Paid);
        Assert.Equal(
            runs.Stops.FromOthers,
            runs.Stops.Cohorts.Aggregate(Money.Zero, (sum, cohort) => sum + (cohort.Received - cohort.OwnPart)));
    }

    [Fact]
    public void After_growth_stopped_deciles_stand_where_the_specification_measured_them()
    {
        var (medians, capped) = (
            runs.Stops.Cohorts.Select(cohort => cohort.Together.P50 / 1e6).ToList(),
            runs.Stops.Cohorts.Select(cohort => (double)cohort.Capped / cohort.Members).ToList());

        Assert.Equal(0.157, medians[0], 0.002);
        Assert.All(medians.Skip(1).Take(8), median => Assert.InRange(median, 0.120, 0.130));
        Assert.Equal(0.114, medians[9], 0.002);
        Assert.Equal(0.016, capped[0], 0.001);
        Assert.All(capped.Skip(1), share => Assert.InRange(share, 0, 0.007));
        Assert.Equal(0, runs.Stops.Cohorts[9].Capped);

        var stop = runs.Stops.Stop!;
        Assert.Equal((200_000L, 199), (stop.Orders, stop.Day));
        Assert.Equal(200_000, stop.All.Members);
        Assert.Equal(runs.Stops.Cohorts[0].Together.P50, stop.Cohorts[0].Together.P50);
        Assert.True(stop.Cohorts[9].ValueIfSold > Money.Zero && stop.Cohorts[9].Together.P50 < 110_000);
        Assert.Null(runs.Million.Stop);
    }

    [Fact]
    public void Icons_bins_and_dots_stand_for_everybody()
    {
        foreach (var outcome in runs.Stops.Cohorts.Append(runs.Million.All).Append(runs.Stops.All))
        {
            Assert.Equal(1_000, outcome.Classes.Sum(part => part.OfThousand));
            Assert.Equal(outcome.Members, outcome.Classes.Sum(part => part.Members));
            Assert.Equal(1_000, outcome.Bins.Sum(bin => bin.OfThousand));
            Assert.Equal(outcome.Members, outcome.Bins.Sum(bin => bin.Members));
            Assert.Equal(outcome.Capped, outcome.Classes[^1].Members);
            Assert.Equal(outcome.Dots.Order(), outcome.Dots);
            Assert.Equal(20, outcome.Dots.Length);
        }

        var all = runs.Million.All;
        Assert.Equal(
            all.BeatsRebate,
            all.Classes.Where(part => part.Class >= OutcomeClass.AboveRebate).Sum(part => part.Members));
        Assert.Equal([0, 854, 143, 3, 0], all.Classes.Select(part => part.OfThousand));
    }

    [Theory]
    [InlineData("1 1 1", "334 333 333")]
    [InlineData("0 0 7", "0 0 1000")]
    [InlineData("0 0", "0 0")]
    [InlineData("999999 1", "1000 0")]
    [InlineData("2 2 2 1", "286 286 285 143")]
    public void Counts_become_a_thousand_and_no_more(string counts, string expected) => Assert.Equal(
        expected, string.Join(' ', OutcomeBins.OfThousand([.. counts.Split(' ').Select(long.Parse)])));

    [Fact]
    public void The_path_has_at_most_two_hundred_points_in_order_and_ends_at_the_end()
    {
        var crowd = SimulatorRun.Fast(Worlds.Worked(300_000) with
        {
            Arrivals = new() { PerDay = 50 },
            Behaviours = [new(1, SellsWhen.After) { Days = 900 }],
            Run = RunOrder.Random,
        });

        foreach (var result in new[] { crowd, runs.Million, runs.Stops })
        {
            Assert.InRange(result.Path.Length, 60, 200);
            Assert.Equal(result.Path.OrderBy(point => point.Orders).ThenBy(point => point.Day), result.Path);
            Assert.Equal(result.Backing, result.Path[^1].Backing);
            Assert.All(result.Followed, followed => Assert.Equal(result.Path.Length, followed.GotBack.Length));
        }

        // 10^6 orders: 82.7 (spec 3.2, question 8), and 2 922 when half sell at once.
        Assert.Equal(82.7, Portable.Power(10, runs.Million.Path[^1].LogIndex / 1e6), 0.05);
        var half = SimulatorRun.Fast(Worlds.SellingAtOnce(1_000_000, 50));
        Assert.Equal(1, Portable.Power(10, half.Path[^1].LogIndex / 1e6) / 2_922, 0.04);
    }

    [Fact]
    public void Selling_more_is_what_a_commission_costs_a_merchant()
    {
        Assert.Equal(4_000_000, Uplift(20, 25));
        Assert.Equal(2_000_000, Uplift(20, 30));
        Assert.Equal(1_000_000, Uplift(20, 40));
        Assert.Equal(666_667, Uplift(20, 50));
        Assert.Null(Uplift(20, 20));
        Assert.Null(Uplift(20, 10));
        Assert.Equal(0, Uplift(0, 10));
        Assert.Equal(8, runs.Million.Merchants.Length);

        static long? Uplift(int commission, int margin) => new MerchantMargin(
            Rate.FromParts(commission * 10_000), Rate.FromParts(margin * 10_000)).BreakEvenUplift;
    }

    [Fact]
    public void The_platform_takes_its_share_and_the_first_tenth_holds_a_fifth()
    {
        var take = runs.Million.Take!;

        Assert.Equal(Money.FromYuan(1_000_000_000), take.Turnover);
        Assert.Equal(Money.FromYuan(20_000_000), take.Platform);
        Assert.Equal(Money.FromYuan(20_000_000), take.Budget);
        Assert.False(take.BudgetToPool);
        Assert.Equal("91440.681433", take.Kept.ToString());
        var tenth = take.Insiders.Single(insider => insider.First == Rate.FromParts(100_000));
        Assert.Equal(0.1995, tenth.IfNobodySold / 1e6, 0.0001);
        Assert.InRange(tenth.Share, 190_000, 200_000);
    }

    [Fact]
    public void Without_splits_the_digits_of_a_point_would_run_out()
    {
        var horizon = runs.Million.Horizon!;

        Assert.Equal(Money.FromYuan(112), horizon.MintValue);
        Assert.Equal(
            ["10.3 0.10 0.30 0.68", "2.4 0.44 1.27 2.93", "0.8 1.31 3.81 8.80", "0.2 5.31 15.44 35.69"],
            horizon.Rows.Select(row => string.Join(
                ' ', row.Years.Select(years => Decimals.Write(years.Years!.Value, 2))
                    .Prepend(Decimals.Write((row.DecadesPerYear + 50) / 100, 1)))));
        Assert.Equal(11_200_000, horizon.SmallestMint);
    }

    [Fact]
    public void The_last_seller_leaves_a_fifth_of_what_was_left_without_an_owner()
    {
        var run = SimulatorRun.Fast(Worlds.Worked(1_000) with { Run = RunOrder.InsidersFirst });

        var last = run.Last!;
        var beforeLast = last.LastPaid + last.Left;
        Assert.Equal(0.2, (double)last.Left.Units / beforeLast.Units, 1e-6);
        Assert.Equal(run.Backing.Reserve, last.Left);
        Assert.True(last.Left > Money.Zero && last.LastSpent == Money.FromYuan(1_000));
        Assert.Null(runs.Million.Last);
        var withFloat = Worlds.WorkedPlan with { Pool = new() { Float = Money.FromYuan(100) } };
        Assert.Null(SimulatorRun.Fast(Worlds.Worked(1_000, withFloat) with { Run = RunOrder.Random }).Last);
    }

    [Fact]
    public void Members_who_come_back_and_refunds_are_counted_by_what_they_hold_now()
    {
        for (var number = 0; number < 60; number++)
        {
            var scenario = RandomWorlds.Of(3_000 + number, 800, refunds: number % 2 == 0) with { Run = null };
            var pool = new CommandPool(scenario);
            using var simulation = new Simulation(scenario, pool, 0, null);

            var end = simulation.Run().End;

            var holders = Enumerable.Range(1, pool.Members).Where(member => pool.Held(member) > Points.Zero).ToList();
            Assert.True(holders.Count == end.Live, $"scenario {number}: {holders.Count} hold, {end.Live} counted");
            Assert.Equal(holders.Sum(member => pool.Basis(member).Units), end.LiveSpend.Units);
        }
    }

    private static Recovery Found(SimulationResult result, long member, RecoveryTarget target) =>
        result.Recoveries.Single(recovery => recovery.Member == member && recovery.Target == target);
}
