namespace Wellspring.Core;

/// <summary>A share of an amount 比例, exact, in parts per million. Between nothing and all of it.</summary>
public readonly record struct Rate
{
    public const int PartsPerWhole = 1_000_000;

    private Rate(int parts) => Parts = parts;

    public static Rate Zero => default;

    public static Rate Whole => new(PartsPerWhole);

    public int Parts { get; }

    public Rate Rest => new(PartsPerWhole - Parts);

    public static Rate FromParts(int parts)
    {
        Invariant.Require(parts is >= 0 and <= PartsPerWhole, "a rate is a share of a whole");
        return new(parts);
    }

    /// <summary>The share of <paramref name="amount"/>, rounded down to 1/1 000 000 yuan: the crumb stays.</summary>
    public Money Of(Money amount) => Money.FromUnits(amount.Units <= long.MaxValue / PartsPerWhole
        ? amount.Units * Parts / PartsPerWhole
        : Exact.MulDiv(amount.Units, Parts, PartsPerWhole, Rounding.Down));

    /// <summary>Percent, as plan files write it: <c>0.3%</c>.</summary>
    public override string ToString()
    {
        var text = Decimals.Write(Parts, 4).TrimEnd('0').TrimEnd('.');
        return text + "%";
    }
}

/// <summary>
/// How many times a member's spending the cap stands at (封顶倍数), exact, in millionths: 1.2 is 1 200 000.
/// </summary>
public readonly record struct Multiple(long Millionths)
{
    /// <summary>The cap on <paramref name="basis"/>, rounded down; saturates at 2^62, which no pool reaches.</summary>
    public Money Of(Money basis)
    {
        // Most products fit 64 bits, and dividing those by a number the compiler knows is much faster.
        var high = Math.BigMul((ulong)basis.Units, (ulong)Millionths, out var low);
        var (units, fits) = high == 0
            ? ((long)(low / 1_000_000), true)
            : Exact.MulDivOrNot(basis.Units, Millionths, 1_000_000);
        return Money.FromUnits(fits && units <= Decimals.Limit ? units : Decimals.Limit);
    }

    public override string ToString() => Decimals.Write(Millionths, 6).TrimEnd('0').TrimEnd('.');
}
