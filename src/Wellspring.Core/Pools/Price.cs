namespace Wellspring.Core.Pools;

/// <summary>What one point is worth 价格: money over points, kept as the fraction it is.</summary>
/// <remarks>A decimal price would round; comparing two rounded prices cannot show that the price never falls.</remarks>
public readonly record struct Price(Money Money, Points Points)
{
    public bool IsAtLeast(Price other) =>
        Exact.CompareRatios(Money.Units, Points.Units, other.Money.Units, other.Points.Units) >= 0;

    /// <summary>Whether one whole point costs at least <paramref name="yuan"/>.</summary>
    public bool Reaches(Money yuan) =>
        Exact.CompareRatios(Money.Units, Points.Units, yuan.Units, Core.Points.UnitsPerPoint) >= 0;

    /// <summary>The reduced fraction in yuan a point: <c>10/7</c>.</summary>
    public (Int128 Numerator, Int128 Denominator) Reduced()
    {
        // money units / 10^6 over point units / 10^8 is money × 100 over points.
        var (top, bottom) = ((Int128)Money.Units * 100, (Int128)Points.Units);
        var (a, b) = (top, bottom);
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a == 0 ? (0, 1) : (top / a, bottom / a);
    }

    /// <summary>
    /// Yuan a point with <paramref name="decimals"/> digits (at most 18), rounded half up: for people.
    /// </summary>
    public string ToString(int decimals)
    {
        Invariant.Require(decimals is > 0 and <= 18, "a price is shown with 1 to 18 decimals");
        if (Points == Points.Zero)
        {
            return Decimals.Write(0, decimals);
        }

        // Digit by digit, so that no product passes 128 bits whatever the price.
        var (whole, rest) = Int128.DivRem((Int128)Money.Units * 100, Points.Units);
        var fraction = 0L;
        for (var place = 0; place < decimals; place++)
        {
            (var digit, rest) = Int128.DivRem(rest * 10, Points.Units);
            fraction = (fraction * 10) + (long)digit;
        }

        fraction += rest * 2 >= Points.Units ? 1 : 0;
        return fraction == Decimals.PowerOfTen(decimals)
            ? $"{whole + 1}.{new string('0', decimals)}"
            : $"{whole}.{Decimals.Write(fraction, decimals)[2..]}";
    }

    public override string ToString() => ToString(4);
}
