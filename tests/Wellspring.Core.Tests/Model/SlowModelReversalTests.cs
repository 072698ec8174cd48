using System.Numerics;
using Wellspring.Core.Pools;
using static Wellspring.Core.Tests.Model.Worked;

namespace Wellspring.Core.Tests.Model;

/// <summary>Rule 8 by hand: who gives back what, when an order is refunded after finality.</summary>
public sealed class SlowModelReversalTests
{
    [Fact]
    public void A_whole_reversal_releases_the_inflow_and_leaves_the_rise_to_the_others()
    {
        var pool = TwoOrders();

        pool.Reverse("o1", "1000");

        // Due 200. The 112 points are worth 112 · 320 ÷ 190.4 = 188.23, but only I = 160 leaves; F + R = 40 is repaid.
        Assert.Equal("160.000000", Money(pool.Now.Totals.Released));
        Assert.Equal("160.000000", Money(pool.Now.Pool));
        Assert.Equal("78.40000000", Amount(pool.Now.Circulating));
        Assert.Equal("40.000000", Money(pool.Now.Platform));
        Assert.Equal(BigInteger.Zero, pool.Member("ann").Basis);
        Assert.Equal(BigInteger.Zero, pool.Member("ann").Spent);
    }

    [Fact]
    public void Two_halves_come_to_the_whole()
    {
        var pool = TwoOrders();

        pool.Reverse("o1", "500");
        Assert.Equal("80.000000", Money(pool.Now.Totals.Released));
        Assert.Equal("56.00000000", Amount(pool.Member("ann").Points));
        Assert.Equal("500.000000", Money(pool.Member("ann").Basis));

        pool.Reverse("o1", "500");
        Assert.Equal("160.000000", Money(pool.Now.Pool));
        Assert.Equal("78.40000000", Amount(pool.Now.Circulating));
        Assert.Equal(Refusal.RefundExceedsOrder, pool.Do(ReverseFen).Refusal);
    }

    [Fact]
    public void Points_sold_before_are_owed_at_their_mint_value_and_the_platform_advances_them()
    {
        var pool = TwoOrders();
        pool.Sell("ann", PointsAsked.All);
        Assert.Equal("150.588235", Money(pool.Member("ann").SaleMoney));

        pool.Reverse("o1", "1000");

        // Due 200, nothing to burn: ann owes M = 112, the platform the other 88; it has 80 of the 200.
        Assert.Equal("112.000000", Money(pool.Member("ann").Receivable));
        Assert.Equal("150.588235", Money(pool.Member("ann").SaleMoney));
        Assert.Equal("120.000000", Money(pool.Now.PlatformReceivable));
        Assert.Equal("169.411765", Money(pool.Now.Pool));
        Assert.Equal(Refusal.ReceivableOpen, pool.Do((id, at) =>
            new PoolCommand.RequestWithdrawal(id, at, "w1", "ann", Yuan("1"))).Refusal);

        // Her next order brings 40 to the platform, her next sale pays off the 112 first.
        pool.Settle("o3", "ann", "1000");
        Assert.Equal("80.000000", Money(pool.Now.PlatformReceivable));
        var worth = pool.Now.Value(pool.Member("ann").Points) * 8 / 10;
        pool.Sell("ann", PointsAsked.All);
        Assert.Equal(BigInteger.Max(0, Yuan("112").Units - worth), pool.Member("ann").Receivable);
    }

    [Fact]
    public void Rewards_are_taken_back_from_wallets_and_else_owed()
    {
        var pool = new Worked(draft => draft with
        {
            Rewards = new() { Direct = Rate.FromParts(3_000), Indirect = Rate.FromParts(2_000) },
        });
        pool.Bind("ann", "ben");
        pool.Bind("ben", "cai");
        pool.Settle("o1", "ann", "1000");
        pool.Must((id, at) => new PoolCommand.RequestWithdrawal(id, at, "w1", "cai", Yuan("2")));

        pool.Reverse("o1", "500");

        // Due 100: 80 released, 1.5 from ben, 1 owed by cai and advanced, 17.5 from the platform, which had 35.
        Assert.Equal("1.500000", Money(pool.Member("ben").RewardMoney));
        Assert.Equal("1.000000", Money(pool.Member("cai").Receivable));
        Assert.Equal("16.500000", Money(pool.Now.Platform));
        Assert.Equal("80.000000", Money(pool.Now.Pool));
        Assert.Equal("56.00000000", Amount(pool.Now.Circulating));
    }

