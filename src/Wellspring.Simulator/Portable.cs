namespace Wellspring.Simulator;

/// <summary>
/// Logarithm and exponential from + − × ÷ alone: the runtime's own differ by processor, and samples must not.
/// </summary>
/// <remarks>For how long people hold and how many arrive; no money and no points are ever counted with them.</remarks>
internal static class Portable
{
    private const double Ln2 = 0.693147180559945309417232121458;

    public const double Ln10 = 2.302585092994045684017991454684;

    // 1/23, 1/21 … 1: the series of artanh, highest power first.
    private static readonly double[] Coefficients =
        [.. Enumerable.Range(0, 12).Select(term => 1.0 / (23 - (2 * term)))];

    /// <summary>ln of a positive number, right to about 15 digits.</summary>
    public static double Log(double value)
    {
        if (!(value > 0) || double.IsInfinity(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "a logarithm of a positive number");
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1023;
        if (exponent == -1023)
        {
            return Log(value * (1L << 54)) - (54 * Ln2);
        }

        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa *= 0.5;
            exponent++;
        }

        // ln m = 2·artanh((m − 1) ÷ (m + 1)), where the argument is at most 0.172.
        var place = (mantissa - 1) / (mantissa + 1);
        var square = place * place;
        var sum = 0.0;
        foreach (var coefficient in Coefficients)
        {
            sum = (sum * square) + coefficient;
        }

        return (exponent * Ln2) + (2 * place * sum);
    }

    public static double Exp(double value)
    {
        if (value is > 700 or < -700)
        {
            return value > 0 ? double.PositiveInfinity : 0;
        }

        var whole = (int)Math.Floor((value / Ln2) + 0.5);
        var rest = value - (whole * Ln2);
        var sum = 1.0;
        for (var term = 18; term >= 1; term--)
        {
            sum = 1 + (sum * rest / term);
        }

        return sum * BitConverter.Int64BitsToDouble((long)(whole + 1023) << 52);
    }

    public static double Power(double value, double exponent) => Exp(exponent * Log(value));
}
