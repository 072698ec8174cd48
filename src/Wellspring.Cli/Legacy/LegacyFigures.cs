using System.Text.Json;
using Wellspring.Cli.Charts;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Legacy;

namespace Wellspring.Cli.Legacy;

/// <summary>The old debt of a pool as people and machines read it: totals, where each yuan went, cohorts.</summary>
internal static class LegacyFigures
{
    private const int BarWidth = 36;

    public static string Yuan(Money money) => "¥" + AnswerText.Yuan(money.FloorToFen());

    /// <summary>Whole yuan, rounded down: for tables where a column of fen hides the figures.</summary>
    public static string Whole(Money money) => Figures.Count(money.Units / Money.UnitsPerYuan);

    /// <summary>A share of a whole in percent with two decimals, rounded down.</summary>
    public static string Percent(Money part, Money whole)
    {
        var basisPoints = whole == Money.Zero ? 0 : (long)((Int128)part.Units * 10_000 / whole.Units);
        return $"{basisPoints / 100}.{basisPoints % 100:00} %";
    }

    public static IEnumerable<(string Label, string Value)> Facts(LegacyTotals totals) =>
    [
        ("债权人 creditors", Figures.Count(totals.Creditors)),
        ("  已同意 consented", Figures.Count(totals.Consented)),
        ("债权总额 claims", Yuan(totals.Claimed)),
        ("  以货清偿 settled by goods", Yuan(totals.SettledByGoods)),
        ("  卖出所得抵减 settled by proceeds", Yuan(totals.SettledByProceeds)),
        ("  签字放弃 waived by signature", Yuan(totals.Waived)),
        ("  消费币（未用） coins open", Yuan(totals.Coins)),
        ("  未转换 unconverted", Yuan(totals.Unconverted)),
        ("    其中有争议 of it disputed", Yuan(totals.Disputed)),
        ("结算资金可用 settlement fund, free", Yuan(totals.Fund)),
        ("  在途占用 held by orders", Yuan(totals.FundHeld)),
        ("为债权人存入池的钱 deposited for points", Yuan(totals.Deposits)),
        ("锁定积分的价值 value of locked points", Yuan(totals.LockedValue)),
        ("  锁定积分 locked points", $"{totals.Locked}"),
        ("释放 releases", totals.IsStopped ? "已停止 stopped" : "进行中 running"),
    ];

    public static void Write(Utf8JsonWriter writer, LegacyTotals totals)
    {
        writer.WriteNumber("creditors", totals.Creditors);
        writer.WriteNumber("consented", totals.Consented);
        writer.WriteString("claimed", totals.Claimed.ToString());
        writer.WriteString("settledByGoods", totals.SettledByGoods.ToString());
        writer.WriteString("settledByProceeds", totals.SettledByProceeds.ToString());
        writer.WriteString("waived", totals.Waived.ToString());
        writer.WriteString("coins", totals.Coins.ToString());
        writer.WriteString("unconverted", totals.Unconverted.ToString());
        writer.WriteString("disputed", totals.Disputed.ToString());
        writer.WriteString("fund", totals.Fund.ToString());
        writer.WriteString("fundHeld", totals.FundHeld.ToString());
        writer.WriteString("deposits", totals.Deposits.ToString());
        writer.WriteString("locked", totals.Locked.ToString());
        writer.WriteString("lockedValue", totals.LockedValue.ToString());
        writer.WriteString("allowance", totals.Allowance.ToString());
        writer.WriteBoolean("stopped", totals.IsStopped);
    }

    /// <summary>What became of the claims, from all of them down to the coins that are still out.</summary>
    public static Waterfall Waterfall(Pool pool, Bilingual title, Bilingual source)
    {
        var totals = pool.Legacy!;
        var by = pool.Creditors().ToLookup(one => one.Answer, one => one.Unconverted.LessAtMost(one.Disputed));
        var converted = totals.Claimed - totals.Unconverted - totals.Waived;
        var footer = pool.Plan.IsSandbox
            ? new Bilingual("演示 · 不得用于真实交易", "Demo, not for real trading")
            : new("", "");
        return new(title, source, footer,
        [
            new(new("债权总额", "claims"), totals.Claimed, IsTotal: true),
            new(new("不同意", "said no"), Sum(by[OfferAnswer.No]), IsTotal: false),
            new(new("以后再说", "later"), Sum(by[OfferAnswer.Later]), IsTotal: false),
            new(new("没有答复", "silent"), Sum(by[null]), IsTotal: false),
            new(new("同意但保留", "kept back"), Sum(by[OfferAnswer.Yes]), IsTotal: false),
            new(new("有争议", "disputed"), totals.Disputed, IsTotal: false),
            new(new("签字放弃", "waived"), totals.Waived, IsTotal: false),
            new(new("已转换", "converted"), converted, IsTotal: true),
            new(new("以货清偿", "goods"), totals.SettledByGoods, IsTotal: false),
            new(new("卖出抵减", "proceeds"), totals.SettledByProceeds, IsTotal: false),
            new(new("消费币", "coins open"), totals.Coins, IsTotal: true),
        ]);
    }

