using System.Runtime.CompilerServices;

namespace Wellspring.Core;

/// <summary>Which way a division may err. Every division in the domain names one.</summary>
public enum Rounding
{
    Down,
    Up,
}

/// <summary>Integer arithmetic that never loses a bit on the way.</summary>
public static class Exact
{
    /// <summary>Returns <c>a × b ÷ divisor</c>, multiplied in 128 bits and rounded once, at the end.</summary>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public static long MulDiv(long a, long b, long divisor, Rounding rounding)
    {
        Invariant.Require(a >= 0 && b >= 0, "MulDiv is for amounts, and amounts are never negative");
        Invariant.Require(divisor > 0, "MulDiv divides by a positive number");

        var high = Math.BigMul((ulong)a, (ulong)b, out var low);
        if (high == 0)
        {
            // Most products of one order fit 64 bits; the machine's own division is several times faster there.
            var (near, left) = Math.DivRem(low, (ulong)divisor);
            return checked((long)(rounding is Rounding.Up && left != 0 ? near + 1 : near));
        }

        var (quotient, remainder) = UInt128.DivRem(new UInt128(high, low), (ulong)divisor);
        return (long)(rounding is Rounding.Up && remainder != 0 ? quotient + 1 : quotient);
    }

    /// <summary>Compares <c>a ÷ b</c> with <c>c ÷ d</c> by cross-multiplication: negative, zero or positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CompareRatios(long a, long b, long c, long d)
    {
        var leftHigh = Math.BigMul((ulong)a, (ulong)d, out var leftLow);
        var rightHigh = Math.BigMul((ulong)c, (ulong)b, out var rightLow);
        return leftHigh != rightHigh ? leftHigh.CompareTo(rightHigh) : leftLow.CompareTo(rightLow);
    }
}
