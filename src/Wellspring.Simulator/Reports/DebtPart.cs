using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What became of an old debt, month by month, and what a share of the inflow would cost new buyers.</summary>
internal static class DebtPart
{
    private const int MostRows = 24;

    public static void Add(Markup html, Report report)
    {
        var debt = report.Result.Debt!;
        var (forecast, given) = (debt.Forecast, debt.Given);
        var (endZh, endEn) = forecast.EndMonth is { } month
            ? ($"第 {month} 个月还清", $"gone after month {month}")
            : ($"看到的 {forecast.Months.Length} 个月里没有还清",
                $"not gone in the {forecast.Months.Length} months that were run: never");
        html.Say(
            $"旧债 {Written.Yuan(given.Amount)}：{endZh}。到最后还欠 {Written.Yuan(debt.Left)}，其中没有同意转换的 "
            + $"{Written.Yuan(forecast.NotConverted)}。",
            $"An old debt of {Written.Yuan(given.Amount)}: {endEn}. Still owed at the end: "
            + $"{Written.Yuan(debt.Left)}, of it "
            + $"{Written.Yuan(forecast.NotConverted)} that nobody agreed to convert.");
        if (given.ShareOfInflow != Rate.Zero)
        {
            var (without, with) = debt.BuyersMean;
            html.Say(
                $"只作假设：若把新订单带进池里的 {given.ShareOfInflow} 给旧债权人（任何方案都不允许），新买家合计每消费 1,000 元至多能拿回 "
                + $"{Written.Of1000(with)} 元，而不是 {Written.Of1000(without)} 元。",
                $"Only as a what-if: were {given.ShareOfInflow} of what new orders bring given to old creditors, "
                + $"which no plan may do, "
                + $"new buyers together could get back at most {Written.Of1000(with)} of 1,000 yuan instead of "
                + $"{Written.Of1000(without)}.");
        }

        var stride = Math.Max(1, (forecast.Months.Length + MostRows - 1) / MostRows);
        html.Table(
            new("每月末", "at the end of each month"),
            [new("月", "month"), new("还欠", "still owed"), new("以货还了", "paid in goods"), new("资金里", "in the fund")],
            forecast.Months.Where((one, place) => place % stride == 0 || place == forecast.Months.Length - 1)
                .Select(one => new[]
                {
                    Written.Count(one.Month), Written.Yuan(one.Debt), Written.Yuan(one.Goods), Written.Yuan(one.Funded),
                }),
            fits: true);
    }
}
