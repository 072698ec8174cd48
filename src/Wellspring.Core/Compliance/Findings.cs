using System.Collections.Immutable;
using System.Globalization;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>Small words that guards are written in.</summary>
internal static class Findings
{
    public static ImmutableArray<Finding> Of(params ReadOnlySpan<Finding?> found)
    {
        var list = ImmutableArray.CreateBuilder<Finding>();
        foreach (var one in found)
        {
            if (one is not null)
            {
                list.Add(one);
            }
        }

        return list.ToImmutable();
    }

    public static Finding? When(bool holds, Func<Finding> finding) => holds ? finding() : null;

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share as people write it, without the sign: 30 for 30%.</summary>
    public static string Percent(long parts) => Decimals.Write(parts, 4).TrimEnd('0').TrimEnd('.');

    public static string Day(Instant at, Duration offset) =>
        DateOnly.FromDayNumber((int)at.DayAt(offset) + UnixDay).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static readonly int UnixDay = new DateOnly(1970, 1, 1).DayNumber;
}