    [Fact]
    public void Points_of_a_later_round_are_not_burnt()
    {
        var pool = new Worked(draft => draft);
        pool.Settle("o1", "ann", "1000");
        pool.Sell("ann", PointsAsked.All);
        Assert.Equal("32.000000", Money(pool.Now.Reserve));
        Assert.Equal("10/7", pool.Fraction());
        pool.Settle("o2", "ann", "1000");
        Assert.Equal("78.40000000", Amount(pool.Member("ann").Points));

        pool.Reverse("o1", "1000");

        Assert.Equal("78.40000000", Amount(pool.Member("ann").Points));
        Assert.Equal("1000.000000", Money(pool.Member("ann").Basis));
        Assert.Equal("112.000000", Money(pool.Member("ann").Receivable));
        Assert.Equal("120.000000", Money(pool.Now.PlatformReceivable));
    }

    [Fact]
    public void Points_are_demanded_in_the_present_scale()
    {
        var pool = new Worked(draft => draft with { Pool = new() { SplitAt = Yuan("10") } });
        pool.Settle("o1", "ann", "1000");
        pool.Inject("1440");
        Assert.Equal(1, pool.Now.Scale);
        Assert.Equal("1120.00000000", Amount(pool.Member("ann").Points));

        pool.Reverse("o1", "500");

        Assert.Equal("560.00000000", Amount(pool.Member("ann").Points));
        Assert.Equal("80.000000", Money(pool.Now.Totals.Released));
        Assert.Equal("1520.000000", Money(pool.Now.Pool));
    }

    [Fact]
    public void A_late_part_never_releases_more_than_it_owes()
    {
        var pool = new Worked(draft => draft with
        {
            Split = new() { Platform = Rate.Zero, RewardBudget = Rate.Zero },
        });
        pool.Settle("o1", "ben", "1000");
        pool.Settle("o2", "ann", "1000");
        pool.Reverse("o2", "990");
        Assert.Equal("163.058823", Money(pool.Now.Totals.Released));
        pool.Inject("100000");

        // Up to I · x ÷ A there is 36.94 left to release, and 0.98 points are worth about 696; but only 2 is due.
        pool.Reverse("o2", "10");

        Assert.Equal("165.058823", Money(pool.Now.Totals.Released));
    }

    [Fact]
    public void A_commission_drawn_from_a_deposit_goes_back_to_it()
    {
        var pool = new Worked(draft => draft);
        var direct = new Funding(FundingMode.MerchantDirect, null);
        Assert.Equal(Refusal.CommissionUnfunded, pool.Do((id, at) => new PoolCommand.SettleOrder(
            id, at, "o1", "ann", "shop", Yuan("1000"), direct, [])).Refusal);

        pool.Must((id, at) => new PoolCommand.TopUpDeposit(id, at, "shop", Yuan("250"), "v1"));
        pool.Settle("o1", "ann", "1000", direct);
        Assert.Equal("50.000000", Money(pool.Now.Deposit("shop")));

        pool.Reverse("o1", "500");
        Assert.Equal("150.000000", Money(pool.Now.Deposit("shop")));
    }

    private static PoolCommand ReverseFen(string id, Instant at) =>
        new PoolCommand.ReverseOrder(id, at, "o1", Yuan("0.01"));

    private static Worked TwoOrders()
    {
        var pool = new Worked(draft => draft);
        pool.Settle("o1", "ann", "1000");
        pool.Settle("o2", "ben", "1000");
        return pool;
    }
}
