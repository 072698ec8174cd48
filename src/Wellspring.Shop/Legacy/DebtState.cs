using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Shop.Legacy;

/// <summary>The old debt 历史债务 at one moment: what was claimed, what became of it, what is open.</summary>
/// <param name="Unconverted">Claims that nobody turned into coins, the disputed ones among them.</param>
/// <param name="Disputed">The part of <paramref name="Unconverted"/> that cannot be converted now.</param>
/// <param name="Coins">Consumption coins 消费币 not yet settled, also those held on orders.</param>
public readonly record struct DebtState(
    Money Claimed, Money Unconverted, Money Disputed, Money Coins, Money SettledByGoods, Money SettledByProceeds,
    Money Waived)
{
    /// <summary>What is owed still.</summary>
    public Money Open => Unconverted + Coins;

    public Money Settled => SettledByGoods + SettledByProceeds;

    /// <summary>The identity of the module, to the unit.</summary>
    public bool Balances => Claimed == Settled + Waived + Open && Disputed <= Unconverted;

    public static DebtState Of(LegacyTotals totals) => new(
        totals.Claimed, totals.Unconverted, totals.Disputed, totals.Coins, totals.SettledByGoods,
        totals.SettledByProceeds, totals.Waived);

    public static DebtState Of(CreditorBalance creditor) => new(
        creditor.Claimed, creditor.Unconverted, creditor.Disputed, creditor.Coins, creditor.SettledByGoods,
        creditor.SettledByProceeds, creditor.Waived);

    public static DebtState SumOf(IEnumerable<CreditorBalance> creditors) =>
        creditors.Aggregate(default(DebtState), (sum, one) => sum + Of(one));

    public static DebtState operator +(DebtState left, DebtState right) => new(
        left.Claimed + right.Claimed, left.Unconverted + right.Unconverted, left.Disputed + right.Disputed,
        left.Coins + right.Coins, left.SettledByGoods + right.SettledByGoods,
        left.SettledByProceeds + right.SettledByProceeds, left.Waived + right.Waived);
}

/// <summary>How an amount moved between two moments; a reversal moves it back.</summary>
public readonly record struct Move(Money Before, Money After)
{
    public bool IsBack => After < Before;

    /// <summary>How much, whichever way.</summary>
    public Money Size => IsBack ? Before - After : After - Before;

    /// <summary>How much it grew; zero where it fell.</summary>
    public Money Gain => After.LessAtMost(Before);
}

/// <summary>What one calendar month did to the old debt.</summary>
/// <param name="Month">Such as <c>2026-11</c>.</param>
/// <param name="HasEarlier">Whether the row stands for all months up to this one.</param>
public sealed record DebtMonth(string Month, DebtState Before, DebtState After, bool HasEarlier = false)
{
    /// <summary>Claims that were registered; less what was withdrawn as wrongly imported.</summary>
    public Move Registered => new(Before.Claimed, After.Claimed);

    public Move ByGoods => new(Before.SettledByGoods, After.SettledByGoods);

    public Move ByProceeds => new(Before.SettledByProceeds, After.SettledByProceeds);

    public Move Waived => new(Before.Waived, After.Waived);

    /// <summary>All a month began with or that came in, wherever it is by now: the height of its column.</summary>
    public Money Height => After.Open + ByGoods.Gain + ByProceeds.Gain + Waived.Gain;
}

/// <summary>The old debt month by month, from states at the ends of days: the waterfall.</summary>
public static class DebtMonths
{
    /// <summary>One row a month from the first day with a claim; months without a movement too.</summary>
    /// <param name="days">States at the ends of days, oldest first; days without a movement may be missing.</param>
    /// <param name="today">The day to draw up to; its month is the last row.</param>
    /// <param name="most">How many months at most; what was before stands in the first row.</param>
    public static IReadOnlyList<DebtMonth> Of(
        IReadOnlyList<(DateOnly Day, DebtState State)> days, DateOnly today, int most)
    {
        var rows = new List<DebtMonth>();
        if (days.Count == 0)
        {
            return rows;
        }

        var next = 0;
        var before = default(DebtState);
        var last = MonthOf(today < days[^1].Day ? days[^1].Day : today);
        for (var month = MonthOf(days[0].Day); month <= last; month = month.AddMonths(1))
        {
            var after = before;
            while (next < days.Count && MonthOf(days[next].Day) == month)
            {
                after = days[next++].State;
            }

            rows.Add(new(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), before, after));
            before = after;
        }

        return rows.Count <= most ? rows
            : [rows[^most] with { Before = default, HasEarlier = true }, .. rows.Skip(rows.Count - most + 1)];
    }

    private static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
}
