using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using Wellspring.Core;

namespace Wellspring.Simulator.Reports;

/// <summary>What a scenario takes for granted, in words 假设: it stands beside every figure.</summary>
public static class Assumptions
{
    /// <summary>Which program counted.</summary>
    public static string Engine { get; } =
        typeof(Assumptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "0";

    public static ImmutableArray<Bilingual> Of(SimulationResult result)
    {
        var scenario = result.Scenario;
        if (scenario.Kinds.IsEmpty)
        {
            // A journal: nothing was assumed, it happened.
            return scenario.Adapted;
        }

        return
        [
            Coming(scenario), .. Spending(scenario), .. Behaving(scenario), .. Returning(scenario),
            .. Events(scenario), .. Upheavals(scenario), .. scenario.Adapted,
        ];
    }

    private static Bilingual Coming(Scenario scenario)
    {
        var (arrivals, orders) = (scenario.Arrivals, Written.Count(scenario.Orders));
        var (day, growth) = (Number(arrivals.PerDay), Number(arrivals.Growth * 100));
        var curve = arrivals.Shape switch
        {
            ArrivalShape.Exponential => new Bilingual(
                $"第一天 {day} 单，以后每天多 {growth} %", $"{day} orders on the first day, {growth} % more each day"),
            ArrivalShape.Logistic => new(
                $"先慢后快再慢（逻辑曲线），至多每天 {day} 单", $"slow, fast, slow again (logistic), at most {day} a day"),
            ArrivalShape.Bass => new(
                $"按巴斯扩散，市场共 {Number(arrivals.Market)} 人",
                $"as a novelty spreads (Bass), in a market of {Number(arrivals.Market)}"),
            ArrivalShape.Empirical => new(
                $"按 {arrivals.Counts.Length} 天的真实单数循环",
                $"as on {arrivals.Counts.Length} days of a real shop, over again"),
            _ => new($"每天 {day} 单", $"{day} orders a day"),
        };
        var (stopsZh, stopsEn) = arrivals.StopsAfterDay is { } stop
            ? ($"；第 {stop} 天以后没有人来", $"; nobody comes after day {stop}")
            : ("", "");
        var (afterZh, afterEn) = scenario.Afterwards > 0
            ? ($"；之后没有新订单，再看 {scenario.Afterwards} 天", $"; then {scenario.Afterwards} days without any new order")
            : ("", "");
        return new($"到来：共 {orders} 单，{curve.Zh}{stopsZh}{afterZh}。",
            $"Who comes: {orders} orders, {curve.En}{stopsEn}{afterEn}.");
    }

    private static IEnumerable<Bilingual> Spending(Scenario scenario)
    {
        var sum = scenario.Kinds.Sum(kind => (long)kind.Weight);
        foreach (var kind in scenario.Kinds.Take(8))
        {
            var amount = kind.From == kind.To
                ? Written.Yuan(kind.From)
                : $"{Written.Yuan(kind.From)}–{Written.Yuan(kind.To)}";
            var share = Share(kind.Weight, sum);
            yield return new(
                $"消费：{share}的订单 {amount}，商户佣金 {kind.Commission}。",
                $"Spending: {share} of the orders {amount}, commission {kind.Commission}.");
        }

        if (scenario.Kinds.Length > 8)
        {
            yield return new(
                $"消费：另有 {scenario.Kinds.Length - 8} 种订单。",
                $"Spending: {scenario.Kinds.Length - 8} more kinds of order.");
        }
    }

    private static IEnumerable<Bilingual> Behaving(Scenario scenario)
    {
        var sum = scenario.Behaviours.Sum(behaviour => (long)behaviour.Weight);
        foreach (var behaviour in scenario.Behaviours.Take(12))
        {
            var (share, what) = (Share(behaviour.Weight, sum), What(behaviour));
            yield return new($"行为：{share}的人{what.Zh}。", $"Behaviour: {share} of members {what.En}.");
        }
    }

    private static Bilingual What(Behaviour behaviour) => behaviour.Sells switch
    {
        SellsWhen.AtOnce => new("一拿到积分就卖出", "sell as soon as they have points"),
        SellsWhen.AtMultiple => new(
            $"卖出可得达到消费的 {behaviour.Multiple} 倍时卖出", $"sell when that pays {behaviour.Multiple} of what they spent"),
        SellsWhen.After => behaviour.Shape switch
        {
            HoldingShape.Weibull => new(
                $"持有一段时间后卖出（韦布尔，尺度 {Number(behaviour.Days)} 天，形状 {Number(behaviour.Steepness)}）",
                $"sell after a time (Weibull, scale {Number(behaviour.Days)} days, "
                + $"shape {Number(behaviour.Steepness)})"),
            HoldingShape.Empirical => new("按真实的持有时间卖出", "sell after holding times that were measured"),
            _ => new(
                $"平均持有 {Number(behaviour.Days)} 天后卖出", $"sell after {Number(behaviour.Days)} days in the mean"),
        },
        _ => new("不主动卖出，只在封顶时退出", "never sell by will; only the cap ends their holding"),
    };

    private static IEnumerable<Bilingual> Returning(Scenario scenario)
    {
        if (scenario.ReturningBuyers != Rate.Zero)
        {
            yield return new(
                $"回头客：{scenario.ReturningBuyers} 的订单来自买过的人。",
                $"Returning: {scenario.ReturningBuyers} of the orders come from people who bought before.");
        }

        if (scenario.Repurchase != Rate.Zero)
        {
            yield return new(
                $"复投：卖光的人里 {scenario.Repurchase} 在 {scenario.RepurchaseAfterDays} 天后再买。",
                $"Repurchase: {scenario.Repurchase} of those sold out order again after "
                + $"{scenario.RepurchaseAfterDays} days.");
        }
    }

    private static IEnumerable<Bilingual> Events(Scenario scenario)
    {
        if (scenario.Refunds is { } refunds)
        {
            yield return new(
                $"退款：{refunds.Share} 的订单在 {refunds.AfterDays} 天后退掉 {refunds.Part}。",
                $"Refunds: {refunds.Share} of the orders, {refunds.Part} of each, after {refunds.AfterDays} days.");
        }

        foreach (var injection in scenario.Injections)
        {
            yield return new(
                $"注资：第 {injection.Day} 天 {Written.Yuan(injection.Amount)}。",
                $"Injection: {Written.Yuan(injection.Amount)} on day {injection.Day}.");
        }

        if (scenario.Legacy is { } debt)
        {
            yield return new(
                $"旧债：{Written.Yuan(debt.Amount)}，{Written.Count(debt.Creditors)} 位债权人，{debt.Consent} 同意转换；"
                + $"第一个月自有资金 {Written.Yuan(debt.OwnMoney)}。",
                $"Old debt: {Written.Yuan(debt.Amount)} to {Written.Count(debt.Creditors)} creditors, "
                + $"{debt.Consent} consent; own money of the first month {Written.Yuan(debt.OwnMoney)}.");
        }
    }

    private static IEnumerable<Bilingual> Upheavals(Scenario scenario)
    {
        if (scenario.Panic is { } panic)
        {
            yield return new(
                $"恐慌：一周订单不足上一周的 {panic.OrdersBelow} 时，每天有 {panic.Share} 的持有人卖出。",
                $"Panic: when a week's orders are below {panic.OrdersBelow} of the week before, {panic.Share} of the "
                + "holders sell each day.");
        }

        foreach (var planned in scenario.SellOffs)
        {
            yield return new(
                $"集中卖出：第 {planned.Day} 天 {planned.Share} 的持有人卖出。",
                $"Sell-off: on day {planned.Day} {planned.Share} of the holders sell.");
        }

        if (scenario.Washing is { } wash)
        {
            yield return new(
                $"刷单：{Written.Count(wash.People)} 人每天用自己的店刷 {Written.Count(wash.OrdersPerDay)} 单，"
                + (wash.Then is WashEnd.Refund ? "之后退款。" : "之后卖出。"),
                $"Self-orders: {Written.Count(wash.People)} people order {Written.Count(wash.OrdersPerDay)} times "
                + "a day from their own shop and then "
                + $"{(wash.Then is WashEnd.Refund ? "take the orders back" : "sell")}.");
        }

        if (scenario.Closes)
        {
            yield return new("终止：最后盈利池终止，按份额付清。", "Closing: at the end the pool is closed and paid out by shares.");
        }

        if (scenario.Run is { } run)
        {
            yield return run is RunOrder.InsidersFirst
                ? new("挤兑：最后所有人卖出，先加入的先卖。", "Run: at the end everybody sells, whoever joined first sells first.")
                : new("挤兑：最后所有人按随机顺序卖出。", "Run: at the end everybody sells, in random order.");
        }
    }

    private static string Share(long part, long whole) =>
        Written.Percent(Exact.MulDiv(part, Rate.PartsPerWhole, whole, Rounding.Down));

    private static string Number(double number) => number.ToString("#,##0.####", CultureInfo.InvariantCulture);
}
