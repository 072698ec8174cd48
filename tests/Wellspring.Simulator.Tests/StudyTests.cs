using System.Text.Json;
using Wellspring.Core;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Tests;

/// <summary>
/// Replications, sweeps, comparisons, tornado, four worlds: what they promise, and the same bytes always.
/// </summary>
public sealed class StudyTests
{
    /// <summary>Amounts from 100 to 1900 yuan and holders who leave after a time: chance matters.</summary>
    private static readonly Scenario Lively = Worlds.Worked(4_000) with
    {
        Arrivals = new() { PerDay = 100 },
        Kinds = [new(1, Money.FromYuan(100), Money.FromYuan(1_900), Rate.FromParts(200_000))],
        Behaviours = [new(1, SellsWhen.AtOnce), new(3, SellsWhen.After) { Days = 15 }],
    };

    public static TheoryData<string, Func<int, Action<Utf8JsonWriter>>> Studies => new()
    {
        { "replications", threads => ReplicationStudy.Run(Lively, 12, 0.002, threads, null).Write },
        {
            "sweep",
            threads => SweepStudy.Run(Lively, [Axis("mu=0.3..0.9:3"), Axis("cap=1..2:2")], 2, threads, null).Write
        },
        { "comparison", threads => ComparisonStudy.Run(Lively, Changed(Lively, 0.5), 4, threads, null).Write },
        { "tornado", threads => TornadoStudy.Run(Lively, 2_000, threads, null).Write },
        { "sobol", threads => SobolStudy.Run(Lively, 8, 1_000, threads, null).Write },
        { "fan", threads => FanStudy.Run(Lively, 6, 2_000, threads, null).Write },
        { "four worlds", threads => FourWorlds.Run(Lively, 2_000, threads, null).Write },
    };

    [Theory]
    [MemberData(nameof(Studies))]
    public void One_thread_and_three_give_the_same_bytes(string study, Func<int, Action<Utf8JsonWriter>> run)
    {
        var one = WrittenJson.Of(run(1));

        Assert.Equal(one, WrittenJson.Of(run(3)));
        using var read = JsonDocument.Parse(one);
        Assert.Equal(64, read.RootElement.GetProperty("plan").GetString()!.Length);
        Assert.True(read.RootElement.GetProperty("runs").GetInt32() > 1, study);
        Assert.Equal(1, read.RootElement.GetProperty("seed").GetInt64());
        Assert.NotEmpty(read.RootElement.GetProperty("version").GetString()!);
    }

    [Fact]
    public void Replications_stop_where_the_quantiles_are_known_well_enough_and_not_before()
    {
        var study = ReplicationStudy.Run(Lively, 400, 0.001, threads: 2, null);
        var fewer = ReplicationStudy.Run(Lively, study.Runs.Length - 4, 0.001, threads: 2, null);

        Assert.True(study.Reached && study.Error <= 0.001, $"{study.Error} after {study.Runs.Length}");
        Assert.InRange(study.Runs.Length, 12, 396);
        Assert.False(fewer.Reached, $"{fewer.Error} after {fewer.Runs.Length}");
    }

    [Fact]
    public void One_run_tells_no_error()
    {
        var study = ReplicationStudy.Run(Lively, 1, 0.5, threads: 1, null);

        Assert.False(study.Reached);
        Assert.Contains("\"error\":null", WrittenJson.Of(study.Write), StringComparison.Ordinal);
    }

    [Fact]
    public void A_standard_error_says_how_far_apart_studies_with_other_seeds_lie()
    {
        var studies = Enumerable.Range(1, 24)
            .Select(seed => ReplicationStudy.Run(Lively with { Seed = (ulong)seed }, 8, null, 2, null)).ToArray();
        var means = Estimate.Of([.. studies.Select(study => study.Figures[0].Plain.Mean)]);
        var told = studies.Sum(study => study.Figures[0].Plain.Error) / studies.Length;

        Assert.InRange(means.Deviation / told, 0.6, 1.6);
    }

