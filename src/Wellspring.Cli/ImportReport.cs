using System.Globalization;
using System.Text.Json;
using Wellspring.Cli.Charts;
using Wellspring.Cli.Commands;
using Wellspring.Cli.Orders;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli;

/// <summary>What an import ends with: sample orders, money in and out, who is at what multiple, the charts.</summary>
internal sealed class ImportReport
{
    private readonly PoolDirectory _directory;
    private readonly string _source;
    private readonly ImportOutcome _outcome;
    private readonly ReplayedPool _replayed;
    private readonly List<SettledOrder> _orders;
    private readonly Multiples _multiples;

    private ImportReport(PoolDirectory directory, string source, ImportOutcome outcome)
    {
        (_directory, _source, _outcome) = (directory, source, outcome);
        _replayed = directory.Load();
        _orders = SettledOrder.Some(directory);
        _multiples = Multiples.Of(_replayed.Pool);
    }

    private string SvgPath => Path.Combine(_directory.Folder, "chart.svg");

    private string HtmlPath => Path.Combine(_directory.Folder, "chart.html");

    /// <summary>Gathers the report and writes the charts beside the journal.</summary>
    public static ImportReport Of(PoolDirectory directory, string source, ImportOutcome outcome)
    {
        var report = new ImportReport(directory, source, outcome);
        var page = ChartCommand.PageOf(directory);
        File.WriteAllText(report.SvgPath, PoolChart.Svg(page));
        File.WriteAllText(report.HtmlPath, ChartHtml.Page(page));
        return report;
    }

