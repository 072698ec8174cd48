using System.Collections.Immutable;

namespace Wellspring.Core.Plans;

/// <summary>What must hold of a plan's conversion of old debts whatever the law.</summary>
internal static class LegacyReview
{
    private const int MostPeriods = 1200;

    public static ImmutableArray<Func<PlanDraft, Finding?>> Rules { get; } =
        [CoinsBuySomething, CapIsPositive, ReleasesAreSpread, ReleasesMove];

    private static Finding? CoinsBuySomething(PlanDraft draft) =>
        draft.Legacy is { Coin: { Rate.Parts: 0 } or { MaxShareOfOrder.Parts: 0 } }
            ? new("legacy-coin", "legacy.coin", "消费币的比例（rate、maxShareOfOrder）须大于 0%，否则债权转换后什么也买不到。",
                "coin.rate and coin.maxShareOfOrder are above 0%; else a converted claim could buy nothing.")
            : null;

    private static Finding? CapIsPositive(PlanDraft draft) => draft.Legacy is { Cap.Parts: 0 }
        ? new("legacy-cap", "legacy.cap", "释放积分的封顶比例须大于 0%。", "legacy.cap is above 0%.")
        : null;

    private static Finding? ReleasesAreSpread(PlanDraft draft) =>
        draft.Legacy is { Release: var release }
        && (release.Periods > MostPeriods || release.Period.Milliseconds < Instant.MillisecondsPerDay)
            ? new("legacy-periods", "legacy.release", "等额释放最多 1200 期，每期不短于 1 天。",
                "Equal releases have at most 1200 periods of at least a day each.")
            : null;

    private static Finding? ReleasesMove(PlanDraft draft) =>
        draft.Legacy is { Release: var release }
        && (release.DailyCap == Rate.Zero || release.CreditorDailyCap == Rate.Zero
            || (release is { Rule: ReleaseRule.Inflow } && release.InflowShare == Rate.Zero)
            || (release is { Rule: ReleaseRule.Price }
                && (release.PriceStep == Rate.Zero || release.StepShare == Rate.Zero)))
            ? new("legacy-release", "legacy.release", "按这样的设置一个积分也不会释放；所用规则的比例和每日上限须大于 0%。",
                "Nothing would ever be released: the shares of the rule and the daily caps are above 0%.")
            : null;
}
