using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Versions;

/// <summary>Publishing the next version of a plan 规则变更.</summary>
public sealed class PlanVersionTests
{
    private static PlanDraft Next { get; } = VersionScene.Acknowledged with { Version = 2 };

    private static PlanDraft Important { get; } = Next with
    {
        Pool = Next.Pool with { MintRatio = 60.Percent },
    };

    private static PlanDraft Ordinary { get; } = Next with { NameEn = "Next door" };

    [Fact]
    public void An_important_change_takes_15_days_and_an_ordinary_one_7()
    {
        var desk = VersionScene.Cn();
        desk.RefusesWith(
            Refusal.PlanNoticeTooShort, "15d", VersionScene.Publish(desk, Important,
                new(Duration.Days(15).Milliseconds - 1)));
        desk.RefusesWith(
            Refusal.PlanNoticeTooShort, "7d", VersionScene.Publish(desk, Ordinary,
                new(Duration.Days(7).Milliseconds - 1)));

        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Important, Duration.Days(15)));
    }

    [Fact]
    public void A_version_takes_effect_by_the_clock_and_is_kept_for_ever()
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Ordinary, Duration.Days(7)));
        Assert.Equal(desk.Now.Plus(Duration.Days(7)), desk.Pool.NextDue);
        desk.Pass(6);
        Assert.Equal(1, desk.Pool.Plan.Settings.Version);
        desk.AssertReplays();

        desk.Pass(1);

        Assert.Equal(2, desk.Pool.Plan.Settings.Version);
        Assert.Equal("Next door", desk.Pool.Plan.Settings.NameEn);
        Assert.Equal([1, 2], desk.Pool.PlanVersions.Select(version => version.Plan.Settings.Version));
        Assert.Equal(
            new DueItem.PlanEffective(2),
            desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>().Single().Items.Single());
        desk.AssertReplays();
    }

    [Fact]
    public void An_order_that_is_due_at_the_same_moment_settles_under_the_new_version_at_its_old_commission()
    {
        var desk = VersionScene.Cn();
        desk.Now = desk.Now.Plus(Duration.Days(8));
        desk.Accepted<PoolEvent.OrderPlaced>(new PoolCommand.PlaceOrder(
            desk.NextId, desk.Now, "o-1", "ann", "own", 1000L.Yuan, new(FundingMode.OwnGoods, "b"), []));
        desk.Now = desk.Now.Plus(Duration.Days(8));
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, "o-1"));
        var effective = desk.Now.Plus(Duration.Days(7));
        var next = Next with { Split = Next.Split with { Commission = 30.Percent } };
        desk.Now = desk.Now.Plus(Duration.Days(-8));
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, next) with
        {
            At = desk.Now, EffectiveAt = effective.Plus(Duration.Days(8)),
            Acknowledgements = VersionScene.All(next, desk.Now),
        });
        desk.Now = effective;
        desk.Pass(9);

        var row = desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>()
            .SelectMany(due => due.Items).OfType<DueItem.OrderFinal>().Single().Settlement;
        Assert.Equal((20.Percent, 1), (row.Rate, row.PlanVersion));
        desk.Buy("ben", "1000");
        var later = desk.Journal.Select(entry => entry.Event).OfType<PoolEvent.DueProcessed>()
            .SelectMany(due => due.Items).OfType<DueItem.OrderFinal>().Last().Settlement;
        Assert.Equal(2, later.PlanVersion);
    }

    [Fact]
    public void What_a_pool_has_for_life_does_not_change()
    {
        var desk = VersionScene.Cn();
        desk.RefusesWith(Refusal.PlanIdentity, "id", VersionScene.Publish(desk, Ordinary with { Id = "other" }));
        desk.RefusesWith(Refusal.PlanIdentity, "pool.float", VersionScene.Publish(desk, Ordinary with
        {
            Pool = Ordinary.Pool with { Float = 2000L.Yuan },
        }));
        desk.RefusesWith(Refusal.PlanIdentity, "profile", VersionScene.Publish(desk, Ordinary with
        {
            Profile = PlanProfile.Sandbox,
        }));
        desk.RefusesWith(Refusal.PlanVersionOrder, "2", VersionScene.Publish(desk, Ordinary with { Version = 3 }));
    }

    [Fact]
    public void Two_people_publish()
    {
        var desk = VersionScene.Cn();
        var publish = VersionScene.Publish(desk, Ordinary, Duration.Days(7));
        desk.Refuses(Refusal.ApproverNeeded, publish with { Approver = null });
        desk.Refuses(Refusal.SamePerson, publish with { Approver = publish.By });
    }

    [Fact]
    public void A_version_that_does_not_pass_its_review_is_not_published()
    {
        var desk = VersionScene.Cn();
        desk.RefusesWith(Refusal.PlanNotApproved, "CN-RAI-01", VersionScene.Publish(
            desk, Important with { Cap = Important.Cap with { Multiple = new(2_000_000) } }, Duration.Days(15)));
        desk.Refuses(Refusal.PlanUnreadable, VersionScene.Publish(desk, Ordinary, Duration.Days(7)) with
        {
            Plan = "{",
        });
        var publish = VersionScene.Publish(desk, Ordinary, Duration.Days(7));
        var refused = Assert.IsType<PoolEvent.Refused>(desk.Run(publish with { Acknowledgements = [] }));
        Assert.Equal(Refusal.PlanNotApproved, refused.Reason);
        Assert.Contains("CN-PAY-06", refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_acknowledgement_of_the_version_before_is_of_other_settings()
    {
        var desk = VersionScene.Cn();
        var refused = Assert.IsType<PoolEvent.Refused>(desk.Run(
            VersionScene.Publish(desk, Ordinary, Duration.Days(7)) with
            {
                Acknowledgements = VersionScene.All(VersionScene.Acknowledged, desk.Now),
            }));

        Assert.Equal(Refusal.PlanNotApproved, refused.Reason);
        Assert.Contains("CN-MLM-02", refused.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, PlanDraft> Worse => new(
        ("selling.enabled", Next with { Selling = Next.Selling with { Enabled = false } }),
        ("redeeming.enabled", Next with { Redeeming = Next.Redeeming with { Enabled = false } }),
        ("wallet.withdrawal.enabled", Next with { Withdrawal = Next.Withdrawal with { Enabled = false } }),
        ("wallet.withdrawal.fee",
            Next with { Withdrawal = Next.Withdrawal with { Fee = 1L.Yuan, Min = Next.Withdrawal.Min + 9L.Yuan } }),
        ("selling.maxAmountPerDay", Next with { Selling = Next.Selling with { MaxAmountPerDay = 1L.Yuan } }),
        ("selling.maxShareOfHoldingPerDay",
            Next with { Selling = Next.Selling with { MaxShareOfHoldingPerDay = 10.Percent } }),
        ("selling.minSpendBeforeSale", Next with { Selling = Next.Selling with { MinSpendBeforeSale = 1L.Yuan } }),
        ("redeeming.maxShareOfOrder", Next with { Redeeming = Next.Redeeming with { MaxShareOfOrder = 10.Percent } }),
        ("redeeming.minOrder", Next with { Redeeming = Next.Redeeming with { MinOrder = 10L.Yuan } }),
        ("wallet.withdrawal.max", Next with { Withdrawal = Next.Withdrawal with { Max = 10L.Yuan } }),
        ("wallet.withdrawal.dailyLimit", Next with { Withdrawal = Next.Withdrawal with { DailyLimit = 10L.Yuan } }));

    [Theory]
    [MemberData(nameof(Worse))]
    public void What_would_cut_issued_points_is_refused(string path, PlanDraft next)
    {
        var desk = VersionScene.Cn();
        var refused = Assert.IsType<PoolEvent.Refused>(desk.Run(VersionScene.Publish(desk, next, Duration.Days(15))));

        Assert.Equal(Refusal.PlanWorsens, refused.Reason);
        Assert.Contains(path, refused.Detail!.Split(' '));
        Assert.Contains(path, VersionGuard.Worsened(VersionScene.Acknowledged, next));
    }

    public static TheoryData<string, PlanDraft> ByPoint => new(
        ("selling.retention", Next with { Selling = Next.Selling with { Retention = 30.Percent } }),
        ("selling.minHolding", Next with { Selling = Next.Selling with { MinHolding = Duration.Days(1) } }),
        ("redeeming.redeemRate", Next with { Redeeming = Next.Redeeming with { RedeemRate = 30.Percent } }),
        ("redeeming.minHolding", Next with { Redeeming = Next.Redeeming with { MinHolding = Duration.Days(1) } }),
        ("cap.multiple", Next with { Cap = Next.Cap with { Multiple = new(1_100_000) } }));

    [Theory]
    [MemberData(nameof(ByPoint))]
    public void What_can_be_kept_to_new_points_is_published(string path, PlanDraft next)
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, next, Duration.Days(15)));

        var change = Assert.Single(PlanChanges.Between(VersionScene.Acknowledged, next));
        Assert.Equal((path, ChangeEffect.NewPointsOnly), (change.Path, change.Effect));
        Assert.Contains(path, VersionGuard.Worsened(VersionScene.Acknowledged, next));
    }

    [Fact]
    public void The_sandbox_waits_for_nobody()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        var next = VersionScene.Open with
        {
            Version = 2,
            Pool = VersionScene.Open.Pool with { MintRatio = 10.Percent },
        };
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, next) with
        {
            By = null, Approver = null, EffectiveAt = new(0),
        });

        Assert.Equal(2, desk.Pool.Plan.Settings.Version);
        Assert.Equal(10.Percent.Of(160L.Yuan), Assert.IsType<PoolEvent.OrderSettled>(
            desk.Settle("ann", "1000")).Settlement.MintValue);
    }

    [Fact]
    public void A_lower_split_price_splits_at_once_and_changes_no_value()
    {
        var desk = new Desk(VersionScene.Open);
        desk.Settle("ann", "1000");
        desk.Accepted<PoolEvent.CapitalInjected>(new PoolCommand.InjectCapital(
            desk.NextId, desk.Now, 11_040L.Yuan, "own", "v", null));
        var value = desk["ann"].Value;
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, VersionScene.Open with
        {
            Version = 2, Pool = VersionScene.Open.Pool with { SplitAt = 10L.Yuan },
        }));

        Assert.Equal((2, value), (desk.Pool.Backing.Scale, desk["ann"].Value));
        desk.AssertReplays();
    }

    [Fact]
    public void While_paused_a_version_waits_like_all_due_work()
    {
        var desk = VersionScene.Cn();
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Ordinary, Duration.Days(7)));
        desk.Accepted<PoolEvent.PoolPaused>(new PoolCommand.PausePool(desk.NextId, desk.Now, "wang", "audit"));
        desk.Pass(8);
        Assert.Equal(1, desk.Pool.Plan.Settings.Version);

        desk.Accepted<PoolEvent.PauseLifted>(new PoolCommand.LiftPause(desk.NextId, desk.Now, "wang", "li"));

        Assert.Equal(2, desk.Pool.Plan.Settings.Version);
    }
}
