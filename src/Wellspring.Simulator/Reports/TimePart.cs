using Wellspring.Core;
using Wellspring.Simulator.Answers;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>How long members waited, how pool and promise stood on the way, and the price as an index.</summary>
internal static class TimePart
{
    private static readonly RecoveryTarget[] Targets =
        [RecoveryTarget.Rebate, RecoveryTarget.Half, RecoveryTarget.FourFifths, RecoveryTarget.Cap];

    /// <summary>Orders and months until the k-th member had so much back, or never.</summary>
    public static void AddRecoveries(Markup html, Report report)
    {
        html.Say(
            "第几个加入的人，要等到共有多少笔订单，才能拿回（已付的，加上当时卖出可得的）这么多。“没有”是指到这次运行结束都没有等到。",
            "How many orders there had to be in all until the member who joined at that place had so much back, "
            + "paid out or by "
            + "selling then. “Never” means not in this run.")
            .Table(
                new("订单数（括号内为等了几个月，每月 30 天）", "orders (in brackets months waited, of thirty days)"),
                [new("第几个", "joined"), new("同返利", "as the rebate"), new("一半", "half of it"),
                    new("八成", "four fifths"), new("封顶", "the cap")],
                report.Result.Recoveries.GroupBy(one => one.Member).Select(member => (string[])
                [
                    Written.Count(member.Key), .. Targets.Select(target =>
                        Cell(member.FirstOrDefault(one => one.Target == target))),
                ]),
                fits: true);
    }

    /// <summary>The pool against what it would pay were every holder at the cap.</summary>
    public static void AddCoverage(Markup html, Report report)
    {
        var result = report.Result;
        var spots = result.Path.Select(point => (point.Day, Share: result.CoverageAt(point)?.Share))
            .Where(spot => spot.Share is not null).ToArray();
        if (spots.Length < 2)
        {
            return;
        }

        var (least, last) = (spots.Min(spot => spot.Share!.Value), spots[^1].Share!.Value);
        html.Line($"""<h3>承诺有多少在池里 <span lang="en">how much of the promise is in the pool</span></h3>""")
            .Say(
                $"若人人都按封顶拿钱，池里的钱够付多少：最少时 {Written.Percent(least)}，最后 {Written.Percent(last)}。拿池子除以“积分总市值”永远是同一个数，"
                + $"不说明任何安全。",
                $"Were every holder paid the cap, the pool could pay {Written.Percent(least)} of it at the least, "
                + $"{Written.Percent(last)} at "
                + "the end. The pool over the value of all points is always the same figure and says nothing of "
                + "safety.")
            .Figure(
                frame => Way(
                    frame, result, new("承诺覆盖率，按天。", "Coverage of the promise, by day."),
                    Axis.FromZero(Math.Max(20, spots.Max(spot => spot.Share!.Value) / 10_000.0), 4, "%"),
                    new("池 ÷ 封顶承诺", "pool ÷ promise at the cap"),
                    spots.Select(spot => ((double)spot.Day, spot.Share!.Value / 10_000.0))),
                last > 2 * least
                    ? new("持有的人越少，比例越高：那时绝大多数人已经卖出。",
                        "It rises when few holders are left; by then almost everybody has sold.")
                    : new("一格代表同样多的天。", "Each step of the axis is as many days."));
    }

    /// <summary>The price with splits taken out, from its start; never a rate a year, never beyond the run.</summary>
    public static void AddPrice(Markup html, Report report)
    {
        var path = report.Result.Path;
        html.Say(
            "单价从开始算起是几倍（拆分已还原）。它涨得多，不等于人人拿得多：越涨，后来的人同样的钱换到的积分越少。这里不折算年化，也不向以后延长。",
            "The price as a multiple of its start, splits taken out. That it rises does not mean that members get "
            + "more: the higher it is, "
            + "the fewer points later money buys. No rate a year is made of it, and nothing is extended beyond "
            + "the run.")
            .Figure(
                frame => Way(
                    frame, report.Result, new("价格指数，按天。", "Price index, by day."),
                    Axis.Logarithmic(1, Portable.Power(10, Math.Max(0.1, path.Max(point => point.LogIndex) / 1e6)), 6),
                    new("单价，开始＝1", "price, start = 1"),
                    path.Select(point => ((double)point.Day, Portable.Power(10, point.LogIndex / 1e6)))),
                new("竖轴每格都是十倍。", "Each step of the upright axis is ten times the one below."));
    }

    private static Markup Way(
        Frame frame, SimulationResult result, Bilingual described, Axis upright, Bilingual title,
        IEnumerable<(double Day, double Value)> spots) => new Plot(
            frame, frame.Narrow ? 240 : 300, described,
            Axis.Between(0, Math.Max(1, result.Days), frame.Narrow ? 4 : 8), upright)
        .Grid(new("天", "days"), title).Line("ws-line", 2, spots).Done();

    private static string Cell(Recovery? recovery) => recovery?.Orders is { } orders
        ? $"{Written.Count(orders)} ({recovery.MonthsWaited})"
        : "没有 never";
}
