using System.Numerics;

namespace Wellspring.Core.Tests;

/// <summary>Division of 128 bits by 64, against integers without a size.</summary>
public sealed class ExactTests
{
    [Fact]
    public void Multiplying_and_dividing_gives_what_unlimited_integers_give()
    {
        var dice = new Dice(20260105);
        for (var round = 0; round < 300_000; round++)
        {
            var (a, b, divisor) = (Edge(dice), Edge(dice), Math.Max(1, Edge(dice)));

            var whole = BigInteger.DivRem((BigInteger)a * b, divisor, out var rest);

            if (whole > long.MaxValue)
            {
                Assert.Throws<OverflowException>(() => Exact.MulDiv(a, b, divisor, Rounding.Down));
                Assert.False(Exact.MulDivOrNot(a, b, divisor).Fits);
                continue;
            }

            Assert.Equal(whole, Exact.MulDiv(a, b, divisor, Rounding.Down));
            Assert.Equal(((long)whole, true), Exact.MulDivOrNot(a, b, divisor));
            if (whole < long.MaxValue)
            {
                Assert.Equal(rest.IsZero ? whole : whole + 1, Exact.MulDiv(a, b, divisor, Rounding.Up));
            }
        }
    }

    // Near powers of two, where digits of 32 bits go wrong, as often as anywhere.
    private static long Edge(Dice dice)
    {
        var bits = (int)dice.Below(63);
        var near = (1L << bits) + dice.Below(5) - 2;
        return Math.Max(0, dice.Chance(1, 2) ? near : (long)(dice.Next() >> (64 - bits - 1)) >> 1);
    }
}
