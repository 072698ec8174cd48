using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>Batch release 分批释放: the three rules, the caps, whose turn it is, and when there is no run.</summary>
public sealed class ReleaseRuleTests
{
    private static readonly PlanDraft Freely = CoinScene.Plan.With((ReleaseSettings release) => release with
    {
        DailyCap = Rate.Whole,
    });

    // Three creditors with 56, 28 and 14 locked points; ben's claim is the oldest, then ann's, then cat's.
    private static Desk Three(PlanDraft plan)
    {
        var desk = new Desk(plan);
        desk.Fund("5000");
        desk.Owe("ann", "1000", since: 200);
        desk.Owe("ben", "1000", since: 100);
        desk.Owe("cat", "1000", since: 300);
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Place("o-2", "ben", "1000");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-2", "ben", "400"));
        desk.Finish("o-2");
        desk.Buy("o-3", "cat", "1000", "300");
        return desk;
    }

    private static void Other(Desk desk, string order, string amount)
    {
        desk.Place(order, "zoe", amount);
        desk.Finish(order);
    }

    private static readonly string[] People = ["ann", "ben", "cat"];

    private static string[] Names(Desk desk) => [.. desk.Releases().Select(
        released => People.Single(name => desk.NumberOf(name) == released.Member))];

    [Fact]
    public void Releases_follow_the_inflow_of_others_within_one_percent_of_what_is_locked_a_day()
    {
        var desk = new Desk(CoinScene.Plan);
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        Other(desk, "z-1", "1000");
        Assert.Equal(80L.Yuan, desk.Pool.Legacy!.Allowance);
        Assert.Empty(desk.Releases());

        var backing = desk.Pool.Backing;
        desk.Pass(1);
        var first = desk.Releases().Single();
        Assert.Equal((Yuan("5"), InPoints("0.56")), (first.Basis, first.Points));
        Assert.Equal(backing, desk.Pool.Backing);
        var ann = desk.Creditor("ann");
        Assert.Equal(
            (InPoints("55.44"), 495L.Yuan, InPoints("0.56"), 5L.Yuan),
            (ann.Locked, ann.LockedBasis, ann.Freed, ann.ClaimBasis));
        Assert.Equal(InPoints("56.56"), desk["ann"].Points);

        // 0.56 × 320 ÷ 190.4 = 0.941176…, taken from the allowance rounded up.
        Assert.Equal(Yuan("79.058823"), desk.Pool.Legacy!.Allowance);
        desk.Pass(1);
        Assert.Equal(InPoints("0.5544"), desk.Releases().Last().Points);
        desk.AssertBooks();
    }

    [Fact]
    public void Creditors_own_orders_and_deposits_allow_nothing()
    {
        var desk = Three(Freely);
        desk.Pass(3);
        Assert.Equal(Money.Zero, desk.Pool.Legacy!.Allowance);
        Assert.Empty(desk.Releases());
        Assert.All(desk.Due().OfType<DueItem.ReleaseBegan>(), run => Assert.Equal(Points.Zero, run.Budget));
    }

    [Fact]
    public void The_oldest_claim_comes_first_every_day()
    {
        var desk = Three(Freely);
        Other(desk, "z-1", "1000");
        desk.Pass(1);
        Assert.Equal(["ben", "ann"], Names(desk));
        Assert.Equal(Points.Zero, desk.Creditor("ben").Locked);
        Assert.Equal((Money.Zero, 400L.Yuan), (desk.Creditor("ben").LockedBasis, desk.Creditor("ben").ClaimBasis));

        Other(desk, "z-2", "1500");
        desk.Pass(1);
        Assert.Equal(["ben", "ann", "ann", "cat"], Names(desk));
        desk.AssertBooks();
    }

    [Fact]
    public void Pro_rata_goes_round_and_goes_on_where_it_stopped()
    {
        var desk = Three(Freely.With((ReleaseSettings release) => release with
        {
            Order = CreditorOrder.ProRata,
            CreditorDailyCap = 50.Percent,
        }));
        Other(desk, "z-1", "500");
        desk.Pass(1);
        Assert.Equal(["ann"], Names(desk));
        Other(desk, "z-2", "2000");
        desk.Pass(1);
        Assert.Equal(["ann", "ben", "cat", "ann"], Names(desk));

        // Each got at most half of its own, and nobody had two turns in a run.
        desk.Pass(1);
        desk.AssertBooks();
    }

