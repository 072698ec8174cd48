using System.Collections.Immutable;

namespace Wellspring.Core.Legacy.Forecasts;

/// <summary>
/// When the old debt will be settled, if the assumptions hold 预测: run day by day through the pool's own rules.
/// </summary>
/// <param name="Start">Where the pool stood; the months are counted from its clock.</param>
/// <param name="EndMonth">
/// The first month at whose end no coin is open; 0 where none is open now, null for "never" within the months run.
/// </param>
/// <param name="DryDay">
/// The first day on which the settlement fund could not cover what creditors wanted to buy; null when it always could.
/// </param>
public sealed record Forecast(
    ForecastAssumptions Assumptions, LegacyTotals Start, ImmutableArray<ForecastMonth> Months, int? EndMonth,
    int? DryDay)
{
    /// <summary>Claims that nobody has agreed to convert: no forecast settles them.</summary>
    public Money NotConverted => Start.Unconverted;

    /// <summary>Whether the coins outlast every month that was run.</summary>
    public bool IsNever => EndMonth is null;

    /// <summary>What is still open at the end of the last month run.</summary>
    public Money Left => Months.IsEmpty ? Start.Coins + Start.Unconverted : Months[^1].Debt;

    /// <summary>The moment at which the coins are used up; null for "never".</summary>
    public Instant? Ends => EndMonth is { } month and > 0 ? Months[month - 1].Ends : null;
}

/// <summary>What a forecast takes for granted; it is shown beside every figure that rests on it.</summary>
/// <param name="Turnover">What buyers other than creditors pay in the first month.</param>
/// <param name="Funding">The operator's own money for the settlement fund in the first month.</param>
public sealed record ForecastAssumptions(Money Turnover, Money Funding)
{
    /// <summary>A month of the forecast.</summary>
    public const int DaysPerMonth = 30;

    /// <summary>Nothing grows for ever: after three years growth is over and the last month repeats.</summary>
    public const int LastMonthOfGrowth = 36;

    /// <summary>Twenty years; what is not settled by then is called "never".</summary>
    public const int UsualMonths = 240;

    /// <summary>Change of turnover, funding and demand a month, in parts per million.</summary>
    public int GrowthParts
    {
        get;
        init => field = value is > -Rate.PartsPerWhole and <= Rate.PartsPerWhole
            ? value
            : throw new ArgumentOutOfRangeException(nameof(GrowthParts), value, "between -100% and +100%");
    }

    /// <summary>Share of the platform's part of others' orders that goes into the fund, besides the funding.</summary>
    public Rate PlatformShare { get; init; }

    /// <summary>What creditors use of coins in the first month; null for as much as the fund covers.</summary>
    public Money? Demand { get; init; }

    /// <summary>How many months are run at most.</summary>
    public int Months
    {
        get;
        init => field = value is > 0 and <= 1_200
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Months), value, "between 1 and 1200");
    } = UsualMonths;

    /// <summary>An amount of the first month as it stands in a later one.</summary>
    internal Money InMonth(Money first, int month)
    {
        var units = first.Units;
        for (var passed = 1; passed < month && (GrowthParts < 0 || passed < LastMonthOfGrowth); passed++)
        {
            units = Exact.MulDiv(units, Rate.PartsPerWhole + GrowthParts, Rate.PartsPerWhole, Rounding.Down);
        }

        return Money.FromUnits(units).FloorToFen();
    }
}

/// <summary>Where things stand at the end of a forecast month.</summary>
/// <param name="Debt">All that is still open: coins and claims that nobody converted.</param>
/// <param name="Goods">Settled by goods so far, over the whole life.</param>
/// <param name="Funded">Money that came into the fund during this month.</param>
/// <param name="Free">What the fund could still pay for.</param>
/// <param name="ReleasedValue">What locked points were worth when they were released, since the forecast began.</param>
public sealed record ForecastMonth(
    int Month, Instant Ends, Money Debt, Money Coins, Money Goods, Money Funded, Money Free, Points Locked,
    Money LockedValue, Money ReleasedValue);
