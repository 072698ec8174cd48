namespace Wellspring.Core;

/// <summary>A number of points 积分, exact, counted in 1/100 000 000 point of the scale it was written in.</summary>
public readonly record struct Points : IComparable<Points>
{
    public const int Decimals = 8;
    public const long UnitsPerPoint = 100_000_000;

    private Points(long units) => Units = units;

    public static Points Zero => default;

    public long Units { get; }

    public static Points FromUnits(long units)
    {
        Invariant.Require(units >= 0, "points are never negative");
        return new(units);
    }

    public Points AtMost(Points limit) => Units <= limit.Units ? this : limit;

    public static Points operator +(Points left, Points right) => FromUnits(left.Units + right.Units);

    public static Points operator -(Points left, Points right) => FromUnits(left.Units - right.Units);

    public static bool operator <(Points left, Points right) => left.Units < right.Units;

    public static bool operator >(Points left, Points right) => left.Units > right.Units;

    public static bool operator <=(Points left, Points right) => left.Units <= right.Units;

    public static bool operator >=(Points left, Points right) => left.Units >= right.Units;

    public int CompareTo(Points other) => Units.CompareTo(other.Units);

    /// <summary>Points with all eight decimals, as files and answers carry them: <c>66.64000000</c>.</summary>
    public override string ToString() => Core.Decimals.Write(Units, Decimals);
}
