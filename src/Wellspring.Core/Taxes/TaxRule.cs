namespace Wellspring.Core.Taxes;

/// <summary>How tax is taken off a payout 代扣方法.</summary>
public enum TaxMethod
{
    /// <summary>Nothing is withheld, as the accountant decided in writing.</summary>
    None = 1,

    /// <summary>One rate of the whole amount 比例税率.</summary>
    Flat = 2,

    /// <summary>Labour income 劳务报酬, cumulative over the year: announcement 16 of 2025.</summary>
    CumulativeLabour = 3,
}

/// <summary>How one kind of payout is taxed 扣税规则: a version that an accountant decided.</summary>
/// <param name="Type">The kind of payout, such as <c>pointSale</c>.</param>
/// <param name="Version">Counted from 1; a later version goes before an earlier one once it is in force.</param>
/// <param name="TaxClass">The class of income 税目 in the accountant's words.</param>
/// <param name="Rate">For <see cref="TaxMethod.Flat"/> only.</param>
public sealed record TaxRule(string Type, int Version, string TaxClass, TaxMethod Method, Rate Rate);

/// <summary>What one person was paid of labour income this year, and what was withheld of it.</summary>
/// <param name="Months">Months of this year in which there was such income, the present one counted.</param>
public readonly record struct LabourYear(Money Income, Money Withheld, int Months);
