using System.Globalization;
using Wellspring.Core;
using Wellspring.Simulator;
using Wellspring.Simulator.Answers;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>What a run answers beside its outcomes, for people; never is said as plainly as ever.</summary>
internal sealed class AnswersText(SimulationResult result)
{
    private const string Never = "— 从未 never";

    public void Show()
    {
        Classes();
        Recoveries();
        Promise();
        Stop();
        Terminal.WriteFacts("钱从哪里来 who pays", Payers());
        Merchants();
        Terminal.WriteFacts("平台 platform", Platform());
        Insiders();
        Horizon();
        Last();
    }

    private void Classes() => Terminal.WriteTable(
        "每 1000 人 of 1,000 members",
        [("拿到 got", false), ("人 of 1,000", true), ("人数 members", true)],
        result.All.Classes.Select(part => new[] { NameOf(part.Class), $"{part.OfThousand}", $"{part.Members}" }));

    private void Recoveries()
    {
        var wanted = result.Recoveries.Where(recovery => IsRound(recovery.Member)).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var hasCap = wanted.Exists(recovery => recovery.Target is RecoveryTarget.Cap);
        Terminal.WriteTable(
            "第 k 位加入者何时拿回(届时全部订单数 / 等了几个月) when member k has it back (orders of all by then / months waited)",
            [("k", true), ("直接返利 rebate", true), ("一半 50%", true), ("八成 80%", true), .. hasCap
                ? new[] { ("封顶 cap", true) }
                : []],
            wanted.GroupBy(recovery => recovery.Member).Select(member => member.Select(When)
                .Prepend(member.Key.ToString(CultureInfo.InvariantCulture)).ToArray()));
    }

    private void Promise()
    {
        var points = result.Marks.Append(result.End).Where(mark => result.CoverageAt(mark) is not null).ToList();
        if (points.Count > 0)
        {
            Terminal.WriteTable(
                "承诺覆盖率:池 ÷ 全体持有者都达到封顶时应付的 the promise: pool ÷ what all holders at the cap would be paid",
                [("订单 orders", true), ("持有人 holders", true), ("池 pool", true), ("承诺 promise", true),
                    ("覆盖 covered", true)],
                points.Select(mark => (mark, result.CoverageAt(mark)!.Value)).Select(at => new[]
                {
                    $"{at.mark.Orders}", $"{at.mark.Live}", Yuan(at.Value.Pool), Yuan(at.Value.Promise),
                    at.Value.Share is { } share ? Percent(share) : "–",
                }));
        }
    }

    private void Stop()
    {
        if (result.Stop is { } stop)
        {
            Terminal.WriteTable(
                $"增长在第 {stop.Day} 天停止:前后对照 growth stopped on day {stop.Day}: before and after",
                [("批 #", true), ("停时中位 P50 then", true), ("最终中位 P50 at the end", true), ("停时封顶 cap then", true),
                    ("最终封顶 cap at the end", true)],
                stop.Cohorts.Join(result.Cohorts, then => then.Place, now => now.Place, (then, now) => new[]
                {
                    $"{then.Place}", Times(then.Together.P50), Times(now.Together.P50),
                    Percent(then.Capped, then.Members), Percent(now.Capped, now.Members),
                }));
        }
    }

    private IEnumerable<(string Label, string Value)> Payers()
    {
        var (all, capped) = (result.Dependence, result.DependenceOfCapped);
        yield return ("付给会员 paid to members", $"{result.Paid}");
        yield return ("来自本人订单 from their own orders", $"{result.OwnPart}");
        yield return ("来自他人 from others", $"{result.FromOthers} ({Percent(all.ShareFromOthers)})");
        yield return ("每笔付出需他人订单 orders of others for one payout", Decimals.Write(all.OrdersOfOthers, 3));
        if (capped.Members > 0)
        {
            yield return ("封顶者平均拿到 a member at the cap got", Yuan(capped.PaidEach));
            yield return ("其中来自他人 of it from others", $"{Yuan(capped.OthersEach)} ({Percent(capped.ShareFromOthers)})");
        }

        yield return ("每有一人封顶的订单数 orders for one member at the cap",
            result.OrdersPerExit?.ToString(CultureInfo.InvariantCulture) ?? "无人 nobody");
    }

