using System.Collections.Immutable;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator;

/// <summary>An old debt in a scenario 历史债务: whom it is owed to, and what money works it off.</summary>
/// <param name="Amount">All claims together.</param>
public sealed record OldDebt(Money Amount)
{
    public int Creditors { get; init; } = 100;

    /// <summary>Pareto's exponent of the claims' sizes: the smaller, the more a few creditors are owed.</summary>
    public double Tail { get; init; } = 1.2;

    /// <summary>Share of the creditors who say yes to the offer; the others' claims stay as they are.</summary>
    public Rate Consent { get; init; } = Rate.Whole;

    /// <summary>The operator's own money for the settlement fund in the first month.</summary>
    public Money OwnMoney { get; init; }

    /// <summary>Change of own money and demand a month, in parts per million; below 0 they shrink.</summary>
    public int GrowthParts { get; init; }

    /// <summary>Share of the platform's part of others' orders that goes into the fund besides.</summary>
    public Rate PlatformShare { get; init; }

    /// <summary>What creditors use of coins in the first month; null for as much as the fund covers.</summary>
    public Money? Demand { get; init; }

    /// <summary>
    /// φ, only as a what-if: share of what new buyers' orders would bring into the pool that goes to creditors instead.
    /// No plan may do this; a scenario shows what it would cost the new buyers.
    /// </summary>
    public Rate ShareOfInflow { get; init; }

    /// <summary>Months after which an open debt is called "never".</summary>
    public int Months { get; init; } = ForecastAssumptions.UsualMonths;

    internal ForecastAssumptions Assumptions => new(Money.Zero, OwnMoney)
    {
        GrowthParts = GrowthParts,
        PlatformShare = PlatformShare,
        Demand = Demand,
        Months = Months,
    };

    /// <summary>What a merchant still pays into the pool where a share of the inflow goes to creditors.</summary>
    internal Rate CommissionLeft(Rate commission, SplitSettings split)
    {
        var inflow = Math.Max(0, commission.Parts - split.Platform.Parts - split.RewardBudget.Parts);
        return Rate.FromParts(commission.Parts - (int)((long)inflow * ShareOfInflow.Parts / Rate.PartsPerWhole));
    }
}

/// <summary>One creditor of a scenario as it was drawn.</summary>
internal readonly record struct DrawnCreditor(Money Amount, long Since, bool Agrees)
{
    // Claims are up to five years old on the first day of a scenario.
    private const int Oldest = 1_800;

    /// <summary>Heavy-tailed claims that add up to the debt, to the fen; nobody with none.</summary>
    public static ImmutableArray<DrawnCreditor> Of(OldDebt debt, Draws draws, long firstDay)
    {
        var (weights, sum) = (new long[debt.Creditors], 0L);
        for (var place = 0; place < weights.Length; place++)
        {
            var size = Portable.Power(draws.Uniform(Purpose.Claim, place), -1 / debt.Tail);
            sum += weights[place] = (long)(Math.Min(size, 1e6) * 1_000);
        }

        var creditors = ImmutableArray.CreateBuilder<DrawnCreditor>(weights.Length);
        var (passed, given) = (0L, Money.Zero);
        for (var place = 0; place < weights.Length; place++)
        {
            passed += weights[place];
            var until = Money.FromUnits(
                Exact.MulDiv(debt.Amount.Units, passed, sum, Rounding.Down)).FloorToFen();
            until = place == weights.Length - 1 ? debt.Amount : until;
            if (until > given)
            {
                creditors.Add(new(
                    until - given, firstDay - 1 - draws.Below(Purpose.Claim, weights.Length + place, Oldest),
                    draws.Chance(Purpose.Consent, place, debt.Consent)));
            }

            given = until;
        }

        return creditors.DrainToImmutable();
    }
}

/// <summary>What became of an old debt in a scenario, and what a what-if took from new buyers for it.</summary>
/// <param name="Forecast">Month by month, and the month in which the last coin was used; null for never.</param>
/// <param name="End">Where it stood when the scenario ended.</param>
/// <param name="Spent">What new buyers paid for orders while the debt was worked off.</param>
/// <param name="Brought">What these orders would have brought into the pool.</param>
/// <param name="Diverted">What of it went to creditors instead: the what-if's share of the inflow.</param>
public sealed record DebtOutcome(
    OldDebt Given, Forecast Forecast, LegacyTotals End, Money Spent, Money Brought, Money Diverted)
{
    /// <summary>What is still owed: coins and claims that nobody converted.</summary>
    public Money Left => End.Open;

    /// <summary>
    /// The most that these buyers together can ever get of each yuan spent, in millionths: κ, and (1 − φ)κ while a
    /// share of the inflow goes to creditors.
    /// </summary>
    public (long Without, long With) BuyersMean => (Parts(Brought), Parts(Brought - Diverted));

    public void Write(Utf8JsonWriter writer)
    {
        var (without, with) = BuyersMean;
        writer.WriteStartObject("legacy");
        writer.WriteString("debt", Given.Amount.ToString());
        writer.WriteNumber("creditors", Forecast.Start.Creditors);
        writer.WriteNumber("consented", Forecast.Start.Consented);
        writer.WriteString("converted", Forecast.Start.Coins.ToString());
        writer.WriteString("notConverted", Forecast.NotConverted.ToString());
        writer.WriteBoolean("never", Forecast.IsNever);
        writer.WritePropertyName("endMonth");
        if (Forecast.EndMonth is { } month)
        {
            writer.WriteNumberValue(month);
        }
        else
        {
            writer.WriteNullValue();
        }

        writer.WriteString("left", Left.ToString());
        writer.WriteString("settledByGoods", End.SettledByGoods.ToString());
        writer.WriteString("lockedValue", End.LockedValue.ToString());
        writer.WriteStartObject("whatIf");
        writer.WriteString("shareOfInflow", Given.ShareOfInflow.ToString());
        writer.WriteString("diverted", Diverted.ToString());
        writer.WriteString("buyersMeanWithout", Decimals.Write(without, 6));
        writer.WriteString("buyersMeanWith", Decimals.Write(with, 6));
        writer.WriteEndObject();
        WriteMonths(writer);
        writer.WriteEndObject();
    }

    private void WriteMonths(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("months");
        foreach (var month in Forecast.Months)
        {
            writer.WriteStartObject();
            writer.WriteNumber("month", month.Month);
            writer.WriteString("debt", month.Debt.ToString());
            writer.WriteString("settledByGoods", month.Goods.ToString());
            writer.WriteString("funded", month.Funded.ToString());
            writer.WriteString("releasedValue", month.ReleasedValue.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private long Parts(Money part) => Spent == Money.Zero
        ? 0
        : Exact.MulDiv(part.Units, Rate.PartsPerWhole, Spent.Units, Rounding.Down);
}
