using System.Collections.Immutable;

namespace Wellspring.Core.Plans;

/// <summary>The group <c>legacy</c> of a plan file. A plan without it keeps the text it always had.</summary>
internal static class LegacyPlanFile
{
    private static readonly ImmutableArray<(ReleaseRule Rule, string Code)> Rules =
        [(ReleaseRule.Inflow, "inflow"), (ReleaseRule.Equal, "equal"), (ReleaseRule.Price, "price")];

    public static LegacySettings? Read(PlanGroup plan)
    {
        // A recognised setting in it that asks for nothing makes no group of its own.
        var all = plan.Group("legacy", "coin", "cap", "release");
        if (!plan.Has("legacy") || !(all.IsEmpty || all.Has("coin") || all.Has("cap") || all.Has("release")))
        {
            return null;
        }

        var coin = all.Group("coin", "rate", "maxShareOfOrder", "depositRate");
        var house = new LegacySettings();
        return new()
        {
            Coin = new()
            {
                Rate = coin.Rate("rate") ?? house.Coin.Rate,
                MaxShareOfOrder = coin.Rate("maxShareOfOrder") ?? house.Coin.MaxShareOfOrder,
                DepositRate = coin.Rate("depositRate") ?? house.Coin.DepositRate,
            },
            Cap = all.Rate("cap") ?? house.Cap,
            Release = ReadRelease(all, house.Release),
        };
    }

    /// <summary>With a comma before it, or nothing where the plan has none.</summary>
    public static string Write(LegacySettings? legacy)
    {
        if (legacy is null)
        {
            return "";
        }

        var (coin, release) = (legacy.Coin, legacy.Release);
        return $",\"legacy\":{{\"coin\":{{\"rate\":\"{coin.Rate}\",\"maxShareOfOrder\":\"{coin.MaxShareOfOrder}\","
            + $"\"depositRate\":\"{coin.DepositRate}\"}},\"cap\":\"{legacy.Cap}\","
            + $"\"release\":{{\"rule\":\"{Rules.First(one => one.Rule == release.Rule).Code}\","
            + $"\"periods\":{release.Periods},\"period\":\"{release.Period}\","
            + $"\"inflowShare\":\"{release.InflowShare}\",\"priceStep\":\"{release.PriceStep}\","
            + $"\"stepShare\":\"{release.StepShare}\",\"dailyCap\":\"{release.DailyCap}\","
            + $"\"creditorDailyCap\":\"{release.CreditorDailyCap}\","
            + $"\"order\":\"{(release.Order is CreditorOrder.Age ? "age" : "pro-rata")}\"}}}}";
    }

    private static ReleaseSettings ReadRelease(PlanGroup all, ReleaseSettings house)
    {
        var group = all.Group("release", "rule", "periods", "period", "inflowShare", "priceStep", "stepShare",
            "dailyCap", "creditorDailyCap", "order");
        var rule = group.Choice("rule", Rules[0].Code, [.. Rules.Select(one => one.Code)]);
        return new()
        {
            Rule = Rules.First(one => one.Code == rule).Rule,
            Periods = group.Number("periods", house.Periods),
            Period = group.Duration("period") ?? house.Period,
            InflowShare = group.Rate("inflowShare") ?? house.InflowShare,
            PriceStep = group.Rate("priceStep") ?? house.PriceStep,
            StepShare = group.Rate("stepShare") ?? house.StepShare,
            DailyCap = group.Rate("dailyCap") ?? house.DailyCap,
            CreditorDailyCap = group.Rate("creditorDailyCap") ?? house.CreditorDailyCap,
            Order = group.Choice("order", "age", "age", "pro-rata") == "age"
                ? CreditorOrder.Age
                : CreditorOrder.ProRata,
        };
    }
}
