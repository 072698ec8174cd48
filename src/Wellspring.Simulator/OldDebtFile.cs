using Wellspring.Core;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator;

/// <summary>The group <c>legacy</c> of a scenario file.</summary>
internal static class OldDebtFile
{
    private static readonly Money LargestDebt = Money.FromYuan(1_000_000_000);

    public static OldDebt? Read(ScenarioGroup file, Plan plan)
    {
        var group = file.Group(
            "legacy", "debt", "creditors", "tail", "consent", "ownMoney", "growth", "platformShare", "demand",
            "shareOfInflow", "months");
        if (!group.IsThere || !group.Needs("debt"))
        {
            return null;
        }

        if (plan.Legacy is null)
        {
            file.Report("scenario-value", "legacy", "方案没有 legacy 一组，不能有历史债务。请换一个带 legacy 的方案。",
                "The plan has no group \"legacy\", so there is no old debt to convert; take a plan that has one.");
        }

        var creditors = (int)group.Whole("creditors", 100, 1, 100_000);
        var debt = group.Yuan("debt", Money.FromYuan(1), LargestDebt);
        if (debt.Units / creditors < Money.UnitsPerYuan)
        {
            group.Report("scenario-value", group.At("debt"), "每位债权人平均至少 1 元。",
                "Creditors are owed at least 1 yuan each in the mean.");
        }

        return new(debt)
        {
            Creditors = creditors,
            Tail = group.Decimal("tail", 1.2, 100),
            Consent = group.Percent("consent", Rate.Whole),
            OwnMoney = group.Yuan("ownMoney", Money.Zero, LargestDebt),
            GrowthParts = group.SignedPercent("growth"),
            PlatformShare = group.Percent("platformShare", Rate.Zero),
            Demand = group["demand"].ValueKind is System.Text.Json.JsonValueKind.Undefined
                ? null
                : group.Yuan("demand", Money.Zero, LargestDebt),
            ShareOfInflow = group.Percent("shareOfInflow", Rate.Zero),
            Months = (int)group.Whole("months", ForecastAssumptions.UsualMonths, 1, 1_200),
        };
    }
}
