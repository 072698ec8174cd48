using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>Orders paid partly in coins: what each side gets, and how a refund undoes it.</summary>
public sealed class CoinOrderTests
{
    private static Desk Scene(bool reduces = false)
    {
        var desk = new Desk(CoinScene.Plan);
        desk.Owe("ann", "10000", reduces: reduces);
        desk.Fund("5000");
        return desk;
    }

    [Fact]
    public void A_coin_order_settles_the_claim_pays_the_merchant_and_locks_points_for_the_deposit()
    {
        var desk = Scene();
        desk.Buy("o-1", "ann", "1000", "500");

        // Cash 500: C 100, F 10, R 10, I 80, M 56. Coins 500: deposit 80, of which 70 % mints 56 more.
        var settled = desk.Due().OfType<DueItem.OrderFinal>().Single().Settlement;
        Assert.Equal((500L.Yuan, 80L.Yuan, 56L.Points), (settled.Amount, settled.Inflow, settled.Points));
        Assert.Equal(new SettledCoins(500L.Yuan, 500L.Yuan, 80L.Yuan, 56L.Points), settled.Coins);
        Assert.Equal((160L.Yuan, 112L.Points), (desk.Pool.Backing.Pool, desk.Pool.Backing.Circulating));
        var ann = desk.Creditor("ann");
        Assert.Equal(
            (9500L.Yuan, Money.Zero, 500L.Yuan, 56L.Points, 500L.Yuan),
            (ann.Coins, ann.CoinsHeld, ann.SettledByGoods, ann.Locked, ann.LockedBasis));
        Assert.Equal((80L.Yuan, 56L.Points), (ann.LockedValue, desk["ann"].Points));
        Assert.Equal((4420L.Yuan, Money.Zero), (desk.Pool.Legacy!.Fund, desk.Pool.Legacy.FundHeld));

        // A − C of the cash part, and the value of the coin part without any commission on it.
        Assert.Equal(900L.Yuan, desk.Pool.Merchants().Single().Payable);
        desk.AssertBooks();
    }

