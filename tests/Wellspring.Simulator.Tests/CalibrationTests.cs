using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Simulator.Tests;

/// <summary>Worlds whose truth is known: what is measured must be it, and what they did must be foretold.</summary>
public sealed class CalibrationTests
{
    private const long Day = Instant.MillisecondsPerDay;

    private static Scenario Truth(ulong seed, long orders = 6_000) => Worlds.Worked(orders) with
    {
        Seed = seed,
        Arrivals = new() { PerDay = 40 },
        Kinds =
        [
            new(3, Money.FromYuan(50), Money.FromYuan(400), Rate.FromParts(200_000)),
            new(1, Money.FromYuan(400), Money.FromYuan(3_000), Rate.FromParts(100_000)),
        ],
        Behaviours =
        [
            new(15, SellsWhen.AtOnce), new(60, SellsWhen.After) { Days = 25 }, new(25, SellsWhen.Never),
        ],
    };

    [Fact]
    public void What_is_measured_of_a_known_world_is_its_truth()
    {
        var seen = Watch(Truth(3) with
        {
            ReturningBuyers = Rate.FromParts(300_000),
            Refunds = new(Rate.FromParts(80_000), 9, Rate.FromParts(250_000)),
        });

        Assert.Equal((6_000, 150), (seen.Orders, seen.Counts.Length));
        Assert.All(seen.Counts, count => Assert.Equal(40, count));
        Assert.Equal(0, seen.Trend.Growth!.Value, 1e-9);
        Assert.Equal(0.3, seen.Returning.Parts / 1e6, 0.02);
        Assert.Equal(0.08, (double)seen.Refunds.Orders / seen.Refunds.OfSettled, 0.012);
        Assert.Equal((9, 0.25), (seen.Refunds.MeanDays, Math.Round(seen.Refunds.Part.Parts / 1e6, 3)));
        Assert.Equal(225.0, seen.SpendAt(38).Units / 1e6, 15.0);
        Assert.Equal(2, seen.Kinds.Select(kind => kind.Commission).Distinct().Count());
    }

    [Fact]
    public void Holding_times_come_out_though_most_holders_are_still_there_or_were_capped()
    {
        // Capped at a low multiple, so that many leave before they would have sold.
        var plan = Worlds.WorkedPlan with { Cap = new() { Automatic = true, Multiple = new(250_000) } };
        var approved = Worlds.Approve(plan);
        var seen = Watch(Truth(5) with { Plan = approved, Given = approved });

        Assert.True(seen.Lots.Capped > 300, $"{seen.Lots.Capped} were capped");
        foreach (var days in new[] { 3, 10, 25, 50 })
        {
            // A sale comes on a whole day, up to a day after its time.
            var truth = 0.25 + (0.60 * Math.Exp(-days / 25.0));
            var error = seen.Holding.ErrorAt(days * Day);
            Assert.InRange(error, 0.003, 0.03);
            Assert.Equal(truth, seen.Holding.At(days * Day), (4 * error) + 0.005);
        }

        Assert.Equal(0.85, seen.Holding.At(Day / 2), 0.02);
        Assert.Equal(seen.ByAge.At(25 * Day), seen.Holding.At(25 * Day), 1e-9);
    }

    [Fact]
    public void Whoever_sells_at_a_multiple_is_seen_to_sell_at_that_multiple()
    {
        var seen = Watch(Truth(7) with
        {
            Behaviours = [new(1, SellsWhen.AtMultiple) { Multiple = new(200_000) }, new(1, SellsWhen.Never)],
        });

        Assert.Equal(1, seen.ByMultiple.At(199_000), 0.01);
        Assert.Equal(0.5, seen.ByMultiple.At(230_000), 0.05);
    }

    [Fact]
    public void The_calibrated_scenario_can_be_written_and_read_and_does_what_the_world_did()
    {
        var world = Truth(11);
        var seen = Watch(world);

        var calibrated = CalibratedScenario.Of(seen, "again", 2)!;
        var (read, findings) = ScenarioFile.Read(ScenarioText.Write(calibrated), _ => null);

        Assert.True(read is not null, string.Join("; ", findings));
        var (again, was) = (SimulatorRun.Run(read), SimulatorRun.Run(world));
        Assert.Equal(was.Orders, again.Orders);
        Assert.Equal(1, (double)again.Paid.Units / was.Paid.Units, 0.06);
        Assert.Equal(1, (double)again.Into.Units / was.Into.Units, 0.04);
        Assert.Equal((double)was.All.Together.P50, again.All.Together.P50, was.All.Together.P50 * 0.06);
    }

    [Fact]
    public void A_history_without_sellers_says_so_instead_of_guessing()
    {
        var seen = Watch(Truth(13, 1_000) with { Behaviours = [Worlds.Holds] });

        Assert.Contains(seen.Unknown, sentence => sentence.Zh.Contains("没有人主动卖出", StringComparison.Ordinal));
        Assert.Equal(1, seen.Holding.AtLast);
        var behaviour = Assert.Single(CalibratedScenario.Of(seen, "quiet", 1)!.Behaviours);
        Assert.Equal(SellsWhen.Never, behaviour.Sells);
    }