    private void Merchants() => Terminal.WriteTable(
        "商家:抽佣后的毛利与保本增量 merchants: margin after the commission, and how much more must be sold",
        [("佣金 commission", true), ("毛利 margin", true), ("抽佣后 left", true), ("保本须多卖 break-even uplift", true)],
        result.Merchants.Select(line => new[]
        {
            $"{line.Commission}", $"{line.Margin}", Percent(line.Left),
            line.BreakEvenUplift is { } uplift ? "+" + Percent(uplift) : Never,
        }));

    private IEnumerable<(string Label, string Value)> Platform()
    {
        if (result.Take is not { } take)
        {
            yield break;
        }

        yield return ("成交额 turnover", Yuan(take.Turnover));
        yield return ("平台费 platform fees", Yuan(take.Platform));
        yield return ($"奖励预算,无人领取归{(take.BudgetToPool ? "池" : "平台")} reward budget, unclaimed to the "
            + (take.BudgetToPool ? "pool" : "platform"), Yuan(take.Budget));
        foreach (var reward in take.Rewards)
        {
            yield return ($"  {reward.Name.Zh}至多 {reward.Name.En}, at most {reward.Rate}", Yuan(reward.Most));
        }

        yield return ("卖出时留在池中 kept in the pool of sales", Yuan(take.Kept));
        yield return ("平台分红 dividends", take.Dividends ? "允许 allowed" : "无 none");
    }

    private void Insiders()
    {
        if (result.Take is { } take && !result.Backing.IsEmpty)
        {
            Terminal.WriteTable(
                "先加入者持有的积分 points held by those who joined first",
                [("前 first", true), ("持有 hold", true), ("若无人卖出 if nobody sold", true)],
                take.Insiders.Select(insider => new[]
                {
                    $"{insider.First}", Percent(insider.Share), Percent(insider.IfNobodySold),
                }));
        }
    }

    private void Horizon()
    {
        if (result.Horizon is { } horizon && horizon.MintValue > Money.Zero)
        {
            Terminal.WriteTable(
                $"若不拆分,每单铸造少于 1000 个最小单位要几年(有拆分则至少 {horizon.SmallestMint} 个) "
                + $"years until a mint has under 1,000 smallest units without splits (with: {horizon.SmallestMint})",
                [("平均持有 holding, days", true), ("2 位 decimals", true), ("4 位 decimals", true), ("8 位 decimals", true)],
                horizon.Rows.Select(row => row.Years.Select(years => years.Years is { } hundredths
                    ? Decimals.Write(hundredths, 2)
                    : Never).Prepend($"{row.HoldingDays}").ToArray()));
        }
    }

    private void Last()
    {
        if (result.Last is { } last)
        {
            Terminal.WriteFacts("空池 an empty pool",
            [
                ("最后卖出者拿到 the last seller got", $"{Yuan(last.LastPaid)} ({Times(last.Multiple)})"),
                ("留下的无主准备金 left in the reserve, owned by nobody", Yuan(last.Left)),
            ]);
        }
    }

    private static string When(Recovery recovery) => recovery.Orders is { } orders
        ? $"{orders} / {recovery.MonthsWaited}"
        : Never;

    private static bool IsRound(long member)
    {
        for (; member % 10 == 0; member /= 10)
        {
        }

        return member is 1 or 3;
    }

    private static string NameOf(OutcomeClass of) => of switch
    {
        OutcomeClass.Nothing => "没有 nothing",
        OutcomeClass.UpToRebate => "不多于直接返利 no more than a flat rebate",
        OutcomeClass.AboveRebate => "多于返利,不到一半 more than that, less than half of spend",
        OutcomeClass.HalfOrMore => "一半以上,未封顶 half or more, never capped",
        _ => "达到封顶 reached the cap",
    };

    private static string Yuan(Money money) => $"{money.FloorToFen()}"[..^4];

    private static string Times(long millionths) => Decimals.Write(millionths / 1_000, 3);

    private static string Percent(long millionths) => Decimals.Write((millionths + 50) / 100, 2) + "%";

    private static string Percent(long part, long whole) =>
        Percent(whole == 0 ? 0 : Exact.MulDiv(part, Rate.PartsPerWhole, whole, Rounding.Down));
}
