using System.Collections.Immutable;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What a run 挤兑 pays by place in the queue: of the run asked for, else of the world with a run.</summary>
internal static class RunPart
{
    public static ImmutableArray<QueuePlace> Of(Report report) => report.Result.Queue.IsEmpty
        ? report.Worlds?.Worlds.Select(world => world.Result.Queue).FirstOrDefault(queue => !queue.IsEmpty, []) ?? []
        : report.Result.Queue;

    public static void Add(Markup html, Report report)
    {
        var queue = Of(report);
        var (members, paid) = (queue.Sum(place => place.Members), queue.Aggregate(
            default(Core.Money), (sum, place) => sum + place.Paid));
        html.Say(
            "人人都要卖的时候，先卖的人拿到的少，留下的手续份额归还没卖的人；最后一个人拿到最多，但没有人知道自己排在哪里。合计永远不多于进池的钱。",
            "When everybody sells, those who sell first get less: what each sale leaves behind goes to those "
            + "still waiting. The last "
            + "gets most, and nobody knows who that is. All together never get more than came in.")
            .Table(
                new($"{Written.Count(members)} 人排队，共付 {Written.Yuan(paid)}；每消费 1,000 元所得，元",
                    $"{Written.Count(members)} in the queue, {Written.Yuan(paid)} paid in all; yuan of 1,000 spent"),
                [new("队伍", "place in the queue"), new("人数", "members"), new("一半的人", "median"), new("共付", "paid")],
                queue.Select(place => new[]
                {
                    $"{place.From} – {place.Until}", Written.Count(place.Members), Written.Of1000(place.Median),
                    Written.Yuan(place.Paid),
                }),
                fits: true);
    }
}