    [Fact]
    public void What_orders_bring_is_known_beforehand_and_takes_chance_out_of_a_mean()
    {
        // Nobody sells and nothing is paid: what members have in the mean hangs on the last amounts only by chance.
        var scenario = Lively with { Behaviours = [Worlds.Holds] };

        var study = ReplicationStudy.Run(scenario, 40, null, threads: 2, null);

        Assert.Equal(160, study.Control!.Known, 1e-9);
        Assert.Equal(160, study.Control.Found, 1.0);
        Assert.All(study.Figures.Take(3), one => Assert.NotNull(one.Controlled));
        Assert.All(study.Figures, one => Assert.Equal(one.Plain.Mean, one.Best.Mean, 4 * one.Plain.Error + 1e-9));
        var refunded = scenario with { Refunds = new(Rate.FromParts(100_000), 1, Rate.Whole), Orders = 200 };
        Assert.Null(ReplicationStudy.Run(refunded, 8, null, threads: 2, null).Control);
    }

    [Fact]
    public void A_control_that_explains_everything_leaves_no_error()
    {
        double[] orders = [-2, 3, 0, -5, 1, 6, 2], sellers = [0.1, 0, -0.1, 0.2, 0.1, 0, -0.2];

        var adjusted = Control.Adjust(
            [.. orders.Zip(sellers, (a, b) => (2 * a) - (30 * b) + 7)], orders, sellers)!.Value;

        Assert.Equal(7, adjusted.Mean, 1e-9);
        Assert.Equal(0, adjusted.Error, 1e-9);
        Assert.Null(Control.Adjust([1, 2, 3, 4], Control.Less([160, 160, 160, 160], 160)));
    }

    [Fact]
    public void Who_sells_at_once_in_a_run_is_known_from_its_draws_alone()
    {
        var shares = Enumerable.Range(0, 50).Select(run => Control.ShareAtOnce(Lively, run, 4_000)).ToArray();

        Assert.Equal(0.25, shares.Sum() / 50, 0.004);
        Assert.Equal(0.0068, Estimate.Of(shares).Deviation, 0.002);
        var sold = SimulatorRun.Run(Lively with { Behaviours = [new(1, SellsWhen.AtOnce), new(3, SellsWhen.Never)] });
        Assert.Equal(sold.All.Members * shares[0], sold.All.Members - sold.End.Live - sold.Exits, 0.5);
    }

    [Fact]
    public void An_interval_holds_the_mean_with_students_t()
    {
        // 1, 2, 3, 4: mean 2.5, deviation 1.2910, error 0.6455, t(3) = 3.182.
        var estimate = Estimate.Of([1, 2, 3, 4]);

        Assert.Equal(2.5, estimate.Mean, 1e-12);
        Assert.Equal(0.6455, estimate.Error, 0.0001);
        Assert.Equal(2.5 - 2.0540, estimate.Low, 0.0005);
        Assert.Equal(2.5 + 2.0540, estimate.High, 0.0005);
    }

    [Fact]
    public void A_plan_compared_with_itself_differs_in_nothing()
    {
        var study = ComparisonStudy.Run(Lively, Lively, 3, threads: 2, null);

        Assert.All(study.Figures, one => Assert.Equal((0, 0), (one.Pair.Difference.Mean, one.Pair.Difference.Error)));
        Assert.Equal(10, study.Cohorts.Length);
    }

    [Fact]
    public void The_same_people_make_a_small_difference_plain()
    {
        var study = ComparisonStudy.Run(Lively, Changed(Lively, 0.69), 8, threads: 2, null);

        // A lower mint ratio lowers what half of the members have; pairing shows it where runs alone would not.
        var median = study.Figures[0].Pair;
        Assert.True(median.Difference.High < 0, $"{median.Difference}");
        Assert.True(median.Difference.Error * 3 < median.A.Error, $"{median.Difference.Error} of {median.A.Error}");
    }

    [Fact]
    public void Changing_the_plan_takes_kinds_along_that_paid_its_commission()
    {
        var scenario = Lively with
        {
            Kinds = [Lively.Kinds[0], Lively.Kinds[0] with { Commission = Rate.FromParts(100_000) }],
        };
        var draft = Worlds.WorkedPlan with
        {
            Split = Worlds.WorkedPlan.Split with { Commission = Rate.FromParts(300_000) },
        };

        var (changed, _) = ChangedPlan.Of(scenario, draft);
        var (none, findings) = ChangedPlan.Of(
            scenario, draft with { Pool = draft.Pool with { MintRatio = Rate.Whole } });

        Assert.Equal([300_000, 100_000], changed!.Kinds.Select(kind => kind.Commission.Parts));
        Assert.NotEqual(scenario.Given.Hash, changed.Given.Hash);
        Assert.Null(none);
        Assert.Equal("pool.mintRatio", Assert.Single(findings).Path);
    }

