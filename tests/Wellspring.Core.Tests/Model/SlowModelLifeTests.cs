using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.Model.Worked;

namespace Wellspring.Core.Tests.Model;

/// <summary>Orders in time, notices, pause, redeeming, wallets and closing, with small numbers done by hand.</summary>
public sealed class SlowModelLifeTests
{
    private static readonly Duration Week = Duration.Days(7);

    [Fact]
    public void A_delivered_order_settles_when_its_return_window_is_over()
    {
        var pool = new Worked(draft => draft);
        pool.Place("o1", "ann", "1000");
        pool.Place("o2", "ben", "1000");
        pool.Deliver("o2");
        pool.Time = pool.Time.Plus(Duration.Days(1));
        pool.Deliver("o1");

        Assert.Empty(pool.Advance(Duration.Days(5)).Before.Due);
        var answer = pool.Advance(Week);

        Assert.Equal(["o2", "o1"], answer.Before.Due.Select(due => due.Order));
        Assert.Equal("112.00000000", Amount(pool.Member("ben").Points));
        Assert.Equal("78.40000000", Amount(pool.Member("ann").Points));
    }

    [Fact]
    public void A_refused_command_keeps_the_clock_unless_something_was_due()
    {
        var pool = new Worked(draft => draft);
        pool.Place("o1", "ann", "1000");
        pool.Deliver("o1");

        pool.Time = new(1_000);
        Assert.Equal(Refusal.NotEnoughPoints, SellAll(pool).Refusal);
        Assert.Equal(0, pool.Now.Clock);

        pool.Time = pool.Time.Plus(Week);
        Assert.Equal(Refusal.NotPaused, pool.Do((id, at) => new PoolCommand.LiftPause(id, at, "a", "b")).Refusal);
        Assert.Equal(pool.Time.Milliseconds, pool.Now.Clock);
        Assert.Equal(1, pool.Now.Totals.Orders);
    }

    [Fact]
    public void A_notice_opens_exactly_at_the_cap_and_the_exit_runs_at_its_end()
    {
        var pool = Notifying();
        pool.Settle("o1", "ann", "1000");
        pool.Inject("1039.99");
        Assert.Null(pool.Member("ann").Notice);
        pool.Inject("0.01");
        Assert.NotNull(pool.Member("ann").Notice);

        var exit = Assert.Single(pool.Advance(Week).Before.Exits);

        Assert.Equal("1200.000000", Money(exit.Value));
        Assert.Equal("960.000000", Money(exit.Paid));
        Assert.Equal("240.000000", Money(pool.Now.Reserve));
        Assert.Equal(BigInteger.Zero, pool.Member("ann").Basis);
    }

    [Fact]
    public void A_notice_lapses_when_an_own_order_lifts_the_limit()
    {
        var pool = Notifying();
        pool.Settle("o1", "ann", "1000");
        pool.Inject("1040");

        pool.Settle("o2", "ann", "1000");

        Assert.Null(pool.Member("ann").Notice);
        Assert.Empty(pool.Advance(Week).Before.Due);
    }

    [Fact]
    public void Where_selling_is_off_an_exit_pays_goods_credit_that_can_be_spent()
    {
        var pool = new Worked(draft => draft with
        {
            Selling = new() { Enabled = false },
            Cap = new() { Multiple = new(1_200_000), Automatic = true },
        });
        pool.Settle("o1", "ann", "1000");

        var exit = Assert.Single(pool.Inject("2000").Own.Exits);

        // Worth 2160, clamped to 1200.
        Assert.Equal("2160.000000", Money(exit.Value));
        Assert.Equal("960.000000", Money(pool.Member("ann").GoodsCredit));
        pool.Must((id, at) => new PoolCommand.SpendCredit(id, at, "ann", "o9", Yuan("959.99")));
        Assert.Equal("0.010000", Money(pool.Member("ann").GoodsCredit));
    }

    [Fact]
    public void While_paused_nothing_becomes_due_and_the_end_of_the_pause_wakes_it()
    {
        var pool = new Worked(draft => draft);
        pool.Place("o1", "ann", "1000");
        pool.Deliver("o1");
        pool.Must((id, at) => new PoolCommand.PausePool(id, at, "boss", null));
        Assert.Empty(pool.Advance(Week).Before.Due);
        Assert.Equal(Refusal.SamePerson, pool.Do((id, at) => new PoolCommand.LiftPause(id, at, "a", "a")).Refusal);

        var answer = pool.Must((id, at) => new PoolCommand.LiftPause(id, at, "a", "b"));

        Assert.Equal("o1", Assert.Single(answer.Later.Due).Order);
        Assert.Equal("112.00000000", Amount(pool.Member("ann").Points));
    }

