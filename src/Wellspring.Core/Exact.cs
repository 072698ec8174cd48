using System.Numerics;
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

        if (high >= (ulong)divisor)
        {
            throw new OverflowException("an amount passes 64 bits");
        }

        var quotient = Divide(high, low, (ulong)divisor, out var remainder);
        return checked((long)(rounding is Rounding.Up && remainder != 0 ? quotient + 1 : quotient));
    }

    /// <summary><c>a × b ÷ divisor</c> rounded down, or not: whether it fits 64 bits is part of the answer.</summary>
    public static (long Quotient, bool Fits) MulDivOrNot(long a, long b, long divisor)
    {
        Invariant.Require(a >= 0 && b >= 0 && divisor > 0, "amounts are divided by a positive number");
        var high = Math.BigMul((ulong)a, (ulong)b, out var low);
        var quotient = high == 0 ? low / (ulong)divisor
            : high >= (ulong)divisor ? ulong.MaxValue
            : Divide(high, low, (ulong)divisor, out _);
        return quotient <= long.MaxValue ? ((long)quotient, true) : (0, false);
    }

    /// <summary>Compares <c>a ÷ b</c> with <c>c ÷ d</c> by cross-multiplication: negative, zero or positive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CompareRatios(long a, long b, long c, long d)
    {
        var leftHigh = Math.BigMul((ulong)a, (ulong)d, out var leftLow);
        var rightHigh = Math.BigMul((ulong)c, (ulong)b, out var rightLow);
        return leftHigh != rightHigh ? leftHigh.CompareTo(rightHigh) : leftLow.CompareTo(rightLow);
    }

    // Knuth's algorithm D with digits of 32 bits: several times faster than the runtime's 128-bit division, and the
    // same on every processor. The high half is below the divisor, so that the quotient fits 64 bits.
    private static ulong Divide(ulong high, ulong low, ulong divisor, out ulong remainder)
    {
        unchecked
        {
            var shift = BitOperations.LeadingZeroCount(divisor);
            divisor <<= shift;
            high = shift == 0 ? high : (high << shift) | (low >> (64 - shift));
            low <<= shift;
            var upper = Digit(high, low >> 32, divisor);
            var middle = (high << 32) + (low >> 32) - (upper * divisor);
            var lower = Digit(middle, low & uint.MaxValue, divisor);
            remainder = ((middle << 32) + (low & uint.MaxValue) - (lower * divisor)) >> shift;
            return (upper << 32) + lower;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digit(ulong high, ulong next, ulong divisor)
    {
        unchecked
        {
            var (first, second) = (divisor >> 32, divisor & uint.MaxValue);
            if (high < first)
            {
                // The points of an order are few against a pool's: their upper digit is nothing, mostly.
                return 0;
            }

            var digit = high / first;
            var rest = high - (digit * first);
            while (digit > uint.MaxValue || digit * second > ((rest << 32) | next))
            {
                digit--;
                rest += first;
                if (rest > uint.MaxValue)
                {
                    break;
                }
            }

            return digit;
        }
    }
}