    [Fact]
    public void A_sweep_holds_the_run_of_each_point()
    {
        var study = SweepStudy.Run(Lively, [Axis("mu=0.3..0.9:4"), Axis("cap=1..2:2")], 1, threads: 2, null);

        Assert.Equal(8, study.Points.Length);
        Assert.Equal([0.5, 2], study.Points[3].Values.Select(value => Math.Round(value, 12)));
        var alone = Headline.Of(SimulatorRun.Run(Knob.Set(Lively, [(Knobs.Mu, 0.5), (Knobs.Cap, 2)])!));
        Assert.Equal(alone.Median / 1e6, study.Points[3].Figures[0].Mean, 1e-9);
        Assert.Equal(alone.ShareCapped / 1e6, study.Points[3].Figures[4].Mean, 1e-9);
    }

    [Fact]
    public void A_point_that_no_plan_may_have_says_so_and_the_others_stand()
    {
        var study = SweepStudy.Run(Lively, [Axis("mu=0.8..1:3")], 1, threads: 2, null);

        Assert.Equal([true, true, false], study.Points.Select(point => point.IsAllowed));
    }

    [Theory]
    [InlineData("mue=1..2:3", "mint")]
    [InlineData("mu=1..2", "mu=0.3..0.9:7")]
    [InlineData("mu=2..1:3", "mu=0.3..0.9:7")]
    [InlineData("mu=0.1..0.2:1", "2 to 1000 steps")]
    [InlineData("mu", "mu=0.3..0.9:7")]
    public void A_sweep_that_is_not_written_right_is_told_how(string text, string mend)
    {
        Assert.False(SweepAxis.TryRead(text, out _, out var fault));
        Assert.Contains(mend == "mint" ? "kappa mu cap" : mend, fault.Value.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tornado_moves_one_knob_at_a_time_and_the_widest_stands_first()
    {
        var study = TornadoStudy.Run(Lively, 0, threads: 2, null);

        Assert.Equal(study.Bars.OrderByDescending(bar => bar.Swing), study.Bars);
        Assert.Equal("kappa", study.Bars[0].Knob.Name);
        var mu = study.Bars.Single(bar => bar.Knob == Knobs.Mu);
        Assert.Equal(Headline.Of(SimulatorRun.Run(Knobs.Mu.Set(Lively, 0.3)!)), mu.AtFrom);
        Assert.Equal(Headline.Of(SimulatorRun.Run(Lively)), study.Base);
        Assert.Equal(0.7, mu.Now);
    }

    [Fact]
    public void Four_worlds_share_their_beginning_and_then_part()
    {
        var study = FourWorlds.Run(Lively, 0, threads: 2, null);

        Assert.Equal(["stops", "run", "flat", "growing"], study.Worlds.Select(world => world.Name));
        Assert.Equal(20, study.Days);
        Assert.Equal([2_000L, 2_000, 4_000], study.Worlds.Take(3).Select(world => world.Result.Orders));
        Assert.InRange(study.Worlds[3].Result.Orders, 6_000, 6_700);
        Assert.Single(study.Worlds.Select(world => world.Result.Marks[3]).Distinct());
        Assert.True(study.Worlds[1].Result.Backing.IsEmpty);
        Assert.Equal(
            [40, 40, 40], study.Worlds.Where(world => world.Name != "run").Select(world => world.Result.Days));
        Assert.All(study.Worlds, world => Assert.Equal(
            world.Result.Into, world.Result.Paid + world.Result.Backing.Pool + world.Result.Backing.Reserve));
    }

    private static SweepAxis Axis(string text) => SweepAxis.TryRead(text, out var axis, out var fault)
        ? axis
        : throw new ArgumentException(fault.Value.En);

    private static Scenario Changed(Scenario scenario, double mu) => Knobs.Mu.Set(scenario, mu)!;
}