    [Fact]
    public void Partial_sales_redemptions_and_refunds_take_points_from_the_right_lots()
    {
        var at = new Instant(1_767_542_400_000);
        PoolCommand Order(string id, int day) => new PoolCommand.SettleOrder(
            id, at.Plus(Duration.Days(day)), id, "a", "shop", Money.FromYuan(100), null, []);
        PoolCommand Sell(string id, int day, PointsAsked points) => new PoolCommand.SellPoints(
            id, at.Plus(Duration.Days(day)), "a", points, Money.Zero, null);
        var plan = Worlds.Approve(Worlds.WorkedPlan with { Cap = new() { Multiple = null } });

        var seen = new Observation(plan);
        foreach (var happening in Histories.Of(plan,
            [
                Order("o1", 0), Order("o2", 10),
                new PoolCommand.ReverseOrder("r", at.Plus(Duration.Days(15)), "o2", Money.FromYuan(100)),
                Sell("half", 20, new(Points.FromUnits(560_000_000))),
                Order("o3", 20), Sell("rest", 50, PointsAsked.All),
            ]))
        {
            seen.Apply(happening);
        }

        // o1 minted 11.2 points: 5.6 of them went at 20 days, the rest and o3 at 50 and 30.
        var lots = seen.Tell(at.Plus(Duration.Days(60)));
        Assert.Equal([20 * Day, 30 * Day, 50 * Day], lots.ByAge.Steps.Select(step => step.At));
        Assert.Equal([0.5, 1.0, 0.5], lots.ByAge.Steps.Select(step => Math.Round(step.Ended, 6)));
        Assert.Equal((3, 2.0, 1.0), (lots.Lots.Minted, Math.Round(lots.Lots.Sold, 6), lots.Lots.TakenBack));
    }

    [Fact]
    public void About_nine_in_ten_members_of_known_worlds_end_where_it_was_foretold()
    {
        var (inside, members, figures, figuresInside) = (0L, 0L, 0, 0);
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var world = Truth(seed, 4_000);
            var history = Histories.Of(world);

            var (result, problem) = BackTest.Run(
                () => history, world.Plan, new() { Draws = 60, Seed = seed, Threads = 2 });

            Assert.True(result is not null, problem?.En);
            (inside, members) = (inside + result.Foretold.Inside, members + result.Members);
            figures += result.Foretold.Figures.Length;
            figuresInside += result.Foretold.FiguresInside;
        }

        Assert.InRange((double)inside / members, 0.82, 0.98);
        Assert.InRange((double)figuresInside / figures, 0.75, 1);
    }

    [Fact]
    public void A_world_that_changes_after_the_date_is_not_foretold_and_the_test_says_so()
    {
        // After the date the flow stops: who had bought sells into a pool that nobody fills.
        var world = Truth(21, 4_000);
        var stops = Histories.Of(world with { Afterwards = 60 });
        var begin = stops[0].At.Milliseconds;

        var (result, _) = BackTest.Run(
            () => stops, world.Plan,
            new() { From = new(begin + (95 * Day)), Draws = 40, Threads = 2 });

        Assert.True(
            result!.Foretold.FiguresInside < result.Foretold.Figures.Length / 2, result.Sentence.En);
        var orders = result.WithRealArrivals.Figures.Single(figure => figure.Name == "orders");
        Assert.Equal((orders.Came, orders.Came), (orders.P5, orders.P95));
    }

    [Fact]
    public void A_start_with_pending_orders_goes_on_with_them_and_threads_change_nothing()
    {
        var world = Truth(31, 2_000);
        var draft = Worlds.WorkedPlan with { Orders = new() { ReturnWindow = Duration.Days(7) } };
        var history = Histories.Of(world, draft);

        var (one, _) = BackTest.Run(() => history, Worlds.Approve(draft), new() { Draws = 12, Threads = 1 });
        var (two, _) = BackTest.Run(() => history, Worlds.Approve(draft), new() { Draws = 12, Threads = 2 });

        Assert.Equal(one!.Foretold.Figures, two!.Foretold.Figures);
        Assert.Equal(one.Sentence, two.Sentence);
        Assert.True(one.Foretold.Figures.Single(figure => figure.Name == "paid").P50 > 0);
    }

    private static Calibrated Watch(Scenario world)
    {
        var seen = new Observation(world.Plan);
        var last = default(Instant);
        foreach (var happening in Histories.Of(world))
        {
            seen.Apply(happening);
            last = last.Later(happening.At);
        }

        for (var member = 1; member <= seen.Pool.MemberCount; member++)
        {
            Assert.Equal(seen.Pool.Held(new(member)).Units, seen.Lots.HeldBy(member));
        }

        return seen.Tell(last);
    }
}
