using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Wellspring.Core.Tests.Versions;
using static Wellspring.Core.Tests.TestPlans;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>What becomes of released points: proceeds, exits on their own basis, reversals, closing.</summary>
public sealed class ProceedsTests
{
    private static readonly PlanDraft Plan = CoinScene.Plan.With((ReleaseSettings release) => release with
    {
        DailyCap = Rate.Whole,
    });

    // Ann has 56 free points of her cash and 56 released ones; 112 in all, of 190.4 in circulation on 320 yuan.
    private static Desk Released(bool reduces, PlanDraft? plan = null, string claim = "10000")
    {
        var desk = new Desk(plan ?? Plan);
        desk.Owe("ann", claim, reduces: reduces);
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Place("z-1", "zoe", "2000");
        desk.Finish("z-1");
        desk.Pass(1);
        Assert.Equal(Points.Zero, desk.Creditor("ann").Locked);
        return desk;
    }

    [Fact]
    public void Released_points_are_sold_first_and_their_net_proceeds_reduce_the_claim_if_it_was_signed_so()
    {
        var desk = Released(reduces: true);
        desk.Owe("ann", "7", agrees: false);
        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann", "28"));
        var ann = desk.Creditor("ann");
        Assert.Equal(28L.Points, ann.Freed);
        Assert.Equal((sold.Paid, sold.Paid), (ann.Proceeds, ann.SettledByProceeds));

        // The seven yuan that were not converted went first, then coins, one by one.
        Assert.Equal((Money.Zero, 9507L.Yuan - sold.Paid), (ann.Unconverted, ann.Coins));
        desk.AssertBooks();

        var rest = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann", "84"));
        var third = Money.FromUnits(rest.Paid.Units / 3);
        Assert.Equal(sold.Paid + third, desk.Creditor("ann").SettledByProceeds);
        Assert.Equal((Points.Zero, Money.Zero), (desk.Creditor("ann").Freed, desk.Creditor("ann").ClaimBasis));
        desk.AssertBooks();
    }

    [Fact]
    public void Proceeds_reduce_nothing_where_that_was_not_signed()
    {
        var desk = Released(reduces: false);
        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann", "28"));
        var ann = desk.Creditor("ann");
        Assert.Equal((sold.Paid, Money.Zero, 9500L.Yuan), (ann.Proceeds, ann.SettledByProceeds, ann.Coins));
        desk.AssertBooks();
    }

    [Fact]
    public void A_disputed_part_and_coins_on_orders_stay_out_of_it()
    {
        var desk = Released(reduces: true, claim: "600");
        desk.Owe("ann", "50", agrees: false);
        var claim = desk.Pool.Claims().Last().Id;
        desk.Accepted<PoolEvent.ClaimDisputed>(
            new PoolCommand.DisputeClaim(desk.NextId, desk.Now, claim, "wang", "amount"));
        desk.Place("o-2", "ann", "200");
        desk.Accepted<PoolEvent.CoinsPaid>(desk.Coins("o-2", "ann", "90"));
        desk.Sell("ann", "56");
        var ann = desk.Creditor("ann");
        Assert.Equal((50L.Yuan, 90L.Yuan, 90L.Yuan), (ann.Unconverted, ann.Coins, ann.CoinsHeld));
        Assert.Equal(10L.Yuan, ann.SettledByProceeds);
        desk.AssertBooks();
    }

    [Fact]
    public void Redeeming_for_goods_counts_as_proceeds_too()
    {
        var desk = Released(reduces: true);
        desk.Place("o-2", "ann", "1000");
        var redeemed = desk.Accepted<PoolEvent.PointsRedeemed>(new PoolCommand.RedeemPoints(
            desk.NextId, desk.Now, "ann", new(56L.Points), "o-2", null));
        Assert.Equal(redeemed.Credit, desk.Creditor("ann").SettledByProceeds);
        desk.AssertBooks();
    }

