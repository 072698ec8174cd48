using System.Globalization;
using Microsoft.AspNetCore.Components;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Pages;

/// <summary>What every page and part of a page can say: sentences in two languages, amounts, times.</summary>
public abstract class WellPage : ComponentBase
{
    [Inject]
    public required Visitor Visitor { get; init; }

    [Inject]
    public required Site Site { get; init; }

    protected bool IsEnglish => Visitor.IsEnglish;

    protected bool IsSandbox => Site.IsOpen && Site.Pool.Plan.IsSandbox;

    /// <summary>A sentence in the visitor's language. Both are given on the spot, so none can be missing.</summary>
    protected string L(string zh, string en) => IsEnglish ? en : zh;

    protected string L(Bilingual text) => L(text.Zh, text.En);

    /// <summary>An amount to the fen, rounded down, with thousands: <c>¥1,234.56</c>.</summary>
    protected static string Yuan(Money amount) => Amounts.Yuan(amount);

    /// <summary>Points to four decimals, rounded down.</summary>
    protected static string Pts(Points points) => Amounts.Points(points);

    /// <summary>A moment in the plan's time zone: <c>2026-11-22 14:05</c>.</summary>
    protected string When(Instant at) =>
        Amounts.When(at, Site.IsOpen ? Site.Pool.Plan.Settings.TimeZone : new(8 * 3_600_000L));
}

/// <summary>How amounts and moments are written for people.</summary>
public static class Amounts
{
    public static string Yuan(Money amount) => "¥" + Grouped(amount.FloorToFen().Units / Money.UnitsPerFen, 2);

    /// <summary>All six decimals, where somebody wants to see exactly.</summary>
    public static string YuanExact(Money amount) => "¥" + amount;

    public static string Points(Points points) => Grouped(points.Units / 10_000, 4);

    /// <summary>
    /// A share of spending with one decimal, rounded down: <c>11.3 %</c>, never broken over two lines.
    /// </summary>
    public static string Share(Money part, Money whole) => whole == Money.Zero
        ? "0.0\u00a0%"
        : Grouped((long)((Int128)part.Units * 1_000 / whole.Units), 1) + "\u00a0%";

    public static string When(Instant at, Duration timeZone) => at.Plus(timeZone).ToDateTimeOffset()
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Grouped(long units, int decimals)
    {
        var text = Decimals.Write(units, decimals);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        for (var place = point - 3; place > (text[0] == '-' ? 1 : 0); place -= 3)
        {
            text = text.Insert(place, ",");
        }

        return text;
    }
}