    [Fact]
    public void A_price_step_sets_a_share_of_what_is_locked_free()
    {
        var desk = Three(Freely.With((ReleaseSettings release) => release with
        {
            Rule = ReleaseRule.Price,
            PriceStep = 10.Percent,
            StepShare = 20.Percent,
        }));
        for (var day = 0; day < 10; day++)
        {
            desk.Pass(1);
        }

        // The orders before have lifted the price too; what they set free is out by now.
        var noted = desk.Pool.Backing;
        var before = Sum(desk);
        Assert.True(before > Points.Zero && desk.Pool.Legacy!.Locked > Points.Zero);

        // A little less than a step; then the rest of it.
        desk.Inject(Part(noted.Pool, 99_000).ToString());
        desk.Pass(1);
        Assert.Equal(before, Sum(desk));
        desk.Inject(Part(noted.Pool, 1_000).ToString());
        var locked = desk.Pool.Legacy!.Locked;
        desk.Pass(1);
        var released = Sum(desk) - before;
        Assert.InRange(released.Units, (locked.Units / 5) - 1_000, locked.Units / 5);

        desk.Pass(5);
        Assert.Equal(released, Sum(desk) - before);
        desk.AssertBooks();
    }

    private static Points Sum(Desk desk) =>
        desk.Releases().Aggregate(Points.Zero, (sum, item) => sum + item.Points);

    // In whole fen.
    private static Money Part(Money of, int parts) =>
        Money.FromUnits(((long)((Int128)of.Units * parts / 1_000_000) / 10_000 * 10_000) + 10_000);

    [Fact]
    public void Equal_parts_fall_due_period_by_period_and_the_last_takes_the_rest()
    {
        var desk = new Desk(Freely.With((ReleaseSettings release) => release with
        {
            Rule = ReleaseRule.Equal,
            Periods = 3,
            Period = Duration.Days(10),
        }));
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Pass(9);
        Assert.Empty(desk.Releases());
        for (var day = 0; day < 40; day++)
        {
            desk.Pass(1);
        }

        Assert.Equal(
            [InPoints("18.66666666"), InPoints("18.66666667"), InPoints("18.66666667")],
            desk.Releases().Select(released => released.Points));
        Assert.Equal(500L.Yuan, desk.Creditor("ann").ClaimBasis);
        desk.AssertBooks();
    }

    [Fact]
    public void What_the_daily_cap_holds_back_of_equal_parts_comes_on_later_days()
    {
        var desk = new Desk(Freely.With((ReleaseSettings release) => release with
        {
            Rule = ReleaseRule.Equal,
            Periods = 2,
            Period = Duration.Days(10),
            DailyCap = 25.Percent,
        }));
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        for (var day = 0; day < 12; day++)
        {
            desk.Pass(1);
        }

        // Half falls due: 28. A quarter of 56, of 42, and the rest of the 28.
        Assert.Equal(
            [14L.Points, InPoints("10.5"), InPoints("3.5")], desk.Releases().Select(released => released.Points));
        desk.AssertBooks();
    }

    [Fact]
    public void Instalments_shrink_when_a_reversal_burns_what_is_locked()
    {
        var desk = new Desk(Freely.With((ReleaseSettings release) => release with
        {
            Rule = ReleaseRule.Equal,
            Periods = 2,
            Period = Duration.Days(10),
        }));
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Buy("o-2", "ann", "1000", "500");
        desk.Pass(3);
        Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-2", "1000"));
        desk.AssertBooks();
        for (var day = 0; day < 30; day++)
        {
            desk.Pass(1);
        }

        var ann = desk.Creditor("ann");
        Assert.Equal((Points.Zero, Money.Zero), (ann.Locked, ann.LockedBasis));
        desk.AssertBooks();
    }

    [Fact]
    public void There_is_one_run_a_day_and_a_day_without_one_is_not_made_up()
    {
        var desk = Three(CoinScene.Plan);
        Other(desk, "z-1", "5000");
        desk.Pass(1);
        var once = desk.Due().OfType<DueItem.ReleaseBegan>().Count();
        desk.Accepted<PoolEvent.ClockAdvanced>(new PoolCommand.AdvanceClock(desk.NextId, desk.Now));
        Assert.Equal(once, desk.Due().OfType<DueItem.ReleaseBegan>().Count());
        desk.Pass(30);
        Assert.Equal(once + 1, desk.Due().OfType<DueItem.ReleaseBegan>().Count());
    }

    [Fact]
    public void The_day_begins_at_midnight_of_the_plans_clock()
    {
        var desk = Three(CoinScene.Plan);
        Other(desk, "z-1", "5000");
        var midnight = Instant.From(new(desk.Now.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).Date
            .AddDays(1), TimeSpan.FromHours(8)));
        Assert.Equal(midnight, desk.Pool.NextDue);

