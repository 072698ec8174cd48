using System.Collections.Immutable;

namespace Wellspring.Core.Taxes;

/// <summary>The tax that stays back from a payout 预扣预缴: pure arithmetic, to the fen.</summary>
/// <remarks>
/// Half a fen is rounded up, as tax forms do. A year's tax that falls below what was withheld gives nothing back: the
/// person settles that with the tax office 汇算清缴.
/// </remarks>
public static class Withholding
{
    /// <summary>Costs that labour income may deduct without proof 累计费用.</summary>
    public static Rate LabourCost { get; } = Rate.FromParts(200_000);

    /// <summary>What each month deducts 累计减除费用.</summary>
    public static Money LabourMonth { get; } = Money.FromYuan(5_000);

    /// <summary>
    /// The yearly brackets 预扣率表: from above an amount, the rate and the quick deduction 速算扣除数, in yuan.
    /// </summary>
    public static ImmutableArray<TaxBracket> LabourBrackets { get; } =
    [
        new(Money.Zero, Rate.FromParts(30_000), Money.Zero),
        new(Money.FromYuan(36_000), Rate.FromParts(100_000), Money.FromYuan(2_520)),
        new(Money.FromYuan(144_000), Rate.FromParts(200_000), Money.FromYuan(16_920)),
        new(Money.FromYuan(300_000), Rate.FromParts(250_000), Money.FromYuan(31_920)),
        new(Money.FromYuan(420_000), Rate.FromParts(300_000), Money.FromYuan(52_920)),
        new(Money.FromYuan(660_000), Rate.FromParts(350_000), Money.FromYuan(85_920)),
        new(Money.FromYuan(960_000), Rate.FromParts(450_000), Money.FromYuan(181_920)),
    ];

    /// <summary>The tax on one payout.</summary>
    /// <param name="before">What this person had of labour income this year before this payout; its months count
    /// the month of this payout.</param>
    public static Money Of(TaxRule rule, Money gross, LabourYear before) => rule.Method switch
    {
        TaxMethod.None => Money.Zero,
        TaxMethod.Flat => Share(gross, rule.Rate),
        TaxMethod.CumulativeLabour => OfYear(before.Income + gross, before.Months).LessAtMost(before.Withheld),
        _ => throw new InvalidOperationException("a tax rule names its method"),
    };

    /// <summary>The whole year's tax on labour income up to now.</summary>
    public static Money OfYear(Money income, int months)
    {
        Invariant.Require(months is >= 1 and <= 12, "a year's income has 1 to 12 months");
        var taxable = (income - LabourCost.Of(income)).LessAtMost(Money.FromUnits(LabourMonth.Units * months));
        var bracket = LabourBrackets.Last(one => one.Above == Money.Zero || taxable > one.Above);
        return Share(taxable, bracket.Rate).LessAtMost(bracket.Deduction);
    }

    private static Money Share(Money amount, Rate rate)
    {
        var fen = (((Int128)amount.Units * rate.Parts) + ((Int128)Rate.PartsPerWhole * Money.UnitsPerFen / 2))
            / ((Int128)Rate.PartsPerWhole * Money.UnitsPerFen);
        return Money.FromUnits((long)fen * Money.UnitsPerFen);
    }
}

/// <summary>One step of a progressive tax.</summary>
public readonly record struct TaxBracket(Money Above, Rate Rate, Money Deduction);
