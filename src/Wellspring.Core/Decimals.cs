using System.Globalization;

namespace Wellspring.Core;

/// <summary>Exact amounts as decimal text and back; no floating point on the way.</summary>
public static class Decimals
{
    /// <summary>The largest amount that is ever read or held: 2^62 units.</summary>
    public const long Limit = 1L << 62;

    /// <summary>
    /// Writes <paramref name="units"/> with exactly <paramref name="decimals"/> digits after the point.
    /// </summary>
    public static string Write(long units, int decimals)
    {
        var whole = PowerOfTen(decimals);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(units < 0 ? "-" : "")}{Int128.Abs(units) / whole}.{((long)(Int128.Abs(units) % whole)).ToString(
                CultureInfo.InvariantCulture).PadLeft(decimals, '0')}");
    }

    /// <summary>
    /// Reads an amount such as <c>1000</c>, <c>0.5</c> or <c>66.64000000</c>: digits, at most one point with digits
    /// on both sides, no sign, no exponent, no more decimals than the unit has (trailing zeros are free).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, int decimals, out long units)
    {
        units = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty || text.Length > 40 || (point >= 0 && fraction.IsEmpty))
        {
            return false;
        }

        var value = Int128.Zero;
        for (var place = 0; place < whole.Length + Math.Max(decimals, fraction.Length); place++)
        {
            var digit = place < whole.Length ? whole[place]
                : place - whole.Length < fraction.Length ? fraction[place - whole.Length] : '0';
            if (!char.IsAsciiDigit(digit) || (place - whole.Length >= decimals && digit != '0'))
            {
                return false;
            }

            value = place - whole.Length >= decimals ? value : (value * 10) + (digit - '0');
            if (value > Limit)
            {
                return false;
            }
        }

        units = (long)value;
        return true;
    }

    /// <summary>10^<paramref name="exponent"/>, for exponents that fit 64 bits (0 … 18).</summary>
    public static long PowerOfTen(int exponent)
    {
        Invariant.Require(exponent is >= 0 and <= 18, "a power of ten that fits 64 bits");
        return Powers[exponent];
    }

    private static ReadOnlySpan<long> Powers =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ];
}
