using Wellspring.Core.Taxes;

namespace Wellspring.Core.Tests.Taxes;

public sealed class WithholdingTests
{
    [Fact]
    public void A_flat_fifth_of_a_thousand_is_two_hundred()
    {
        var rule = new TaxRule("pointSale", 1, "偶然所得", TaxMethod.Flat, Rate.FromParts(200_000));

        Assert.Equal("200.000000", Withholding.Of(rule, Yuan("1000.00"), default).ToString());
    }

    [Theory]
    [InlineData("0.01", "0.00")]
    [InlineData("0.02", "0.00")]
    [InlineData("0.03", "0.01")]
    [InlineData("33.33", "6.67")]
    [InlineData("33.32", "6.66")]
    [InlineData("999999999.99", "200000000.00")]
    public void Flat_tax_is_rounded_to_the_nearest_fen(string gross, string tax)
    {
        var rule = new TaxRule("pointSale", 1, "偶然所得", TaxMethod.Flat, Rate.FromParts(200_000));

        Assert.Equal(Yuan(tax), Withholding.Of(rule, Yuan(gross), default));
    }

    [Fact]
    public void Without_a_tax_nothing_is_withheld()
    {
        var rule = new TaxRule("refund", 1, "不征税", TaxMethod.None, Rate.Zero);

        Assert.Equal(Money.Zero, Withholding.Of(rule, Yuan("1000"), default));
    }

    // By hand. January: 10 000 − 20 % − 5 000 = 3 000 at 3 % = 90. February, in all 40 000 − 8 000 − 10 000 = 22 000 at
    // 3 % = 660, less 90. March, in all 100 000 − 20 000 − 15 000 = 65 000 at 10 % − 2 520 = 3 980, less 660.
    [Fact]
    public void Labour_income_is_taxed_cumulatively_over_three_months()
    {
        var labour = new TaxRule("reward", 1, "劳务报酬所得", TaxMethod.CumulativeLabour, Rate.Zero);
        var year = new LabourYear(Money.Zero, Money.Zero, 1);
        var taxes = new List<Money>();
        foreach (var gross in new[] { "10000", "30000", "60000" })
        {
            var tax = Withholding.Of(labour, Yuan(gross), year);
            taxes.Add(tax);
            year = new(year.Income + Yuan(gross), year.Withheld + tax, year.Months + 1);
        }

        Assert.Equal([Yuan("90"), Yuan("570"), Yuan("3320")], taxes);
    }

    [Theory]
    [InlineData("6250", 1, "0")]
    [InlineData("6251", 1, "0.02")]
    [InlineData("51250", 1, "1080")]
    [InlineData("186250", 1, "11880")]
    [InlineData("381250", 1, "43080")]
    [InlineData("531250", 1, "73080")]
    [InlineData("831250", 1, "145080")]
    [InlineData("1206250", 1, "250080")]
    [InlineData("1306250", 1, "286080")]
    [InlineData("120000", 12, "1080")]
    public void Each_bracket_ends_where_the_table_says(string income, int months, string tax) =>
        Assert.Equal(Yuan(tax), Withholding.OfYear(Yuan(income), months));

    [Fact]
    public void A_month_without_much_income_gives_nothing_back()
    {
        var labour = new TaxRule("reward", 1, "劳务报酬所得", TaxMethod.CumulativeLabour, Rate.Zero);

        Assert.Equal(Money.Zero, Withholding.Of(labour, Yuan("100"), new(Yuan("10000"), Yuan("90"), 2)));
    }

    [Fact]
    public void The_brackets_meet_without_a_jump_at_every_border()
    {
        for (var index = 1; index < Withholding.LabourBrackets.Length; index++)
        {
            var (lower, upper) = (Withholding.LabourBrackets[index - 1], Withholding.LabourBrackets[index]);

            Assert.Equal(
                lower.Rate.Of(upper.Above) - lower.Deduction, upper.Rate.Of(upper.Above) - upper.Deduction);
        }
    }

    private static Money Yuan(string text)
    {
        Assert.True(Decimals.TryRead(text, Money.Decimals, out var units));
        return Money.FromUnits(units);
    }
}
