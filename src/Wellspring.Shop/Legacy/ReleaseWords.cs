using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Shop.Legacy;

/// <summary>The rule by which locked points are released, in a clause for people.</summary>
public static class ReleaseWords
{
    public static Bilingual Of(LegacySettings legacy)
    {
        var release = legacy.Release;
        var cap = new Bilingual(
            $"每天至多锁定总量的{release.DailyCap}", $"at most {release.DailyCap} of all that is locked a day");
        return release.Rule switch
        {
            ReleaseRule.Equal => new(
                $"每次清偿所得分{release.Periods}期等额释放，{cap.Zh}",
                $"what each settlement earned in {release.Periods} equal parts, {cap.En}"),
            ReleaseRule.Price => new(
                $"单价每上涨{release.PriceStep}，释放当时锁定量的{release.StepShare}，{cap.Zh}；单价不涨就不释放",
                $"{release.StepShare} of what is locked each time the price has risen by {release.PriceStep}, "
                + $"{cap.En}; nothing while it does not rise"),
            _ => new(
                $"他人订单每入池1元，释放价值{release.InflowShare.Of(Money.FromYuan(1)).ToFen()}元，{cap.Zh}；没有新订单就不释放",
                $"{release.InflowShare} of what others' orders bring into the pool, {cap.En}; nothing "
                + "without new orders"),
        };
    }

    private static string ToFen(this Money amount) => Decimals.Write(amount.FloorToFen().Units / Money.UnitsPerFen, 2);
}