    [Fact]
    public void The_fund_holds_value_and_deposit_from_payment_on_and_what_it_cannot_cover_is_refused()
    {
        var desk = Scene();
        desk.Place("o-1", "ann", "8000");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "4000"));
        Assert.Equal((360L.Yuan, 4640L.Yuan), (desk.Pool.Legacy!.Fund, desk.Pool.Legacy.FundHeld));

        desk.Place("o-2", "ann", "1000");
        desk.Refuses(Refusal.SettlementFundShort, desk.Coins("o-2", "ann", "310.35"));
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-2", "ann", "310.34"));
        Assert.Equal(Yuan("0.0056"), desk.Pool.Legacy.Fund);
        desk.AssertBooks();
    }

    [Fact]
    public void Coins_pay_at_most_the_share_of_the_order_however_often_they_are_asked()
    {
        var desk = Scene();
        desk.Place("o-1", "ann", "1000");
        desk.Refuses(Refusal.CoinShareExceeded, desk.Coins("o-1", "ann", "500.01"));
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "300"));
        desk.Refuses(Refusal.CoinShareExceeded, desk.Coins("o-1", "ann", "200.01"));
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "200"));
        Assert.Equal(
            new PendingCoins(500L.Yuan, 500L.Yuan, 80L.Yuan), desk.Pool.PendingOf("o-1")!.Coins);
    }

    [Fact]
    public void Who_did_not_agree_has_no_coins_and_pays_with_none()
    {
        var desk = Scene();
        desk.Owe("ben", "1000", agrees: false);
        desk.Place("o-1", "ben", "100");
        desk.Place("o-2", "cat", "100");
        desk.Place("o-3", "ann", "100");

        desk.Refuses(Refusal.NoConsent, desk.Coins("o-1", "ben", "10"));
        desk.Refuses(Refusal.NotACreditor, desk.Coins("o-2", "cat", "10"));
        desk.Refuses(Refusal.WrongMember, desk.Coins("o-2", "ann", "10"));
        desk.Refuses(Refusal.OrderUnknown, desk.Coins("o-9", "ann", "10"));
        desk.Refuses(Refusal.CoinsTooFew, desk.Coins("o-3", "ann", "10000.01"));
        desk.Refuses(Refusal.CoinsTooFew, desk.Coins("o-3", "ann", "0"));
    }

    [Fact]
    public void A_refund_before_finality_gives_coins_back_as_coins_and_cash_as_cash()
    {
        var desk = Scene();
        desk.Place("o-1", "ann", "1000");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "300"));

        var part = Assert.IsType<PoolEvent.OrderRefunded>(desk.Refund("o-1", "100"));
        Assert.Equal((70L.Yuan, new CoinRefund(30L.Yuan, 30L.Yuan, Yuan("4.8"))), (part.Cash, part.Coins));
        var rest = Assert.IsType<PoolEvent.OrderRefunded>(desk.Refund("o-1", "900"));
        Assert.Equal((630L.Yuan, new CoinRefund(270L.Yuan, 270L.Yuan, Yuan("43.2"))), (rest.Cash, rest.Coins));

        var ann = desk.Creditor("ann");
        Assert.Equal((10_000L.Yuan, Money.Zero, true), (ann.Coins, ann.CoinsHeld, ann.CanRevoke));
        Assert.Equal((5000L.Yuan, Money.Zero), (desk.Pool.Legacy!.Fund, desk.Pool.Legacy.FundHeld));
        desk.AssertBooks();
    }

    [Fact]
    public void A_partial_delivery_settles_what_the_refund_left()
    {
        var desk = Scene();
        desk.Place("o-1", "ann", "1000");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-1", "ann", "333.33"));
        Assert.IsType<PoolEvent.OrderRefunded>(desk.Refund("o-1", "250.01"));
        desk.Finish("o-1");

        // 250.01 × 333.33 ÷ 1000 = 83.3358… is 83.33 in whole fen.
        var settled = desk.Due().OfType<DueItem.OrderFinal>().Single().Settlement;
        Assert.Equal((Yuan("499.99"), 250L.Yuan), (settled.Amount, settled.Coins!.Value));
        Assert.Equal(250L.Yuan, desk.Creditor("ann").SettledByGoods);
        desk.AssertBooks();
    }

    [Fact]
    public void A_reversal_after_finality_restores_coins_and_takes_deposit_and_locked_points_back()
    {
        var desk = Scene();
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Place("o-2", "ben", "1000");
        desk.Finish("o-2");

        var price = desk.Pool.Backing.Price;
        var reversed = Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", "1000"));
        var back = reversed.Coins!;
        Assert.Equal((500L.Yuan, 500L.Yuan, 80L.Yuan), (reversed.Amount, back.Value, back.Deposit));
        Assert.Equal((56L.Points, Points.Zero), (back.FromLocked, back.FromFreed));
        Assert.True(desk.Pool.Backing.Price.IsAtLeast(price));
        var ann = desk.Creditor("ann");
        Assert.Equal(
            (10_000L.Yuan, Money.Zero, Points.Zero, Money.Zero),
            (ann.Coins, ann.SettledByGoods, ann.Locked, ann.LockedBasis));
        Assert.Equal(5000L.Yuan, desk.Pool.Legacy!.Fund);
        Assert.Equal(Money.Zero, desk.Pool.Totals.LegacyDeposits);
        desk.AssertBooks();
        desk.Refuses(Refusal.RefundExceedsOrder, new PoolCommand.ReverseOrder(
            desk.NextId, desk.Now, "o-1", Money.FromUnits(Money.UnitsPerFen)));
    }

    [Fact]
    public void Reversals_in_parts_come_to_the_same_as_one()
    {
        var desk = Scene();
        desk.Buy("o-1", "ann", "999.99", "333.33");
        foreach (var part in (string[])["0.01", "333.33", "1.07", "665.58"])
        {
            Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", part));
            desk.AssertBooks();
        }

        Assert.Equal(10_000L.Yuan, desk.Creditor("ann").Coins);
        Assert.Equal((Money.Zero, Points.Zero), (desk.Creditor("ann").SettledByGoods, desk.Creditor("ann").Locked));
    }

    [Fact]
    public void Without_deposit_there_are_no_points()
    {
        var desk = new Desk(CoinScene.Plan.With((CoinSettings coin) => coin with { DepositRate = Rate.Zero }));
        desk.Owe("ann", "1000");
        desk.Fund("500");
        desk.Buy("o-1", "ann", "1000", "500");

        var ann = desk.Creditor("ann");
        Assert.Equal((500L.Yuan, Points.Zero, Money.Zero), (ann.SettledByGoods, ann.Locked, ann.LockedBasis));
        desk.AssertBooks();
    }

    [Fact]
    public void An_order_can_be_paid_in_coins_alone_where_the_plan_allows_it()
    {
        var desk = new Desk(CoinScene.Plan.With((CoinSettings coin) => coin with { MaxShareOfOrder = Rate.Whole }));
        desk.Owe("ann", "1000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "1000");
        Assert.Equal((1000L.Yuan, 112L.Points), (desk.Creditor("ann").SettledByGoods, desk.Creditor("ann").Locked));
        desk.AssertBooks();

        Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", "250"));
        Assert.Equal((750L.Yuan, 84L.Points), (desk.Creditor("ann").SettledByGoods, desk.Creditor("ann").Locked));
        desk.AssertBooks();
    }
}
