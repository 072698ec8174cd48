using System.Globalization;

namespace Wellspring.Proof;

/// <summary>Amounts as proofs write them: a whole part, a point and a fixed number of digits behind it.</summary>
internal static class Amount
{
    public const int PointDecimals = 8;
    public const int MoneyDecimals = 6;

    private const int MostDigits = 20;

    public static string Points(long units) => Write(units, PointDecimals);

    public static string Money(long units) => Write(units, MoneyDecimals);

    /// <summary>Null where the text is not just what <see cref="Write"/> gives.</summary>
    public static long? Read(string? text, int decimals)
    {
        var point = (text?.Length ?? 0) - decimals - 1;
        return text is { Length: <= MostDigits + 1 } && point > 0 && text[point] == '.'
            && long.TryParse(text.Remove(point, 1), NumberStyles.None, CultureInfo.InvariantCulture, out var units)
            && Write(units, decimals) == text
                ? units
                : null;
    }

    private static string Write(long units, int decimals)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return digits.Insert(digits.Length - decimals, ".");
    }
}
