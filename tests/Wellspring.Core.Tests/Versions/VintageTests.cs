using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Versions;

/// <summary>Points by plan version 积分批次: nobody's older points get worse.</summary>
public sealed class VintageTests
{
    private static PlanDraft Version(int version, Func<PlanDraft, PlanDraft> change) =>
        change(VersionScene.Open) with { Version = version };

    private static PlanDraft Retains(int version, int percent) => Version(version, plan => plan with
    {
        Selling = plan.Selling with { Retention = percent.Percent },
    });

    [Fact]
    public void An_old_lot_sells_at_80_percent_and_a_new_one_at_70_oldest_first()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Retains(2, 30)));
        desk.Settle("ann", "1000");

        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));

        // P = 320 over 112 + 78.4 points, all hers: 188.235294 of it is the old lot's.
        Assert.Equal("190.40000000", sold.Points.ToString());
        Assert.Equal("320.000000", sold.Value.ToString());
        Assert.Equal(
            [
                new(1, TestPlans.InPoints("112"), TestPlans.Yuan("188.235294"), TestPlans.Yuan("150.588235")),
                new(2, TestPlans.InPoints("78.4"), TestPlans.Yuan("131.764706"), TestPlans.Yuan("92.235294")),
            ],
            sold.Parts);
        Assert.Equal("242.823529", sold.Paid.ToString());
        desk.AssertReplays();
    }

    [Fact]
    public void Selling_no_more_than_the_old_lot_pays_as_if_nothing_had_changed()
    {
        var (changed, plain) = (new Desk(VersionScene.Open), new Desk(VersionScene.Open));
        changed.Settle("ann", "1000");
        changed.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(changed, Retains(2, 90)));
        changed.Settle("ann", "1000");
        plain.Settle("ann", "1000");
        plain.Settle("ann", "1000");

        var part = Assert.IsType<PoolEvent.PointsSold>(changed.Sell("ann", "112"));
        Assert.Equal(Assert.IsType<PoolEvent.PointsSold>(plain.Sell("ann", "112")).Paid, part.Paid);

        var rest = Assert.IsType<PoolEvent.PointsSold>(changed.Sell("ann"));
        Assert.Equal(2, Assert.Single(rest.Parts).Version);
        Assert.Equal(10.Percent.Of(rest.Value), rest.Paid);
    }

    [Fact]
    public void A_better_version_is_for_new_points_too()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Settle("ben", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Retains(2, 10)));
        desk.Settle("ben", "1000");

        var old = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));

        Assert.Equal(80.Percent.Of(old.Value), old.Paid);
        Assert.Equal(1, Assert.Single(old.Parts).Version);
    }

    [Fact]
    public void Versions_that_differ_in_no_right_keep_one_counter()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Version(2, plan => plan with
        {
            Pool = plan.Pool with { MintRatio = 60.Percent },
        })));
        desk.Settle("ann", "1000");

        Assert.Equal(2, desk.Pool.Plan.Settings.Version);
        Assert.Empty(Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann")).Parts);
        desk.AssertReplays();
    }

    [Theory]
    [InlineData(1_200_000, 2_000_000, 5200)]
    [InlineData(2_000_000, 1_200_000, 5800)]
    public void A_round_keeps_the_best_cap_of_its_points(long first, long second, long injected)
    {
        var draft = VersionScene.Open with { Cap = new() { Multiple = new(first), Automatic = true } };
        var desk = new Desk(draft);
        desk.Settle("ann", "1000");
        desk.Settle("ben", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, draft with
        {
            Version = 2,
            Cap = draft.Cap with { Multiple = new(second) },
        }));
        desk.Settle("ann", "1000");
        desk.Settle("cai", "1000");

        // Enough for everybody's 1.2 and nobody's 2.0: who has a point with 2.0 stays.
        desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, injected.Yuan, "own", "v", null));

        Assert.True(desk["ann"].Value > 2400L.Yuan && desk["ann"].Value < 4000L.Yuan, $"{desk["ann"].Value}");
        Assert.NotEqual(Points.Zero, desk["ann"].Points);
        Assert.Equal(first < second, desk["ben"].Points == Points.Zero);
        Assert.Equal(first > second, desk["cai"].Points == Points.Zero);
        desk.AssertReplays();
    }

    [Fact]
    public void The_best_cap_stays_when_the_points_that_brought_it_were_sold()
    {
        var draft = VersionScene.Open with { Cap = new() { Multiple = new(2_000_000), Automatic = true } };
        var desk = new Desk(draft);
        desk.Settle("ann", "1000");
        desk.Settle("ben", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, draft with
        {
            Version = 2,
            Cap = draft.Cap with { Multiple = new(1_200_000) },
        }));
        desk.Settle("ann", "1000");
        Assert.Equal(1, Assert.Single(Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann", "112")).Parts).Version);
        desk.AssertReplays();
        desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, 4200L.Yuan, "own", "v", null));

        Assert.True(desk["ann"].Value > 2400L.Yuan && desk["ann"].Value < 3700L.Yuan, $"{desk["ann"].Value}");
        Assert.NotEqual(Points.Zero, desk["ann"].Points);
    }

    [Fact]
    public void An_exit_pays_each_vintage_at_its_own_retention_up_to_the_limit()
    {
        var draft = VersionScene.Open with { Cap = new() { Automatic = true } };
        var desk = new Desk(draft);
        desk.Settle("ann", "1000");
        desk.Settle("ben", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, draft with
        {
            Version = 2,
            Selling = draft.Selling with { Retention = 30.Percent },
        }));
        desk.Settle("ann", "1000");
        var happened = desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, 100_000L.Yuan, "own", "v", null));

        var exit = happened.After.Exits.Single(exit => exit.Member == desk.NumberOf("ann"));

        // Worth far more than 1.2 × 2000: the old lot alone fills the limit, and is paid at 80 %.
        Assert.Equal(1920L.Yuan, exit.Paid);
        desk.AssertReplays();
    }

    [Fact]
    public void A_holding_time_that_comes_later_is_for_new_points_only()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Version(2, plan => plan with
        {
            Selling = plan.Selling with { MinHolding = Duration.Days(7) },
        })));
        desk.Settle("ann", "1000");

        Assert.Equal(Refusal.HoldingTooShort, Assert.IsType<PoolEvent.Refused>(desk.Sell("ann", "112.1")).Reason);
        Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann", "112"));
        Assert.Equal(Refusal.HoldingTooShort, Assert.IsType<PoolEvent.Refused>(desk.Sell("ann")).Reason);
        desk.Pass(7);
        desk.AssertReplays();
        Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));
    }

    [Fact]
    public void A_reversal_burns_the_points_of_its_own_vintage()
    {
        var desk = new Desk(VersionScene.Open);
        var first = Assert.IsType<PoolEvent.OrderSettled>(desk.Settle("ann", "1000")).Settlement;
        desk.Settle("ben", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Retains(2, 30)));
        var second = Assert.IsType<PoolEvent.OrderSettled>(desk.Settle("ann", "1000")).Settlement;
        Assert.Equal((1, 2), (first.PlanVersion, second.PlanVersion));

        desk.Accepted<PoolEvent.OrderReversed>(
            new PoolCommand.ReverseOrder(desk.NextId, desk.Now, second.Order, 1000L.Yuan));

        Assert.Equal(1, Assert.Single(Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann")).Parts).Version);
        desk.AssertReplays();
    }

    [Fact]
    public void Vintages_split_like_all_points()
    {
        var draft = VersionScene.Open with { Pool = new() { SplitAt = 10L.Yuan } };
        var desk = new Desk(draft);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, draft with
        {
            Version = 2,
            Selling = draft.Selling with { Retention = 30.Percent },
        }));
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, 19_000L.Yuan, "own", "v", null));
        Assert.Equal(2, desk.Pool.Backing.Scale);
        desk.AssertReplays();

        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));

        Assert.Equal(
            [TestPlans.InPoints("11200"), TestPlans.InPoints("7840")], sold.Parts.Select(part => part.Points));
    }

    [Fact]
    public void Redeeming_takes_each_vintage_at_its_own_rate()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Version(2, plan => plan with
        {
            Redeeming = plan.Redeeming with { RedeemRate = 50.Percent },
        })));
        desk.Settle("ann", "1000");

        var redeemed = desk.Accepted<PoolEvent.PointsRedeemed>(
            new PoolCommand.RedeemPoints(desk.NextId, desk.Now, "ann", PointsAsked.All, "bill", null));

        // 188.235294 whole and half of 131.764706, to the fen.
        Assert.Equal("254.110000", redeemed.Credit.ToString());
    }
}
