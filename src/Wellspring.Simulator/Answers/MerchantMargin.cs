using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Answers;

/// <summary>
/// What the commission leaves a merchant 商家毛利, and how much more it must sell to earn what it earned without it.
/// </summary>
/// <param name="Margin">Gross margin before the commission, of the price.</param>
/// <param name="Commission">The commission rate, of the price.</param>
public sealed record MerchantMargin(Rate Commission, Rate Margin)
{
    private static readonly ImmutableArray<int> Percents = [10, 15, 20, 25, 30, 40, 50, 60];

    /// <summary>What is left of the margin, in millionths of the price; below zero every sale loses money.</summary>
    public int Left => Margin.Parts - Commission.Parts;

    /// <summary>
    /// m ÷ (m − k) − 1 in millionths, rounded up: 1 000 000 is twice the sales. Null: no volume is ever enough.
    /// </summary>
    public long? BreakEvenUplift => Left <= 0
        ? null
        : Exact.MulDiv(Commission.Parts, Rate.PartsPerWhole, Left, Rounding.Up);

    /// <summary>For every commission rate of a scenario, else the plan's, the usual margins of shops.</summary>
    public static ImmutableArray<MerchantMargin> Of(Scenario scenario) =>
    [
        .. scenario.Kinds.Select(kind => kind.Commission).DefaultIfEmpty(scenario.Plan.Split.Commission)
            .Distinct().OrderBy(rate => rate.Parts)
            .SelectMany(rate => Percents.Select(percent => new MerchantMargin(rate, Rate.FromParts(percent * 10_000)))),
    ];
}
