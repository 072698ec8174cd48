using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Simulator.Reports;

/// <summary>How a figure of a simulation is written for people, everywhere the same 数字写法.</summary>
public static class Written
{
    /// <summary>What a multiple of spend, in millionths, is of 1,000 yuan: <c>110.12</c>.</summary>
    public static string Of1000(long millionths) => Grouped(Decimals.Write(millionths / 10, 2));

    /// <summary>
    /// So many of 1,000 members: <c>146</c>; below ten, where whole ones hide too much, <c>0.38</c>. Rounded half up.
    /// </summary>
    public static string PerMille(long part, long whole)
    {
        if (whole == 0)
        {
            return "0";
        }

        var hundredths = (long)((((Int128)part * 200_000) + whole) / (2 * (Int128)whole));
        return hundredths >= 1000 ? Count((hundredths + 50) / 100) : Short(Decimals.Write(hundredths, 2));
    }

    /// <summary>So many of 1,000 who did not, with hundredths, so that a few who did are not rounded away.</summary>
    public static string PerMilleWithout(long part, long whole) => whole == 0
        ? "0"
        : Grouped(Short(Decimals.Write(
            100_000 - (long)((((Int128)part * 200_000) + whole) / (2 * (Int128)whole)), 2)));

    /// <summary>A share in millionths as percent: <c>14.6%</c>, rounded half up.</summary>
    public static string Percent(long millionths) => Short(Decimals.Write((millionths + 500) / 1_000, 1)) + "%";

    /// <summary>A multiple of spend with three decimals: <c>0.110</c>.</summary>
    public static string Times(long millionths) => Decimals.Write(millionths / 1_000, 3);

    /// <summary>A number without separators, for files.</summary>
    public static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Count(long count) => count.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>Money to the fen: <c>¥1,234.56</c>.</summary>
    public static string Yuan(Money money) => "¥" + Grouped(Decimals.Write(money.Units / Money.UnitsPerFen, 2));

    private static string Short(string text) => text.TrimEnd('0').TrimEnd('.');

    private static string Grouped(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        return Count(long.Parse(whole, CultureInfo.InvariantCulture)) + (point < 0 ? "" : text[point..]);
    }
}
