using Wellspring.Core;
using Wellspring.Simulator;
using Wellspring.Simulator.Reports;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>A simulation for people: the plain sentence first, everybody who joined, the lowest first.</summary>
internal sealed class SimulationText(SimulationResult result)
{
    public void Show()
    {
        Console.Out.WriteLine($"{result.Scenario.Name}");
        Sentence();
        Marks();
        Cohorts();
        Queue();
        new AnswersText(result).Show();
        new EventsText(result).Show();
        Terminal.WriteFacts("假设与来历 assumptions and origin", Origin());
        foreach (var assumption in result.Scenario.Adapted)
        {
            Console.Out.WriteLine($"  {assumption.Zh}");
            Console.Out.WriteLine($"  {assumption.En}");
        }
    }

    private void Sentence()
    {
        var sentence = HonestSentence.Of(result);
        Console.Out.WriteLine(sentence.Zh);
        Console.Out.WriteLine(sentence.En);
    }

    private void Marks() => Terminal.WriteTable(
        "一路上 on the way",
        [("订单 orders", true), ("日 day", true), ("价格 price", true), ("拆分 splits", true), ("池 pool", true),
            ("退出 exits", true), ("已付 paid", true)],
        result.Marks.Select(mark => new[]
        {
            $"{mark.Orders}", $"{mark.Day}", mark.Backing.Price.ToString(4), $"{mark.Backing.Scale}",
            $"{mark.Backing.Pool.FloorToFen()}"[..^4], $"{mark.Exits}", $"{mark.Paid.FloorToFen()}"[..^4],
        }));

    private void Cohorts() => Terminal.WriteTable(
        "每元消费的结果,按加入先后 outcome a yuan spent, by place of joining",
        [("批 #", true), ("人数 n", true), ("P5", true), ("P25", true), ("P50", true), ("P75", true),
            ("P95", true), ("均 mean", true), ("封顶 cap", true), ("胜返利 ‰", true)],
        result.Cohorts.Append(result.All)
            .OrderBy(cohort => cohort.Place == 0).ThenBy(cohort => cohort.Together.P50).Select(cohort => new[]
            {
                cohort.Place == 0 ? "all" : $"{cohort.Place}", $"{cohort.Members}", Times(cohort.Together.P5),
                Times(cohort.Together.P25), Times(cohort.Together.P50), Times(cohort.Together.P75),
                Times(cohort.Together.P95), Times(cohort.Together.Mean), $"{cohort.Capped}",
                PerMille(cohort.BeatsRebate, cohort.Members),
            }));

    private void Queue()
    {
        if (!result.Queue.IsEmpty)
        {
            Terminal.WriteTable(
                "挤兑:按排队位置 a run: by place in the queue",
                [("从 from", true), ("到 until", true), ("人数 n", true), ("中位 median", true)],
                result.Queue.Select(place => new[]
                {
                    $"{place.From}", $"{place.Until}", $"{place.Members}", Times(place.Median),
                }));
        }
    }

    private IEnumerable<(string Label, string Value)> Origin() =>
    [
        ("方案 plan", result.Scenario.Given.Hash[..16] + "…"),
        ("种子 seed", $"{result.Scenario.Seed}"),
        ("订单 orders", $"{result.Orders}"),
        ("未成交 refused", $"{result.Refused}"),
        ("方式 by", result.ByCommands ? "真实的池 the real pool" : "同一算式 the pool's formulas"),
        ("次数 runs", "1"),
        ("程序 engine", Assumptions.Engine),
    ];

    private static string Times(long millionths) => Decimals.Write(millionths / 1_000, 3);

    private static string PerMille(long part, long whole) =>
        Decimals.Write(whole == 0 ? 0 : Exact.MulDiv(part, 100_000, whole, Rounding.Down), 2);
}