        var runs = desk.Due().OfType<DueItem.ReleaseBegan>().Count();
        desk.Now = new(midnight.Milliseconds - 1);
        desk.Pass(0);
        Assert.Equal(runs, desk.Due().OfType<DueItem.ReleaseBegan>().Count());
        desk.Now = midnight;
        desk.Pass(0);
        Assert.Equal(runs + 1, desk.Due().OfType<DueItem.ReleaseBegan>().Count());
    }

    [Fact]
    public void Stopped_releases_and_a_paused_pool_have_no_run()
    {
        var desk = Three(CoinScene.Plan);
        Other(desk, "z-1", "5000");
        desk.Accepted<PoolEvent.ReleasesStopped>(
            new PoolCommand.StopReleases(desk.NextId, desk.Now, "wang", "li", "audit"));
        desk.Pass(2);
        Assert.Empty(desk.Releases());
        Assert.Null(desk.Pool.NextDue);
        desk.Accepted<PoolEvent.ReleasesRestarted>(
            new PoolCommand.RestartReleases(desk.NextId, desk.Now, "wang", "li"));
        desk.Accepted<PoolEvent.PoolPaused>(new PoolCommand.PausePool(desk.NextId, desk.Now, "wang", "audit"));
        desk.Pass(2);
        desk.Accepted<PoolEvent.PauseLifted>(new PoolCommand.LiftPause(desk.NextId, desk.Now, "wang", "li"));
        Assert.Single(desk.Due().OfType<DueItem.ReleaseBegan>().TakeLast(1), run => run.Budget > Points.Zero);
        desk.AssertBooks();
    }

    [Fact]
    public void A_changed_rule_takes_over_what_is_locked()
    {
        var equal = Freely.With((ReleaseSettings release) => release with
        {
            Rule = ReleaseRule.Equal,
            Periods = 2,
            Period = Duration.Days(5),
        });
        var desk = Three(Freely);
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, equal with { Version = 2 }));
        for (var day = 0; day < 11; day++)
        {
            desk.Pass(1);
        }

        Assert.Equal(6, desk.Releases().Count());
        Assert.Equal(Points.Zero, desk.Pool.Legacy!.Locked);
        desk.AssertBooks();

        desk.Buy("o-4", "ann", "1000", "200");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Freely with { Version = 3 }));
        Other(desk, "z-1", "1000");
        desk.Pass(1);
        Assert.Equal(Points.Zero, desk.Pool.Legacy!.Locked);
        desk.AssertBooks();
    }

    [Fact]
    public void The_exit_limit_of_released_points_may_come_with_a_later_version_and_then_stays()
    {
        var desk = new Desk(CoinScene.Plan with { Legacy = null });
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, CoinScene.Plan with { Version = 2 }));
        desk.Pass(1);
        desk.Owe("ann", "100");
        foreach (var cap in (Rate[])[50.Percent, Rate.Whole])
        {
            var next = CoinScene.Plan with
            {
                Version = cap == Rate.Whole ? 3 : 9,
                Legacy = CoinScene.Plan.Legacy! with { Cap = cap },
            };
            var happened = desk.Run(VersionScene.Publish(desk, next));
            Assert.Equal(cap == Rate.Whole, happened is PoolEvent.PlanPublished);
            Assert.True(happened is PoolEvent.PlanPublished or PoolEvent.Refused
            {
                Reason: Refusal.PlanIdentity, Detail: "legacy.cap",
            });
        }
    }

    [Fact]
    public void A_snapshot_in_the_middle_of_a_run_goes_on_as_the_pool_does()
    {
        var desk = Three(Freely);
        Other(desk, "z-1", "5000");
        var at = desk.Now.Plus(Duration.Days(1));
        var writer = new WireWriter();
        desk.Pool.WriteImage(writer);
        var whole = Pool.Restore(desk.Pool.Plan, writer.Written);
        var cut = Pool.Restore(desk.Pool.Plan, writer.Written);
        whole.RunDue(at, limit: 100);
        Assert.Equal(2, cut.RunDue(at, limit: 2)!.Items.Length);
        writer.Clear();
        cut.WriteImage(writer);
        cut = Pool.Restore(cut.Plan, writer.Written);
        while (cut.RunDue(at, limit: 1) is not null)
        {
        }

        Assert.Equal(whole.StateHash(), cut.StateHash());
    }
}
