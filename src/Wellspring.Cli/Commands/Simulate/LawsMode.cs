using System.CommandLine;
using System.Globalization;
using Wellspring.Core;
using Wellspring.Simulator;
using Wellspring.Simulator.Answers;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary><c>--laws</c>: what the arithmetic of a plan says beforehand, beside what simulations of it give.</summary>
internal sealed class LawsMode : ISimulateMode
{
    private const long Orders = 1_000_000;

    private readonly Option<bool> _laws = new("--laws")
    {
        Description = "规律表:算式预言与实测对照;不给情景就用演算示例 laws beside measurements; without a scenario, of the worked example",
    };

    public IReadOnlyList<Option> Options => [_laws];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_laws);

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var scenario = asked.HasPath ? asked.Read() : asked.On(LawTable.WorkedExample);
        var orders = asked.Orders ?? Orders;
        var table = await Terminal.WithProgressAsync(
            "规律 laws",
            progress => Task.Run(() => LawTable.Measure(scenario, orders, asked.Threads, progress)));
        return new(table.Write, () => Show(table));
    }

    private static void Show(LawTable table)
    {
        var laws = Laws.Of(table.Scenario);
        Terminal.WriteFacts("方案 the plan",
        [
            ("κ 入池比例 share of spend into the pool", Text(laws.Kappa)),
            ("μ 铸造比例 mint ratio", Text(laws.Mu)),
            ("y 卖出实付比例 paid of a sale", Text(laws.Payout)),
            ("c 封顶倍数 cap", double.IsInfinity(laws.Cap) ? "无 none" : Text(laws.Cap)),
            ("价格失控:当即卖出超过 price runs away when more sell at once", Text(laws.RunawayShare)),
            ("97% 当即卖出时价格涨到 price with 97% selling at once",
                "10^" + Decimals.Write(table.RunawayPowers / 100_000, 1)),
            ("每次运行的订单 orders of a run", table.Scenario.Orders.ToString(CultureInfo.InvariantCulture)),
            ("方案哈希 plan hash", table.Scenario.Given.Hash[..16] + "…"),
            ("种子 seed", $"{table.Scenario.Seed}"),
        ]);
        Terminal.WriteTable(
            "规律与实测 the law and what was measured",
            [("规律 law", false), ("算式 predicted", true), ("实测 measured", true), ("成立 holds", true)],
            table.Rows.SelectMany(row => new string[][]
            {
                [row.Name.Zh, (row.IsBound ? "≤ " : "") + Text(row.Law), Text(row.Measured), row.Holds ? "✓" : "✗"],
                [row.Name.En, "", "", ""],
            }));
    }

    private static string Text(double value) => LawTable.Text(value);
}
