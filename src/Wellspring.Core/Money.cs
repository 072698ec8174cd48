using System.Numerics;

namespace Wellspring.Core;

/// <summary>An amount of money 金额, exact, counted in 1/1 000 000 yuan. Zero is the default value.</summary>
/// <remarks>
/// Amounts are never negative: a pool pays out or takes in, and the command says which. Subtracting more
/// than there is breaks an invariant instead of going below zero.
/// </remarks>
public readonly record struct Money :
    IComparable<Money>,
    IComparisonOperators<Money, Money, bool>,
    IAdditionOperators<Money, Money, Money>,
    ISubtractionOperators<Money, Money, Money>
{
    public const int Decimals = 6;
    public const long UnitsPerYuan = 1_000_000;
    public const long UnitsPerFen = UnitsPerYuan / 100;

    private Money(long units) => Units = units;

    public static Money Zero => default;

    public long Units { get; }

    /// <summary>Whether the amount can leave or enter the system: cash moves in whole fen.</summary>
    public bool IsWholeFen => Units % UnitsPerFen == 0;

    public static Money FromUnits(long units)
    {
        Invariant.Require(units >= 0, "money is never negative");
        return new(units);
    }

    public static Money FromYuan(long yuan) => FromUnits(yuan * UnitsPerYuan);

    public Money FloorToFen() => FromUnits(Units - (Units % UnitsPerFen));

    public Money AtMost(Money limit) => Units <= limit.Units ? this : limit;

    /// <summary>The difference, or zero where <paramref name="other"/> is more.</summary>
    public Money LessAtMost(Money other) => Units <= other.Units ? default : new(Units - other.Units);

    public static Money operator +(Money left, Money right) => FromUnits(left.Units + right.Units);

    public static Money operator -(Money left, Money right) => FromUnits(left.Units - right.Units);

    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;

    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>Yuan with all six decimals, as files and answers carry it: <c>160.000000</c>.</summary>
    public override string ToString() => Core.Decimals.Write(Units, Decimals);
}