    public void Show()
    {
        var settings = _replayed.Plan.Settings;
        Console.WriteLine($"{settings.NameZh} {settings.NameEn} · {Path.GetFileName(_source)}");
        if (_replayed.Plan.IsSandbox)
        {
            Console.WriteLine("演示 · 不得用于真实交易  demo, not for real trading");
        }

        ShowOrders();
        ShowRows();
        ShowMoney();
        ShowMultiples();
        Console.WriteLine();
        Console.WriteLine($"走势图 charts   {SvgPath}");
        Console.WriteLine($"                {HtmlPath}");
        Console.WriteLine("下一步 next     ./wellspring status --data " + Shown);
        Console.WriteLine("                ./wellspring verify --data " + Shown);
        Console.WriteLine($"                ./wellspring member --data {Shown} {_multiples.SomeMember(_replayed)}");
        foreach (var row in _outcome.BadRows)
        {
            Console.Error.WriteLine($"第 {row.Line} 行 line {row.Line}: {row.Bad!.Zh} {row.Bad.En}");
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        WriteRows(writer);
        writer.WriteStartArray("sample");
        foreach (var order in _orders)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", order.Number);
            writer.WriteString("order", order.Settlement.Order);
            writer.WriteString("amount", order.Settlement.Amount.ToString());
            writer.WriteString("inflow", order.Settlement.Inflow.ToString());
            writer.WriteString("points", order.Settlement.Points.ToString());
            writer.WriteString("price", order.Price.ToString(18));
            writer.WriteString("value", order.Value.ToString());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        _multiples.Write(writer);
        writer.WriteStartObject("status");
        StatusCommand.Write(writer, _replayed);
        writer.WriteEndObject();
        writer.WriteString("svg", SvgPath);
        writer.WriteString("html", HtmlPath);
    }

    private string Shown => Path.GetRelativePath(Environment.CurrentDirectory, _directory.Folder);

    private void WriteRows(Utf8JsonWriter writer)
    {
        var count = _outcome.Count;
        writer.WriteStartObject("rows");
        Write(writer, "in", count.RowsIn);
        foreach (var (verdict, tally) in count.Verdicts)
        {
            Write(writer, verdict.Code(), tally);
        }

        Write(writer, "clipped", count.Clipped);
        writer.WriteNumber("unreadable", count.Unreadable);
        writer.WriteEndObject();
        writer.WriteNumber("members", count.Members);
        writer.WriteNumber("merchants", count.Merchants);
        writer.WriteNumber("invented-referrals", count.Referrals);
        writer.WriteNumber("commands", count.Commands);
        writer.WriteNumber("done", _outcome.Done);
        writer.WriteNumber("repeated", _outcome.Repeated);
        writer.WriteStartObject("refusals");
        foreach (var (code, times) in _outcome.Refusals)
        {
            writer.WriteNumber(code, times);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Tally tally)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("rows", tally.Rows);
        writer.WriteString("amount", tally.Amount.ToString());
        writer.WriteEndObject();
    }

    private void ShowOrders() => Terminal.WriteTable(
        "结算的订单(抽样) orders as they settled, a sample",
        [("第几单 no.", true), ("订单 order", false), ("金额 amount", true), ("入池 inflow", true), ("积分 points", true),
            ("单价 price", true), ("价值 value", true)],
        _orders.Select(order => new[]
        {
            order.Number.ToString("N0", CultureInfo.InvariantCulture), order.Settlement.Order,
            Yuan(order.Settlement.Amount), Yuan(order.Settlement.Inflow), Short(order.Settlement.Points.ToString()),
            order.Price.ToString(), Yuan(order.Value),
        }));

    private void ShowRows()
    {
        var count = _outcome.Count;
        var rows = new List<string[]> { Row("读入 rows in", count.RowsIn) };
        rows.AddRange(count.Verdicts.Select(entry =>
            Row($"  {entry.Key.Code()} {entry.Key.Sentence().Zh}", entry.Value)));
        rows.Add(Row("  clipped 退款超出订单余额的部分", new(count.Clipped.Rows, count.Clipped.Amount)));
        Terminal.WriteTable("文件里的每一行 every row of the file (amounts in the shop's currency)",
            [("去向 what became of it", false), ("行数 rows", true), ("金额 amount", true)], rows);
        foreach (var (code, times) in _outcome.Refusals)
        {
            Console.WriteLine($"  规则拒绝 refused by the rules: {code} × {times}");
        }

        if (_outcome.Referrals is { } every)
        {
            Console.WriteLine($"  {InventedReferrals.RuleZh(every)}");
            Console.WriteLine($"  {InventedReferrals.RuleEn(every)}");
        }
    }

    private void ShowMoney()
    {
        var (pool, totals) = (_replayed.Pool, _replayed.Pool.Totals);
        Terminal.WriteFacts("进出池的每一分钱 money in and out of the pool",
        [
            ("底仓 float", "¥" + AnswerText.Yuan(totals.Float)),
            ("+ 订单流入 inflow of orders", "¥" + AnswerText.Yuan(totals.Inflow)),
            ("+ 未分配奖励入池 unassigned rewards", "¥" + AnswerText.Yuan(totals.RemaindersToPool)),
            ("− 卖出与退出 sales and exits", "¥" + AnswerText.Yuan(totals.Paid)),
            ("− 兑换 redeemed", "¥" + AnswerText.Yuan(totals.Redeemed)),
            ("− 冲回释放 released by refunds", "¥" + AnswerText.Yuan(totals.Released)),
            ("= 池 + 准备金 pool and reserve", "¥" + AnswerText.Yuan(pool.Backing.Pool + pool.Backing.Reserve)),
            ("单价 unit price", pool.Backing.Price.ToString()),
        ]);
    }

    private void ShowMultiples() => Terminal.WriteFacts(
        "会员回收倍数:(现在卖出可得 + 已收回)÷ 已消费 what members have back of what they spent",
        _multiples.Lines());

    private static string[] Row(string label, Tally tally) =>
        [label, tally.Rows.ToString("N0", CultureInfo.InvariantCulture), tally.Amount.ToString()];

    // Two decimals for the eye, rounded down; --json has every digit.
    private static string Yuan(Money money) => AnswerText.Yuan(money.FloorToFen());

    private static string Short(string points) => points[..^4];
}
