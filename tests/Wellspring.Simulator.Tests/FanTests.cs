using Wellspring.Core;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Tests;

/// <summary>The fan: members followed through drawn worlds.</summary>
public sealed class FanTests
{
    private static readonly Scenario Slow = Worlds.Worked(100) with { Arrivals = new() { PerDay = 10 }, Cohorts = 100 };

    [Fact]
    public void Whoever_looks_on_changes_nothing()
    {
        var scenario = Worlds.Worked(5_000) with
        {
            Arrivals = new() { PerDay = 100 },
            Behaviours = [new(1, SellsWhen.AtOnce), new(1, SellsWhen.After) { Days = 9 }, new(1, SellsWhen.Never)],
            Repurchase = Rate.FromParts(300_000),
            Run = RunOrder.Random,
        };

        var alone = SimulatorRun.Run(scenario, progress: null, replication: 3);
        var watched = SimulatorRun.Run(
            scenario, 3, pool => new FollowedPool(pool, scenario.Plan, [1, 5, 900], [1, 2, 30]));

        Assert.Equal(WrittenJson.Of(alone.Write), WrittenJson.Of(watched.Write));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_followed_member_has_what_its_cohort_has_at_the_end(int member)
    {
        foreach (var scenario in new[] { Slow, Slow with { Behaviours = [new(1, SellsWhen.AtOnce)] } })
        {
            FollowedPool? pool = null;

            var result = SimulatorRun.Run(scenario, 0, inner => pool = new(inner, scenario.Plan, [member], [4, 9]));

            var (path, _) = Assert.Single(pool!.Paths);
            var cohort = result.Cohorts.Single(one => one.Place == member);
            Assert.Equal(1, cohort.Members);
            Assert.Equal(cohort.Together.Min, path[1]);
            Assert.True(path[0] <= path[1], $"{path[0]} {path[1]}");
        }
    }

    [Fact]
    public void A_member_at_the_cap_stays_where_the_cap_paid_it()
    {
        FollowedPool? pool = null;
        var scenario = Worlds.Worked(10_000) with { Arrivals = new() { PerDay = 100 } };

        SimulatorRun.Run(scenario, 0, inner => pool = new(inner, scenario.Plan, [1], [10, 50, 90]));

        // Member 1 is capped at order 1,137, on day 11, and then has 0.96 of what it spent.
        var (path, capped) = Assert.Single(pool!.Paths);
        Assert.True(capped);
        Assert.True(path[0] < 960_000, $"{path[0]}");
        Assert.Equal([960_000L, 960_000], path.Skip(1));
    }

    [Fact]
    public void Bands_lie_in_order_and_show_that_growth_and_behaviour_decide()
    {
        var study = FanStudy.Run(Worlds.Worked(20_000), draws: 24, orders: 4_000, threads: 2, null);

        Assert.InRange(study.Ages.Length, 2, 60);
        Assert.Equal(study.Days / 2, study.Ages[^1]);
        Assert.InRange(study.Followed, 24 * 10, 24 * 16);
        Assert.Equal(20, study.Samples.Length);
        Assert.All(study.Samples, sample => Assert.Equal(study.Ages.Length, sample.Path.Length));
        for (var place = 0; place < study.Ages.Length; place++)
        {
            Assert.True(study.P5[place] <= study.P25[place] && study.P25[place] < study.P75[place]
                && study.P75[place] < study.P95[place], $"{study.Ages[place]} days");
        }

        // Whoever sells at once has nine hundredths, and nobody more than the cap pays.
        Assert.InRange(study.P5[^1], 80_000, 100_000);
        Assert.All(study.Samples, sample => Assert.All(sample.Path, value => Assert.InRange(value, 1, 960_000)));
    }
}
