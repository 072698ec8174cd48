using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>Where the money of every payout came from: the member's own orders, or those of others.</summary>
internal static class PayersPart
{
    public static void Add(Markup html, Report report)
    {
        var result = report.Result;
        var paid = result.OwnPart + result.FromOthers;
        if (paid == Money.Zero)
        {
            html.Say(
                "到现在没有付出一分钱：谁也没有卖出，也没有人封顶。账面上的数，卖出时才是钱。",
                "Nothing was paid so far: nobody sold and nobody reached the cap. What stands in the books is "
                + "money only when sold.");
            TimePart.AddCoverage(html, report);
            return;
        }

        var share = Exact.MulDiv(result.FromOthers.Units, Rate.PartsPerWhole, paid.Units, Rounding.Down);
        var percent = Written.Percent(share);
        html.Say(
            $"付给会员的 {Written.Yuan(paid)} 里，{percent} 来自别人的订单：超出本人订单带进池里的那一部分，都是后来的人带来的。没有后来的人，就没有这一部分。",
            $"Of {Written.Yuan(paid)} paid to members, {percent} came from orders of others: all above what one's "
            + $"own orders brought "
            + "in was brought by those who came later. Without them there is none of it.")
            .Figure(
                frame => Draw(frame, share),
                new(
                    $"本人订单带来 {Written.Yuan(result.OwnPart)}，他人订单带来 {Written.Yuan(result.FromOthers)}。",
                    $"{Written.Yuan(result.OwnPart)} from their own orders, {Written.Yuan(result.FromOthers)} "
                    + $"from orders of others."));
        if (result.OrdersPerExit is { } orders && result.DependenceOfCapped is { Members: > 0 } capped)
        {
            html.Say(
                $"封顶的人平均拿到 {Written.Yuan(capped.PaidEach)}，其中 "
                + $"{Written.Yuan(capped.OthersEach)}（{Written.Percent(capped.ShareFromOthers)}）"
                + $"来自别人：相当于 {Decimals.Write(capped.OrdersOfOthers / 100, 1)} 笔别人的订单。每有一人封顶，共有 "
                + $"{Written.Count(orders)} 笔订单。",
                $"A member at the cap was paid {Written.Yuan(capped.PaidEach)} in the mean, "
                + $"{Written.Yuan(capped.OthersEach)} of it "
                + $"({Written.Percent(capped.ShareFromOthers)}) from others: what "
                + $"{Decimals.Write(capped.OrdersOfOthers / 100, 1)} of their "
                + $"orders brought in. There were {Written.Count(orders)} orders for each member at the cap.");
        }

        TimePart.AddCoverage(html, report);
    }

    private static Markup Draw(Frame frame, long others)
    {
        var own = frame.Width * (1 - (others / 1e6));
        var (bar, top) = (32.0, frame.Text * 1.6);
        var svg = frame.Open(top + bar + 4, new(
            $"每元付款：本人 {Written.Percent(1_000_000 - others)}，他人 {Written.Percent(others)}。",
            $"Of each yuan paid: own {Written.Percent(1_000_000 - others)}, others {Written.Percent(others)}."));
        svg.Line($"""<rect class="ws-own" x="0" y="{top}" width="{Math.Max(0, own - 1)}" height="{bar}"/>""")
            .Line($"""<rect class="ws-other" x="{own + 1}" y="{top}" width="{frame.Width - own - 1}" """)
            .Line($"""height="{bar}"/>""");
        frame.Title(svg, new($"本人 {Written.Percent(1_000_000 - others)}", "own"), 0, frame.Text);
        frame.Title(svg, new($"他人 {Written.Percent(others)}", "others"), frame.Width, frame.Text, "end");
        return svg.Line($"</svg>");
    }
}
