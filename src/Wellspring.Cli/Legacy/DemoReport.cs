using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Wellspring.Cli.Charts;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Legacy.Forecasts;
using Wellspring.Core.Pools;
using Wellspring.Storage;

namespace Wellspring.Cli.Legacy;

/// <summary>What <c>wellspring demo legacy</c> shows: claims in, what became of them, whether it all adds up.</summary>
internal sealed record DemoReport(
    Bilingual Source, ImmutableArray<OldCreditor> Creditors, DemoOutcome Outcome, Pool Pool,
    LegacyAudit Audit, ReleaseSum Releases, IReadOnlyList<Forecast> Forecasts)
{
    private LegacyTotals Totals => Pool.Legacy!;

    private Money Settled => Totals.SettledByGoods + Totals.SettledByProceeds;

    public Waterfall Fall => LegacyFigures.Waterfall(
        Pool, new("旧债的去向", "What became of the old debt"),
        new($"数据：{Source.Zh}；{Figures.Count(Creditors.Length)} 名虚构债权人",
            $"Data: {Source.En}; {Figures.Count(Creditors.Length)} invented creditors"));

    /// <summary>Finished, or how far it came; the forecast says the rest.</summary>
    private Bilingual Verdict
    {
        get
        {
            var flat = ForecastTable.Verdict(Forecasts.First(forecast => forecast.Assumptions.GrowthParts == 0));
            var share = LegacyFigures.Percent(Settled, Totals.Claimed);
            return Totals.Coins + Totals.Unconverted == Money.Zero
                ? new("全部清偿完毕。", "All of it is settled.")
                : new($"没有清偿完：{Outcome.Length} 个月后清偿了 {share}。持平预测：{flat.Zh}",
                    $"Not finished: {share} settled after {Outcome.Length} months. Flat forecast: {flat.En}");
        }
    }

    public void Show()
    {
        Console.WriteLine("旧债转化演示 demo: from old debts to goods and released points");
        Console.WriteLine("演示 · 不得用于真实交易  demo, not for real trading");
        Console.WriteLine($"订单 orders: {(Source.Zh == Source.En ? Source.En : Source.ToString())}");
        Console.WriteLine();
        Console.WriteLine($"  {Verdict.Zh}");
        Console.WriteLine($"  {Verdict.En}");
        ShowClaims();
        LegacyFigures.Show(Fall);
        ShowMonths();
        LegacyFigures.Show(LegacyFigures.Cohorts(Pool));
        ShowMoney();
        ForecastTable.Show(Forecasts);
        Audit.Show("对账 reconciliation");
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("demo", "legacy");
        writer.WriteString("source", Source.En);
        writer.WriteString("verdict", Verdict.En);
        writer.WriteString("verdictZh", Verdict.Zh);
        writer.WriteString("settledShare", LegacyFigures.Percent(Settled, Totals.Claimed));
        WriteClaims(writer);
        writer.WriteStartObject("out");
        LegacyFigures.Write(writer, Totals);
        writer.WriteEndObject();
        LegacyFigures.Write(writer, Fall);
        WriteMonths(writer);
        LegacyFigures.Write(writer, LegacyFigures.Cohorts(Pool));
        WriteMoney(writer);
        ForecastTable.Write(writer, Forecasts);
        Audit.Write(writer);
        writer.WriteString("stateHash", Pool.StateHash());
    }

    private static string MonthOf(MonthEnd month) => month.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private IEnumerable<(string Name, ImmutableArray<OldCreditor> Creditors)> ByAnswer() =>
        Creditors.GroupBy(creditor => creditor.Answer).OrderBy(group => group.Key)
            .Select(group => (NameOf(group.Key), group.ToImmutableArray()));

    private static string[] Row(MonthEnd month) =>
    [
        month.LastDay.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        .. new[]
        {
            month.Totals.Unconverted, month.Totals.Coins, month.Totals.SettledByGoods,
            month.Totals.SettledByProceeds + month.Totals.Waived, month.Totals.Fund, month.Totals.LockedValue,
        }.Select(LegacyFigures.Whole),
    ];

    private static string NameOf(OldAnswer answer) => answer switch
    {
        OldAnswer.Yes => "同意 yes",
        OldAnswer.YesReducing => "同意，卖出所得抵减 yes, proceeds reduce it",
        OldAnswer.Part => "同意一半 yes to half",
        OldAnswer.Later => "以后再说 later",
        OldAnswer.No => "不同意 no",
        _ => "从未答复 never answers",
    };

    private static Money Sum(IEnumerable<OldCreditor> creditors) =>
        creditors.Aggregate(Money.Zero, (sum, creditor) => sum + creditor.Amount);

    private void ShowClaims() => Terminal.WriteTable("导入的债权 claims in",
        [("答复 answer to the offer", false), ("人数 people", true), ("债权 claims", true), ("金额 amount", true)],
        ByAnswer().Append(("合计 all", Creditors)).Select(row => new[]
        {
            row.Item1, Figures.Count(row.Item2.Length),
            Figures.Count(row.Item2.Sum(creditor => creditor.Claims.Length)), LegacyFigures.Yuan(Sum(row.Item2)),
        }));

    private void WriteClaims(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("in");
        writer.WriteNumber("creditors", Creditors.Length);
        writer.WriteNumber("claims", Creditors.Sum(creditor => creditor.Claims.Length));
        writer.WriteString("amount", Sum(Creditors).ToString());
        writer.WriteString("largest", Creditors.Max(creditor => creditor.Amount).ToString());
        writer.WriteString("median", Creditors.Select(creditor => creditor.Amount).Order()
            .ElementAt(Creditors.Length / 2).ToString());
        writer.WriteStartObject("answers");
        foreach (var group in Creditors.GroupBy(creditor => creditor.Answer).OrderBy(group => group.Key))
        {
            writer.WriteNumber(group.Key.ToString(), group.Count());
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void ShowMonths() => Terminal.WriteTable("逐月（元） month by month, yuan",
        [("月末 month", false), ("未转换 kept", true), ("消费币 coins", true), ("已清偿 goods", true),
            ("其他 else", true), ("资金 fund", true), ("锁定 locked", true)],
        Outcome.Months.Select(Row));

    private void WriteMonths(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("months");
        foreach (var month in Outcome.Months)
        {
            writer.WriteStartObject();
            writer.WriteString("lastDay", MonthOf(month));
            LegacyFigures.Write(writer, month.Totals);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void ShowMoney() => Terminal.WriteFacts("钱和积分 money and points",
    [
        ("订单 orders", Figures.Count(Outcome.Orders)),
        ("  含消费币 with coins", Figures.Count(Outcome.CoinOrders)),
        ("  结算资金不足，只付现金 fund short, cash only", Figures.Count(Outcome.ShortOrders)),
        ("债权人想用的消费币 coins that creditors wanted to use", LegacyFigures.Yuan(Outcome.Wanted)),
        ("有下单的债权人 creditors who ordered", Figures.Count(Outcome.Shoppers)),
        ("经营者自有资金，每月 operator's own money a month", LegacyFigures.Yuan(Outcome.Funding)),
        ("存入池、用于消费币订单的积分 deposited for coin orders' points", LegacyFigures.Yuan(Totals.Deposits)),
        ("锁定积分现值 locked points, value now", LegacyFigures.Yuan(Totals.LockedValue)),
        ("已释放（按当日价） released, at the day's price", LegacyFigures.Yuan(Releases.Value)),
        ("  释放天数 days with a release", Figures.Count(Releases.Days)),
        ("  得到释放的债权人 creditors released to", Figures.Count(Releases.Creditors)),
        ("单价 unit price", $"{Pool.Backing.Price}"),
    ]);

    private void WriteMoney(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("year");
        writer.WriteNumber("orders", Outcome.Orders);
        writer.WriteNumber("coinOrders", Outcome.CoinOrders);
        writer.WriteNumber("fundShort", Outcome.ShortOrders);
        writer.WriteString("coinsWanted", Outcome.Wanted.ToString());
        writer.WriteNumber("creditorsWhoOrdered", Outcome.Shoppers);
        writer.WriteString("fundingPerMonth", Outcome.Funding.ToString());
        writer.WriteString("releasedValue", Releases.Value.ToString());
        writer.WriteNumber("releaseDays", Releases.Days);
        writer.WriteNumber("creditorsReleasedTo", Releases.Creditors);
        writer.WriteString("price", Pool.Backing.Price.ToString(18));
        writer.WriteStartObject("refusals");
        foreach (var (code, times) in Outcome.Refusals)
        {
            writer.WriteNumber(code, times);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
