namespace Wellspring.Core.Pools;

/// <summary>How one order's money is divided: commission C, platform share F and reward budget R of it.</summary>
public readonly record struct OrderParts(Money Commission, Money Platform, Money Budget)
{
    /// <summary>I, what the pool gets.</summary>
    public Money Inflow => Commission - Platform - Budget;
}

/// <summary>
/// The arithmetic of the rules, one function a formula 规则算式: what settles, sells and exits asks here, and so does
/// the simulator.
/// </summary>
/// <remarks>
/// Pure, and without a pool: whoever keeps members in another way still counts by the same rules. Each division says
/// which way it errs, and the crumb stays in the pool.
/// </remarks>
public static class Kernel
{
    private static readonly Money OneFen = Money.FromUnits(Money.UnitsPerFen);

    /// <summary>C, F and R of an order; what the commission does not cover is not shared out (pool-rules 2).</summary>
    public static OrderParts Parts(Money amount, Money commission, Rate platform, Rate rewardBudget)
    {
        var ofPlatform = platform.Of(amount).AtMost(commission);
        return new(commission, ofPlatform, rewardBudget.Of(amount).AtMost(commission - ofPlatform));
    }

    /// <summary>M: the part of an inflow that is minted.</summary>
    public static Money MintValue(Money inflow, Rate mintRatio, Money? most)
    {
        var value = mintRatio.Of(inflow);
        return most is { } limit ? value.AtMost(limit) : value;
    }

    /// <summary>
    /// The points that <paramref name="value"/> buys at a price, rounded down; null when no pool could hold them.
    /// </summary>
    public static Points? Buys(Money value, in Price price)
    {
        var (units, fits) = Exact.MulDivOrNot(value.Units, price.Points.Units, price.Money.Units);
        return fits && units <= Decimals.Limit ? Points.FromUnits(units) : null;
    }

    /// <summary>q: the points of an order, or why it cannot have any.</summary>
    /// <param name="income">What comes into the pool with it.</param>
    public static Refusal Mint(in Backing backing, Money mintValue, Money income, out Points points) =>
        Mint(backing.Price, backing.IsEmpty, mintValue, income, out points);

    /// <param name="isEmpty">Whether nothing circulates, so that the price is the one that was kept.</param>
    public static Refusal Mint(in Price price, bool isEmpty, Money mintValue, Money income, out Points points)
    {
        var bought = Buys(mintValue, price);
        points = bought ?? Points.Zero;
        return bought is null ? Refusal.PoolFull
            : points == Points.Zero && (mintValue >= OneFen || (isEmpty && income > Money.Zero))
                ? Refusal.PointsTooCoarse
            : Refusal.None;
    }

    /// <summary>Money and points of a pool after an inflow and the points minted for it.</summary>
    public static Price Deposit(in Price before, Money inflow, Points minted) =>
        NotBelow(before, new(before.Money + inflow, before.Points + minted));

    /// <summary>The same after points were burnt and money left for them; others circulate on.</summary>
    public static Price Burn(in Price before, Points floatPoints, Points burnt, Money leaving)
    {
        var after = new Price(before.Money - leaving, before.Points - burnt);
        Invariant.Require(after.Points >= floatPoints, "the float is never sold");
        Invariant.Require(
            after.Money > Money.Zero && after.Points > Points.Zero, "money and points stand together");
        return NotBelow(before, after);
    }

    /// <summary>v: what points are worth at a price, rounded down.</summary>
    public static Money Value(Points points, in Price price) => Money.FromUnits(
        Exact.MulDiv(points.Units, price.Money.Units, price.Points.Units, Rounding.Down));

    /// <summary>What a sale of this value pays; the retention stays in the pool (pool-rules 3).</summary>
    public static Money Paid(Money value, Rate retention) => retention.Rest.Of(value);

    /// <summary>The goods credit for redeemed points, before it is cut to the fen (pool-rules 4).</summary>
    public static Money Credit(Money value, Rate redeemRate) => redeemRate.Of(value);

    /// <summary>L: what a round may still take, by its spending and its part of an old claim (pool-rules 5).</summary>
    public static Money Limit(Multiple cap, Money basis, Money claim, Money proceeds) =>
        Money.FromUnits(Math.Min(cap.Of(basis).Units + claim.Units, Decimals.Limit)).LessAtMost(proceeds);

    /// <summary>The exit condition points·P ≥ L·S, exactly.</summary>
    public static bool Exits(Points points, Money limit, in Price price) =>
        points > Points.Zero
        && Exact.CompareRatios(points.Units, price.Points.Units, limit.Units, price.Money.Units) >= 0;

    /// <summary>What an exit pays: the value up to the limit, less the retention.</summary>
    public static Money ExitPaid(Money value, Money limit, Rate retention) => Paid(value.AtMost(limit), retention);

    /// <summary>The part of an order's figure that a refund of so much of it takes back (pool-rules 8).</summary>
    public static Money Share(Money whole, Money refunded, Money amount) => amount == Money.Zero
        ? Money.Zero
        : Money.FromUnits(Exact.MulDiv(whole.Units, refunded.Units, amount.Units, Rounding.Down));

    /// <summary>The same of an order's points.</summary>
    public static Points Share(Points whole, Money refunded, Money amount) => amount == Money.Zero
        ? Points.Zero
        : Points.FromUnits(Exact.MulDiv(whole.Units, refunded.Units, amount.Units, Rounding.Down));

    // Pool-rules 16.1, checked on every step of every pool.
    private static Price NotBelow(in Price before, in Price after)
    {
        Invariant.Require(after.IsAtLeast(before), "the price never falls");
        return after;
    }
}