    [Fact]
    public void Locked_points_are_neither_sold_nor_redeemed()
    {
        var desk = new Desk(CoinScene.Plan);
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Refuses(Refusal.NotEnoughPoints, new PoolCommand.SellPoints(
            desk.NextId, desk.Now, "ann", new(InPoints("56.00000001")), Money.Zero, null));
        Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));
        Assert.Equal(56L.Points, desk.Creditor("ann").Locked);
        Assert.Equal(desk.Pool.Backing.Circulating, desk.Creditor("ann").Locked);
        desk.AssertBooks();
    }

    [Fact]
    public void An_exit_takes_free_points_only_and_its_limit_counts_the_claim_part_of_released_ones()
    {
        var plan = CoinScene.Plan with { Cap = new() { Multiple = new(1_200_000), Automatic = true } };
        var desk = new Desk(plan);
        desk.Owe("ann", "10000", reduces: true);
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Place("z-1", "zoe", "1000");
        desk.Finish("z-1");
        desk.Pass(1);

        // L = 1.2 × 500 for what she paid + 5 for the claim part of 0.56 released points.
        var held = desk["ann"].Points;
        Assert.Equal((InPoints("56.56"), 5L.Yuan), (held, desk.Creditor("ann").ClaimBasis));
        desk.AssertBooks();
        desk.Inject("3000");
        var exit = Assert.Single(desk.Journal[^1].Event.After.Exits, one => one.Member == desk.NumberOf("ann"));
        Assert.Equal((held, Yuan("484")), (exit.Points, exit.Paid));
        var ann = desk.Creditor("ann");
        Assert.Equal((InPoints("55.44"), Points.Zero, Money.Zero), (ann.Locked, ann.Freed, ann.ClaimBasis));
        Assert.Equal(Money.FromUnits(484_000_000L * 56 / 5_656), ann.SettledByProceeds);
        desk.AssertBooks();
    }

    [Fact]
    public void A_reversal_takes_released_points_once_no_locked_ones_are_left()
    {
        var desk = Released(reduces: false);
        var reversed = Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", "1000"));
        Assert.Equal((Points.Zero, 56L.Points), (reversed.Coins!.FromLocked, reversed.Coins.FromFreed));
        Assert.Equal((Points.Zero, Points.Zero), (desk["ann"].Points, desk.Creditor("ann").Freed));
        desk.AssertBooks();
    }

    [Fact]
    public void What_was_sold_before_a_reversal_is_not_asked_of_the_fund()
    {
        var desk = Released(reduces: false);
        Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));
        var price = desk.Pool.Backing.Price;
        var reversed = Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", "1000"));
        Assert.Equal((500L.Yuan, Money.Zero), (reversed.Coins!.Value, reversed.Coins.Deposit));
        Assert.Equal(price, desk.Pool.Backing.Price);
        Assert.Equal(10_000L.Yuan, desk.Creditor("ann").Coins);
        desk.AssertBooks();
    }

    [Fact]
    public void An_ordinary_reversal_burns_released_points_last()
    {
        var desk = Released(reduces: false);
        desk.Place("o-2", "ann", "1000");
        desk.Finish("o-2");
        desk.Sell("ann", "56");
        Assert.Equal(Points.Zero, desk.Creditor("ann").Freed);
        desk.AssertBooks();
        desk.Reverse("o-2", "1000");
        desk.AssertBooks();

        var other = Released(reduces: false);
        var own = other["ann"].Points - other.Creditor("ann").Freed;
        other.Reverse("o-1", "10");
        Assert.Equal(own + 56L.Points - other["ann"].Points,
            Assert.IsType<PoolEvent.OrderReversed>(other.Journal[^1].Event) is var back
                ? back.Burnt + back.Coins!.FromFreed
                : Points.Zero);
        Assert.Equal(56L.Points - back.Coins!.FromFreed, other.Creditor("ann").Freed);
        other.AssertBooks();
    }

    [Fact]
    public void Points_bought_with_the_operators_own_money_are_locked_and_backed()
    {
        var desk = Released(reduces: false);
        desk.Owe("ben", "100", agrees: false);
        desk.Refuses(Refusal.NoConsent, Buy(desk, "ben", "100"));
        desk.Refuses(Refusal.NotACreditor, Buy(desk, "zoe", "100"));
        var price = desk.Pool.Backing.Price;
        var bought = desk.Accepted<PoolEvent.LockedPointsBought>(Buy(desk, "ann", "100"));
        Assert.Equal((Int128)70L.Yuan.Units * price.Points.Units / price.Money.Units, bought.Points.Units);
        Assert.True(desk.Pool.Backing.Price.IsAtLeast(price));
        Assert.Equal((bought.Points, 100L.Yuan), (desk.Creditor("ann").Locked, desk.Creditor("ann").LockedBasis));
        Assert.Equal(180L.Yuan, desk.Pool.Totals.LegacyDeposits);
        desk.AssertBooks();
    }

    private static PoolCommand.BuyLockedPoints Buy(Desk desk, string member, string amount) =>
        new(desk.NextId, desk.Now, member, Yuan(amount), "operator", "V-3", "li");

    [Fact]
    public void Closing_pays_locked_points_like_free_ones()
    {
        var desk = new Desk(CoinScene.Plan);
        desk.Owe("ann", "10000", reduces: true);
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Sell("ann");
        desk.Accepted<PoolEvent.ClosingWasAnnounced>(
            new PoolCommand.AnnounceClosing(desk.NextId, desk.Now, "wang"));
        desk.Pass(30);
        var worth = desk.Creditor("ann").LockedValue;
        var closed = desk.Accepted<PoolEvent.PoolWasClosed>(
            new PoolCommand.ClosePool(desk.NextId, desk.Now, "wang"));
        Assert.Equal((56L.Points, worth), (closed.Payments.Single().Points, closed.Payments.Single().Paid));
        Assert.Equal(worth, desk.Creditor("ann").SettledByProceeds);
        Assert.Equal(Points.Zero, desk.Creditor("ann").Locked);
        desk.AssertBooks();
    }

    [Fact]
    public void Splits_carry_locked_points_along()
    {
        var desk = new Desk(Plan with { Pool = Plan.Pool with { SplitAt = 10L.Yuan } });
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        var worth = desk.Creditor("ann").LockedValue;
        desk.Inject("10000");
        Assert.Equal(1, desk.Pool.Backing.Scale);
        Assert.Equal(560L.Points, desk.Creditor("ann").Locked);
        Assert.True(desk.Creditor("ann").LockedValue > worth);
        desk.AssertBooks();
        desk.Place("z-1", "zoe", "100000");
        desk.Finish("z-1");
        desk.Pass(1);
        desk.AssertBooks();
        Assert.IsType<PoolEvent.OrderReversed>(desk.Reverse("o-1", "500"));
        desk.AssertBooks();
    }

    [Fact]
    public void Released_points_keep_the_rights_they_were_issued_with()
    {
        var desk = new Desk(Plan);
        desk.Owe("ann", "10000");
        desk.Fund("5000");
        desk.Buy("o-1", "ann", "1000", "500");
        desk.Sell("ann");
        desk.Accepted<PoolEvent.PlanPublished>(VersionScene.Publish(desk, Plan with
        {
            Version = 2,
            Selling = Plan.Selling with { Retention = 40.Percent },
        }));
        desk.Place("z-1", "zoe", "5000");
        desk.Finish("z-1");
        desk.Pass(1);
        desk.AssertBooks();
        var sold = Assert.IsType<PoolEvent.PointsSold>(desk.Sell("ann"));
        var part = Assert.Single(sold.Parts);
        Assert.Equal((1, 56L.Points), (part.Version, part.Points));
        Assert.Equal(80.Percent.Of(sold.Value), sold.Paid);
    }
}
