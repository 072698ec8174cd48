using Wellspring.Core;

namespace Wellspring.Simulator.Tests;

/// <summary>The fluid preview against the run order by order, over behaviours, growth, plans and ends.</summary>
public sealed class FluidPreviewTests
{
    public static TheoryData<int, int, int> Grid { get; } = new MatrixTheoryData<int, int, int>(
        [0, 30, 70], [0, 50, 100], [20, 60, 200]);

    [Theory]
    [MemberData(nameof(Grid))]
    public void Every_figure_lies_within_the_stated_error(int atOnce, int leaving, int days)
    {
        foreach (var growth in new[] { 0, 0.005 })
        {
            foreach (var end in new[] { 0, 1, 2 })
            {
                var scenario = World(atOnce, (100 - atOnce) * leaving / 100, days, growth) with
                {
                    Afterwards = end == 1 ? 360 : 0, Run = end == 2 ? RunOrder.Random : null,
                };
                AssertNear(scenario, SimulatorRun.Fast(scenario), FluidPreview.Answer(FluidQuestion.Of(scenario)!));
            }
        }
    }

    [Theory]
    [InlineData(300_000, 1_200_000, 200_000, true)]
    [InlineData(900_000, 2_000_000, 50_000, false)]
    [InlineData(700_000, 0, 200_000, true)]
    public void Other_plans_are_within_it_too(int mint, int cap, int retention, bool budgetToPool)
    {
        var plan = Worlds.WorkedPlan with
        {
            Pool = new() { MintRatio = Rate.FromParts(mint), Float = Money.FromYuan(10_000) },
            Cap = new() { Multiple = cap == 0 ? null : new(cap), Automatic = true },
            Selling = new() { Retention = Rate.FromParts(retention) },
            Split = new() { UnassignedToPool = budgetToPool },
        };
        var scenario = World(20, 60, 40, 0.003) with { Plan = Worlds.Approve(plan) };

        AssertNear(scenario, SimulatorRun.Fast(scenario), FluidPreview.Answer(FluidQuestion.Of(scenario)!));
    }

    [Fact]
    public void Where_points_only_pay_for_goods_what_is_held_counts_as_goods()
    {
        var scenario = Worlds.Worked(100_000, Worlds.WorkedPlan with
        {
            Selling = new() { Enabled = false },
            Redeeming = new() { RedeemRate = Rate.FromParts(900_000) },
            Cap = new() { Multiple = null },
        });

        AssertNear(scenario, SimulatorRun.Fast(scenario), FluidPreview.Answer(FluidQuestion.Of(scenario)!));
        Assert.InRange(SimulatorRun.Fast(scenario).All.Together.Mean, 143_000, 144_000);
    }

    [Fact]
    public void Cohorts_are_previewed_apart_and_the_first_to_join_has_the_most()
    {
        var scenario = World(20, 60, 40, 0);

        var medians = FluidPreview.Answer(FluidQuestion.Of(scenario)!).Medians;

        var exact = SimulatorRun.Fast(scenario).Cohorts;
        Assert.Equal(10, medians.Length);
        Assert.True(medians[0] > medians[9]);
        for (var cohort = 0; cohort < 10; cohort++)
        {
            Assert.Equal(1, medians[cohort] / (exact[cohort].Together.P50 / 1e6), 0.02);
        }
    }

    [Fact]
    public void The_law_of_the_capped_share_holds_for_the_preview()
    {
        foreach (var (percent, law) in new[] { (0, 0.000381), (25, 0.00195), (50, 0.00751), (75, 0.0268) })
        {
            var question = FluidQuestion.Of(Worlds.SellingAtOnce(1_000_000, percent))!;

            Assert.Equal(1, FluidPreview.Answer(question).Capped / law, 0.04);
        }
    }

    [Fact]
    public void What_the_preview_does_not_know_it_leaves_to_the_run_order_by_order()
    {
        var known = Worlds.Worked(1_000);
        Assert.NotNull(FluidQuestion.Of(known));

        Assert.Null(FluidQuestion.Of(known with { Repurchase = Rate.FromParts(1) }));
        Assert.Null(FluidQuestion.Of(known with { Refunds = new(Rate.FromParts(1), 1, Rate.Whole) }));
        Assert.Null(FluidQuestion.Of(known with { Injections = [new(1, Money.FromYuan(1))] }));
        Assert.Null(FluidQuestion.Of(known with { Run = RunOrder.InsidersFirst }));
        Assert.Null(FluidQuestion.Of(known with { Panic = new(Rate.Whole, Rate.Whole) }));
        Assert.Null(FluidQuestion.Of(known with { Arrivals = new() { StopsAfterDay = 3 } }));
        Assert.Null(FluidQuestion.Of(known with { Behaviours = [new(1, SellsWhen.AtMultiple)] }));
        Assert.Null(FluidQuestion.Of(known with { Kinds = [known.Kinds[0], known.Kinds[0]] }));
    }

    private static Scenario World(int atOnce, int leaves, int days, double growth) => Worlds.Worked(100_000) with
    {
        Arrivals = new()
        {
            Shape = growth == 0 ? ArrivalShape.Flat : ArrivalShape.Exponential, PerDay = 500, Growth = growth,
        },
        Behaviours =
        [
            .. new Behaviour[]
            {
                new(atOnce, SellsWhen.AtOnce), new(leaves, SellsWhen.After) { Days = days },
                new(100 - atOnce - leaves, SellsWhen.Never),
            }.Where(one => one.Weight > 0),
        ],
    };

    private static void AssertNear(Scenario scenario, SimulationResult result, FluidAnswer fluid)
    {
        const double error = FluidPreview.ErrorPercent / 100.0;
        var (all, together) = (result.All, result.All.Together);
        foreach (var (name, near, exact) in new[]
        {
            ("P5", fluid.P5, together.P5), ("P25", fluid.P25, together.P25), ("P50", fluid.P50, together.P50),
            ("P75", fluid.P75, together.P75), ("P95", fluid.P95, together.P95), ("mean", fluid.Mean, together.Mean),
            ("beats", fluid.Beats, all.BeatsRebate * 1e6 / all.Members),
        })
        {
            Assert.True(Math.Abs((near * 1e6) - exact) <= (error * exact) + 1,
                $"{name} {near} against {exact / 1e6} at {string.Join(", ", scenario.Behaviours)}");
        }

        // Who reaches the cap is a matter of chance too: three standard errors of their number come on top.
        Assert.True(Math.Abs((fluid.Capped * all.Members) - all.Capped) <= (error * all.Capped)
            + (3 * Math.Sqrt(all.Capped + 1)), $"capped {fluid.Capped * all.Members} against {all.Capped}");
    }
}