    [Fact]
    public void An_order_without_its_commission_waits_for_the_deposit()
    {
        var pool = new Worked(draft => draft);
        pool.Place("o1", "ann", "1000", new(FundingMode.MerchantDirect, null));
        pool.Deliver("o1");

        var held = Assert.Single(pool.Advance(Week).Before.Due);
        Assert.Equal(Refusal.CommissionUnfunded, held.Held);
        Assert.Empty(pool.Advance(Week).Before.Due);

        var answer = pool.Must((id, at) => new PoolCommand.TopUpDeposit(id, at, "shop", Yuan("200"), "v1"));
        Assert.Equal(Refusal.None, Assert.Single(answer.Later.Due).Held);
        Assert.Equal(BigInteger.Zero, pool.Now.Deposit("shop"));
    }

    [Fact]
    public void Points_pay_for_goods_and_goods_returned_go_to_the_reserve()
    {
        var pool = new Worked(draft => draft);
        pool.Settle("o1", "ann", "1000");
        pool.Settle("o2", "ben", "1000");
        pool.Place("o3", "ann", "200");
        pool.Deliver("o3");

        // Worth 188.235294: the credit is in whole fen, the crumb stays.
        pool.Must((id, at) => new PoolCommand.RedeemPoints(id, at, "ann", PointsAsked.All, "o3", null));
        Assert.Equal("188.230000", Money(pool.Now.Totals.Redeemed));
        Assert.Equal("131.770000", Money(pool.Now.Pool));

        // Cash first: 11.77, then 88.23 of the goods.
        pool.Refund("o3", "100");
        Assert.Equal("88.230000", Money(pool.Now.Reserve));
        pool.Advance(Week);
        Assert.Equal(3, pool.Now.Totals.Orders);
        Assert.Equal(BigInteger.Zero, pool.Member("ann").Points);

        pool.Refund("o3", "100");
        Assert.Equal("188.230000", Money(pool.Now.Reserve));
        Assert.Equal(Refusal.OrderFinal, pool.Do((id, at) =>
            new PoolCommand.RefundOrder(id, at, "o3", Yuan("0.01"))).Refusal);
    }

    [Fact]
    public void Goods_returned_can_be_paid_out_again_so_they_count_as_money_that_came_in()
    {
        var pool = new Worked(draft => draft with { Selling = new() { Retention = Rate.Zero } });
        pool.Settle("o1", "ann", "1000");
        pool.Must((id, at) => new PoolCommand.RedeemPoints(id, at, "ann", PointsAsked.All, "bill", null));
        pool.Refund("bill", "160");
        pool.Settle("o2", "ben", "1000");
        pool.Must((id, at) => new PoolCommand.ReturnReserve(id, at, null, null));
        pool.Sell("ben", PointsAsked.All);

        // 320 came in; 160 in goods and 320 in money went out. Rule 16.8 as written would want 480 ≤ 320.
        Assert.Equal("320.000000", Money(pool.Now.Totals.Inflow));
        Assert.Equal("480.000000", Money(pool.Now.Totals.Paid + pool.Now.Totals.Redeemed));
        Assert.Equal("160.000000", Money(pool.Now.Totals.GoodsReturned));
    }

    [Fact]
    public void A_thin_margin_pays_the_platform_first_and_a_remainder_without_points_stays_in_reserve()
    {
        var pool = new Worked(draft => draft with { Split = new() });

        pool.Must((id, at) => new PoolCommand.SettleOrder(
            id, at, "o1", "ann", "shop", Yuan("1000"), null, [new("tea", Yuan("1000"), Yuan("970"))]));

        // C = 30: F = 20, R = 10, I = 0, so no points that could carry the remainder of 10.
        Assert.Equal("20.000000", Money(pool.Now.Platform));
        Assert.Equal("10.000000", Money(pool.Now.Reserve));
        Assert.Equal(BigInteger.Zero, pool.Now.Pool);
    }

