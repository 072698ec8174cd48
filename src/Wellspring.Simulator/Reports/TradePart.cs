using System.Globalization;
using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What the plan costs merchants, and who takes what out of the orders.</summary>
internal static class TradePart
{
    public static void Add(Markup html, Report report)
    {
        html.Say(
            "佣金是商户付的，最终在价格里。要赚得和没有佣金时一样多，商户要多卖这么多：",
            "Merchants pay the commission, and it ends up in prices. To earn what they earned without it they "
            + "must sell so much more:")
            .Table(
                new("毛利率 m、佣金 k：m ÷（m − k）− 1", "margin m, commission k: m ÷ (m − k) − 1"),
                [new("毛利率", "margin"), new("佣金", "commission"), new("付佣金后剩", "left after it"),
                    new("要多卖", "must sell more by")],
                report.Result.Merchants.Select(line => new[]
                {
                    $"{line.Margin}", $"{line.Commission}",
                    (line.Left / 10_000m).ToString("0.##", CultureInfo.InvariantCulture) + "%",
                    line.BreakEvenUplift is { } more ? "+" + Written.Percent(more) : "卖多少都不够 never enough",
                }),
                fits: true);
        if (report.Result.Take is not { } take)
        {
            return;
        }

        List<string[]> rows =
        [
            ["会员消费 members spent", Written.Yuan(take.Turnover)],
            ["平台份额 platform's share", Written.Yuan(take.Platform)],
            [
                "奖励预算（至多） reward budget, at most",
                $"{Written.Yuan(take.Budget)} "
                + $"{(take.BudgetToPool ? "剩下的归池 rest to the pool" : "剩下的归平台 rest to the platform")}",
            ],
            .. take.Rewards.Select(reward => new[]
            {
                $"{reward.Name.Zh} {reward.Name.En} {reward.Rate}", $"≤ {Written.Yuan(reward.Most)}",
            }),
            ["卖出时留在池里 kept in the pool at sales", Written.Yuan(take.Kept)],
            .. take.Insiders.Select(insider => new[]
            {
                $"最先 {insider.First} 的人持有的积分 points held by the first {insider.First}", Written.Percent(insider.Share),
            }),
        ];
        html.Line($"""<h3>平台和先来的人 <span lang="en">the platform and those who came first</span></h3>""")
            .Table(
                new("这次运行合计", "this run in all"), [new("项目", "what"), new("金额或占比", "amount or share")], rows,
                fits: true);
    }

    public static void AddHorizon(Markup html, Report report)
    {
        if (report.Result.Horizon is not { Rows.IsEmpty: false } horizon)
        {
            return;
        }

        var digits = horizon.Rows[0].Years.Select(year => year.Decimals).ToArray();
        html.Line($"""<h3>位数够用几年 <span lang="en">how long the digits last without splits</span></h3>""")
            .Table(
                new($"若不拆分，多少年后一笔铸造不足 1,000 个最小单位。有拆分时，一笔至少铸造 {Written.Count(horizon.SmallestMint)} 个最小单位",
                    $"without splits, years until a mint has fewer than 1,000 smallest units; with them it never "
                    + $"has fewer than "
                    + $"{Written.Count(horizon.SmallestMint)}"),
                [
                    new("平均持有", "mean holding"),
                    .. digits.Select(decimals => new Bilingual($"{decimals} 位小数", $"{decimals} decimals")),
                ],
                horizon.Rows.Select(row => (string[])
                [
                    $"{row.HoldingDays} 天 days", .. row.Years.Select(year =>
                        year.Years is { } hundredths ? Decimals.Write(hundredths, 2) : "永远够 for ever"),
                ]),
                fits: true);
    }
}
