using Wellspring.Simulator.Drawing;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Reports;

/// <summary>
/// What may come for one who joins, over many behaviours and growths: bands with single paths, and no one line.
/// </summary>
internal static class FanPart
{
    public static void Add(Markup html, Report report)
    {
        var fan = report.Fan!;
        var (draws, followed) = (Written.Count(fan.Draws), Written.Count(fan.Followed));
        var last = fan.Ages.Length - 1;
        var (low, high) = (Written.Of1000(fan.P5[last]), Written.Of1000(fan.P95[last]));
        html.Say(
            $"不确定。人们怎么做、订单怎么变，各抽 {draws} 次，跟着其中 {followed} 人：加入 {fan.Ages[last]} 天后，每消费 1,000 元，"
            + $"十人中九人有 {low} 到 {high} 元。带子不是保证：它只含所列的变化，真实的结果可能在带子之外。",
            $"Uncertain. In {draws} draws of how people behave and how orders change, {followed} members were "
            + $"followed: "
            + $"{fan.Ages[last]} days after joining, nine of ten have {low} to {high} of 1,000 yuan spent. The "
            + $"bands are no "
            + "promise: they hold only what is listed, and what really happens may lie outside.")
            .Figure(frame => Draw(frame, report), FanStudy.Drawn)
            .Behind(
                new("每消费 1,000 元所有，元，按加入后的天数", "Yuan of 1,000 spent, by days after joining"),
                [new("天", "days"), new("P5", "P5"), new("P25", "P25"), new("P75", "P75"), new("P95", "P95")],
                [
                    .. fan.Ages.Select((age, place) => new[]
                    {
                        Written.Count(age), Written.Of1000(fan.P5[place]), Written.Of1000(fan.P25[place]),
                        Written.Of1000(fan.P75[place]), Written.Of1000(fan.P95[place]),
                    }),
                ]);
    }

    private static Markup Draw(Frame frame, Report report)
    {
        var (fan, rebate) = (report.Fan!, report.Result.All.Rebate / 1_000.0);
        var last = fan.Ages.Length - 1;

        // A path that leaves the top is still seen to leave; the bands set the scale.
        var greatest = Math.Max(rebate * 1.3, fan.P95.Max() / 1_000.0 * 1.25);
        var axis = Axis.FromZero(greatest, frame.Narrow ? 4 : 6);
        var plot = new Plot(
            frame, frame.Narrow ? 300 : 400,
            new("每消费 1,000 元所有的范围，按加入后的天数。", "The range of what there is of 1,000 yuan spent, by days after joining."),
            Axis.Between(0, fan.Ages[last], frame.Narrow ? 4 : 8), axis, frame.Narrow ? 56 : 84);
        plot.Grid(new("加入后的天数", "days after joining"), WorldsPart.Unit)
            .Band("ws-band", [.. Spots(fan.P5, fan.P95)])
            .Band("ws-band2", [.. Spots(fan.P25, fan.P75)]);
        foreach (var sample in fan.Samples)
        {
            plot.Through("ws-path", 1, sample.Path.Select((value, place) =>
                ((double)fan.Ages[place], value / 1_000.0)));
        }

        var (outer, inner) = frame.Narrow ? ("90 %", "50 %") : ("90 % 的人", "50 % 的人");
        return plot.Level(rebate, WorldsPart.RebateName(report.Result.All.Rebate))
            .Beside(Outer(fan, last), outer, "ws-quiet").Beside((fan.P25[last] + fan.P75[last]) / 2_000.0, inner)
            .Done();

        IEnumerable<(double, double, double)> Spots(IReadOnlyList<long> low, IReadOnlyList<long> high) =>
            fan.Ages.Select((age, place) => ((double)age, low[place] / 1_000.0, high[place] / 1_000.0));
    }

    // The middle of the wider part of the outer band, so that the words do not meet those of the inner.
    private static double Outer(FanStudy fan, int last) =>
        fan.P95[last] - fan.P75[last] > fan.P25[last] - fan.P5[last]
            ? (fan.P95[last] + fan.P75[last]) / 2_000.0
            : (fan.P5[last] + fan.P25[last]) / 2_000.0;
}
