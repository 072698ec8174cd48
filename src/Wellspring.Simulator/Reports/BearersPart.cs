using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>Who bore refunds after finality and self-orders: pool, platform, members, or nobody any more.</summary>
internal static class BearersPart
{
    public static bool IsThere(Report report) => report.Result.Refunded is not null || report.Result.Washed is not null;

    public static void Add(Markup html, Report report)
    {
        if (report.Result.Refunded is { } refunds)
        {
            html.Say(
                "确认收货之后又退款时，佣金要退回给商户。能收回的从积分对应的池中资金出，已经卖掉的由会员欠着，其余由平台承担；会员不回来，欠着的就是损失。",
                "When an order is refunded after finality its commission goes back to the merchant: out of the "
                + "pool for points that are "
                + "still there, owed by members who sold theirs, the rest by the platform. What is owed is a loss "
                + "if they never come back.");
            AddRefunds(html, new("退款", "refunds"), refunds);
        }

        if (report.Result.Washed is not { } washed)
        {
            return;
        }

        var net = (washed.NetUnits < 0 ? "−" : "+") + Written.Yuan(Money.FromUnits(Math.Abs(washed.NetUnits)));
        html.Line($"""<h3>自己向自己下单 <span lang="en">self-orders</span></h3>""")
            .Say(
                $"{washed.Given.People} 人用 {Written.Count(washed.Orders)} 笔假订单付了佣金 "
                + $"{Written.Yuan(washed.Commissions)}，结果合计 {net}。",
                $"{washed.Given.People} people paid {Written.Yuan(washed.Commissions)} in commissions for "
                + $"{Written.Count(washed.Orders)} fake "
                + $"orders; it came to {net} for them in all.")
            .Table(
                new("刷单的人", "those who did it"), [new("项目", "what"), new("金额", "amount")],
                [
                    ["假交易额 turnover", Written.Yuan(washed.Turnover)],
                    ["付出佣金 commissions paid", Written.Yuan(washed.Commissions)],
                    ["从池里拿走 paid by the pool", Written.Yuan(washed.Received)],
                    ["还持有的，现在卖 still held, if sold", Written.Yuan(washed.ValueLeft)],
                    ["退款收回 recovered by refunds", Written.Yuan(washed.Recovered)],
                    ["合计 in all", net],
                ],
                fits: true);
        if (washed.Refunds.Refunds > 0)
        {
            AddRefunds(html, new("假订单的退款", "refunds of fake orders"), washed.Refunds);
        }
    }

    private static void AddRefunds(Markup html, Bilingual title, RefundBearers refunds) => html.Table(
        new($"{title.Zh}：{Written.Count(refunds.Refunds)} 笔，{Written.Yuan(refunds.Amount)}",
            $"{title.En}: {Written.Count(refunds.Refunds)}, {Written.Yuan(refunds.Amount)}"),
        [new("谁承担", "who bears it"), new("金额", "amount")],
        [
            ["要退的佣金 commission due", Written.Yuan(refunds.Due)],
            ["池 the pool", Written.Yuan(refunds.FromPool)],
            ["领过奖励的人 those who had rewards", Written.Yuan(refunds.FromPayees)],
            ["会员欠着 owed by members", Written.Yuan(refunds.FromMembers)],
            ["平台 the platform", Written.Yuan(refunds.FromPlatform)],
            ["到最后仍欠 still owed at the end", Written.Yuan(refunds.StillOwed)],
        ],
        fits: true);
}