    /// <summary>The same bars with letters instead of a picture.</summary>
    public static void Show(Waterfall given)
    {
        var whole = given.Steps.Count == 0 ? Money.Zero : given.Steps[0].Amount;
        Terminal.WriteTable($"{given.Title}",
            [("", false), ("", false), ("元 yuan", true), ("占比 %", true)],
            given.Bars().Select(bar => new[]
            {
                $"{(bar.Step.IsTotal ? "" : "− ")}{bar.Step.Label}", Bar(bar.From, bar.To, bar.Step.IsTotal),
                Yuan(bar.Step.Amount), Percent(bar.Step.Amount, whole)[..^2],
            }));
    }

    /// <summary>Creditors by the age of their oldest claim, and what became of theirs.</summary>
    public static IReadOnlyList<DebtCohort> Cohorts(Pool pool) =>
        DebtCohorts.Of(pool.Creditors(), pool.Clock.DayAt(pool.Plan.Settings.TimeZone));

    public static void Show(IReadOnlyList<DebtCohort> cohorts)
    {
        // Nobody reads a row of zeros for an age that no claim has.
        var rows = cohorts.Where(row => row.Creditors > 0)
            .Select(row => Row(row.IsLast ? $"≥ {row.Years}" : $"{row.Years}–{row.Years + 1}", row))
            .Append(Row("合计 all", DebtCohorts.SumOf(cohorts)));
        Terminal.WriteTable("按最早债权的年龄（元） by age of the oldest claim, yuan",
            [("年 years", false), ("人数 people", true), ("同意 yes", true), ("债权 claims", true),
                ("已清 settled", true), ("消费币 coins", true), ("未转换 kept", true)], rows);
    }

    public static void Write(Utf8JsonWriter writer, IReadOnlyList<DebtCohort> cohorts)
    {
        writer.WriteStartArray("cohorts");
        foreach (var row in cohorts)
        {
            writer.WriteStartObject();
            writer.WriteNumber("years", row.Years);
            writer.WriteNumber("creditors", row.Creditors);
            writer.WriteNumber("yes", row.Yes);
            writer.WriteNumber("no", row.No);
            writer.WriteNumber("later", row.Later);
            writer.WriteNumber("silent", row.Silent);
            Write(writer, row.Debt);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter writer, DebtState debt)
    {
        writer.WriteString("claimed", debt.Claimed.ToString());
        writer.WriteString("settledByGoods", debt.SettledByGoods.ToString());
        writer.WriteString("settledByProceeds", debt.SettledByProceeds.ToString());
        writer.WriteString("waived", debt.Waived.ToString());
        writer.WriteString("coins", debt.Coins.ToString());
        writer.WriteString("unconverted", debt.Unconverted.ToString());
        writer.WriteString("disputed", debt.Disputed.ToString());
    }

    public static void Write(Utf8JsonWriter writer, Waterfall given)
    {
        writer.WriteStartArray("waterfall");
        foreach (var step in given.Steps)
        {
            writer.WriteStartObject();
            writer.WriteString("step", step.Label.En);
            writer.WriteString("zh", step.Label.Zh);
            writer.WriteString("amount", step.Amount.ToString());
            writer.WriteBoolean("isTotal", step.IsTotal);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string[] Row(string name, DebtCohort row) =>
    [
        name, Figures.Count(row.Creditors), Figures.Count(row.Yes), Whole(row.Debt.Claimed),
        Whole(row.Debt.Settled + row.Debt.Waived), Whole(row.Debt.Coins), Whole(row.Debt.Unconverted),
    ];

    private static string Bar(decimal from, decimal to, bool isTotal)
    {
        var start = (int)decimal.Round(from * BarWidth);
        var end = (int)decimal.Round(to * BarWidth);
        var length = to > from ? Math.Max(1, end - start) : 0;
        return new string(' ', Math.Min(start, BarWidth - length)) + new string(isTotal ? '█' : '▒', length);
    }

    private static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