    [Fact]
    public void A_subsidy_adds_to_the_inflow_until_it_is_used_up()
    {
        var pool = new Worked(draft => draft);
        pool.Must((id, at) => new PoolCommand.Subsidise(
            id, at, Yuan("25"), Rate.FromParts(20_000), "own", "v1", null));

        pool.Settle("o1", "ann", "1000");
        Assert.Equal("126.00000000", Amount(pool.Member("ann").Points));
        Assert.Equal("180.000000", Money(pool.Now.Pool));

        pool.Settle("o2", "ben", "1000");
        Assert.Equal("345.000000", Money(pool.Now.Pool));
        pool.Settle("o3", "cai", "1000");
        Assert.Equal("505.000000", Money(pool.Now.Pool));

        pool.Reverse("o1", "1000");
        Assert.Equal("160.000000", Money(pool.Now.Totals.Released));
    }

    [Fact]
    public void A_withdrawal_that_fails_returns_the_money_where_it_came_from()
    {
        var pool = new Worked(draft => draft with { Withdrawal = new() { DailyLimit = Yuan("100") } });
        pool.Settle("o1", "ann", "1000");
        pool.Sell("ann", PointsAsked.All);
        pool.Must((id, at) => new PoolCommand.RequestWithdrawal(id, at, "w1", "ann", Yuan("100")));
        Assert.Equal("28.000000", Money(pool.Member("ann").SaleMoney));
        Assert.Equal(Refusal.WithdrawalBounds, pool.Do((id, at) =>
            new PoolCommand.RequestWithdrawal(id, at, "w2", "ann", Yuan("0.01"))).Refusal);

        pool.Must((id, at) => new PoolCommand.ApproveWithdrawal(id, at, "w1", "boss"));
        pool.Must((id, at) => new PoolCommand.WithdrawalFailed(id, at, "w1", null));

        Assert.Equal("128.000000", Money(pool.Member("ann").SaleMoney));
        pool.Must((id, at) => new PoolCommand.RequestWithdrawal(id, at, "w2", "ann", Yuan("0.01")));
    }

    [Fact]
    public void Closing_gives_each_its_part_and_the_crumb_to_the_reserve()
    {
        var pool = new Worked(draft => draft with { Pool = new() { Float = Yuan("100") } });
        pool.Settle("o1", "ann", "1000");
        pool.Must((id, at) => new PoolCommand.AnnounceClosing(id, at, "boss"));
        pool.Advance(Duration.Days(29));
        Assert.Equal(Refusal.ClosingNotDue, pool.Do(Close).Refusal);
        pool.Advance(Duration.Days(1));

        pool.Must(Close);

        // 112 and 100 of 212 points, 260 yuan: 137.358490, 122.641509 and a crumb.
        Assert.Equal("137.358490", Money(pool.Member("ann").SaleMoney));
        Assert.Equal("162.641509", Money(pool.Now.Platform));
        Assert.Equal("0.000001", Money(pool.Now.Reserve));
        Assert.Equal(Refusal.PoolClosed, pool.Do(Close).Refusal);
    }

    [Fact]
    public void Points_split_while_the_price_stands_at_the_limit_or_above()
    {
        var pool = new Worked(draft => draft with { Pool = new() { SplitAt = Yuan("10") } });
        pool.Settle("o1", "ann", "1000");

        // 160 + 112 000 - 160 is exactly 1000 yuan a point: three splits, down to 1.
        var answer = pool.Inject("111840");

        Assert.Equal(3, answer.Own.Splits);
        Assert.Equal("112000.00000000", Amount(pool.Member("ann").Points));
        Assert.Equal("1/1", pool.Fraction());
        Assert.Equal(Refusal.ScaleChanged, pool.Do((id, at) =>
            new PoolCommand.SellPoints(id, at, "ann", PointsAsked.All, default, 0)).Refusal);
    }

    private static Worked Notifying() => new(draft => draft with
    {
        Cap = new CapSettings { Multiple = new(1_200_000), NoticePeriod = Week },
    });

    private static SlowAnswer SellAll(Worked pool) =>
        pool.Do((id, at) => new PoolCommand.SellPoints(id, at, "ann", PointsAsked.All, default, null));

    private static PoolCommand Close(string id, Instant at) => new PoolCommand.ClosePool(id, at, "boss");
}
