namespace Wellspring.Core.Pools;

/// <summary>
/// The arithmetic kernel of a pool 盈利池: the money in it, the points on it, and what a step makes of them.
/// </summary>
/// <remarks>
/// Every step returns the successor and checks on it that the price did not fall (pool-rules 16.1). Money and points
/// are in units; points are in the present <see cref="Scale"/>. Locked points and the float are in
/// <see cref="Circulating"/>.
/// </remarks>
public readonly record struct Backing
{
    private Backing(Money pool, Points circulating, Points floatPoints, Money reserve, Price kept, int scale) =>
        (Pool, Circulating, Float, Reserve, Kept, Scale) = (pool, circulating, floatPoints, reserve, kept, scale);

    public Money Pool { get; private init; }

    public Points Circulating { get; private init; }

    /// <summary>Points that nobody can ever sell; part of <see cref="Circulating"/>.</summary>
    public Points Float { get; private init; }

    /// <summary>准备金: money outside the price, left behind when the last circulating points went.</summary>
    public Money Reserve { get; private init; }

    /// <summary>The price that stands in while nothing circulates; zero otherwise.</summary>
    public Price Kept { get; private init; }

    /// <summary>How many times points were split by ten.</summary>
    public int Scale { get; private init; }

    public bool IsEmpty => Circulating == Points.Zero;

    public Price Price => IsEmpty ? Kept : new(Pool, Circulating);

    public static Backing Open(Money startPrice, Money floatMoney)
    {
        var onePoint = Points.FromUnits(Points.UnitsPerPoint);
        var points = Points.FromUnits(
            Exact.MulDiv(floatMoney.Units, Points.UnitsPerPoint, startPrice.Units, Rounding.Down));
        return points == Points.Zero
            ? new(Money.Zero, Points.Zero, Points.Zero, Money.Zero, new(startPrice, onePoint), 0)
            : new(floatMoney, points, points, Money.Zero, default, 0);
    }

    /// <summary>The state as a snapshot holds it.</summary>
    public static Backing Restore(
        Money pool, Points circulating, Points floatPoints, Money reserve, Price kept, int scale) =>
        new(pool, circulating, floatPoints, reserve, kept, scale);

    /// <summary>What points are worth now, rounded down.</summary>
    public Money Value(Points points) => IsEmpty
        ? Money.Zero
        : Kernel.Value(points, Price);

    /// <summary>
    /// The points that <paramref name="value"/> buys now, rounded down; null when no pool could hold them.
    /// </summary>
    public Points? Buys(Money value) => Kernel.Buys(value, Price);

    /// <summary>An inflow and the points minted for it.</summary>
    public Backing Deposit(Money inflow, Points minted) => IsEmpty
        ? After(this with { Pool = inflow, Circulating = minted, Kept = minted == Points.Zero ? Kept : default })
        : At(Kernel.Deposit(Price, inflow, minted));

    /// <summary>Money for the pool that mints nothing; there must be points to carry it.</summary>
    public Backing Add(Money money)
    {
        Invariant.Require(!IsEmpty || money == Money.Zero, "money without points would have no owner");
        return After(this with { Pool = Pool + money });
    }

    /// <summary>
    /// Points burnt and the money that leaves for them. When the last ones go, what stays moves to the reserve and
    /// the price before is kept for the next mint (pool-rules 6).
    /// </summary>
    public Backing Burn(Points burnt, Money leaving) => burnt == Circulating
        ? After(this with
        {
            Pool = Money.Zero, Circulating = Points.Zero, Reserve = Reserve + (Pool - leaving), Kept = Price,
        })
        : At(Kernel.Burn(Price, Float, burnt, leaving));

    /// <summary>The same pool with so much money on so many points, both more than nothing.</summary>
    public Backing At(in Price price) => this with { Pool = price.Money, Circulating = price.Points };

    public Backing ToReserve(Money money) => this with { Reserve = Reserve + money };

    public Backing ReturnReserve(Money money) =>
        (this with { Reserve = Reserve - money }).Add(money);

    public bool NeedsSplit(Money splitAt) => Price.Reaches(splitAt);

    /// <summary>Whether a split, or what is held already, would pass the limits of rule 1.</summary>
    public bool IsFull => Pool.Units > Decimals.Limit || Circulating.Units > Decimals.Limit;

    public bool CanSplit => (IsEmpty ? Kept.Points.Units : Circulating.Units) <= Decimals.Limit / 10;

    /// <summary>积分拆分: every holding times ten, the price divided by ten, values unchanged.</summary>
    public Backing Split()
    {
        var after = this with
        {
            Circulating = TimesTen(Circulating),
            Float = TimesTen(Float),
            Kept = IsEmpty ? new(Kept.Money, TimesTen(Kept.Points)) : default,
            Scale = Scale + 1,
        };
        Invariant.Require(
            after.Pool == Pool && after.Circulating.Units == Circulating.Units * 10, "a split only scales");
        return after;
    }

    /// <summary>终止: everything leaves the price; <paramref name="crumbs"/> stay in the reserve.</summary>
    public Backing Close(Money crumbs) => new(
        Money.Zero, Points.Zero, Points.Zero, Reserve + crumbs, Price, Scale);

    private Backing After(Backing after)
    {
        var before = Price;
        Invariant.Require(
            before.Points == Points.Zero || after.Price.IsAtLeast(before), "the price never falls");
        Invariant.Require(after.Circulating >= after.Float, "the float is never sold");
        Invariant.Require(
            (after.Pool == Money.Zero) == (after.Circulating == Points.Zero), "money and points stand together");
        return after;
    }

    private static Points TimesTen(Points points) => Points.FromUnits(points.Units * 10);
}
