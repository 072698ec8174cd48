using System.Globalization;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>What a reader needs to judge the figures, and to make them again.</summary>
internal static class OriginPart
{
    public static void AddDrivers(Markup html, Report _)
    {
        html.Line($"""<ul class="plain">""");
        Item("不利：新订单变少或停止。还持有的人所得不再增加，谁先卖谁分走一份。",
            "Hurts: fewer new orders, or none. What holders have stops growing, and each sale takes its share.");
        Item("不利：加入得晚。价格越高，同样的钱换到的积分越少。",
            "Hurts: joining late. The higher the price, the fewer points the same money buys.");
        Item("不利：大家一起卖。最坏时一半的人只拿回这里“挤兑”一栏的数，没有保底。",
            "Hurts: everybody selling at once. At worst half get no more than the figure under the run; there is "
            + "no minimum.");
        Item("有利：很多人长久不卖，而新订单一直成倍增加。这要靠别人，不由您决定，也不会一直如此。",
            "Helps: many who never sell while new orders keep multiplying. That depends on others, not on you, "
            + "and does not last.");
        Item("有利：商户佣金高、进池比例高。这笔钱最终在商品价格里。",
            "Helps: a high commission and a large share into the pool. That money is in the price of the goods.");
        html.Line($"</ul>");

        void Item(string zh, string en) => html.Line($"<li>").Say(zh, en).Line($"</li>");
    }

    public static void Add(Markup html, Report report)
    {
        var (result, scenario) = (report.Result, report.Result.Scenario);
        html.Line($"""<ul class="plain">""");
        foreach (var assumption in Assumptions.Of(result))
        {
            html.Line($"<li>").Say(assumption).Line($"</li>");
        }

        html.Line($"</ul>");
        TradePart.AddHorizon(html, report);
        AddErrors(html, report);
        html.Line($"""<details><summary>来历 <span lang="en">origin: plan, seed, version, hash</span></summary><div>""")
            .Line($"""<dl class="origin">""");
        Fact("方案 plan", scenario.Given.Hash);
        Fact("种子 seed", $"{scenario.Seed}");
        Fact("次数 runs", $"{report.Replications?.Runs.Length ?? 1}");
        Fact("订单 orders", Written.Count(result.Orders));
        Fact("未成交 refused", Written.Count(result.Refused));
        Fact("天数 days", Written.Count(result.Days));
        Fact("方式 by", result.ByCommands ? "真实的池 the real pool" : "同一算式，逐单整数 the pool's formulas, order by order");
        Fact("程序 engine", Assumptions.Engine);
        Fact("运行 run", RunHash.Of(result));
        if (result.StateHash is { } hash)
        {
            Fact("状态 state", hash);
        }

        var share = ShareText.Of(result);
        html.Line($"""</dl></div></details><h3>可以转发的文字<span lang="en">what may be passed on, whole</span></h3>""")
            .Line($"""<pre>{share.Zh}""").Line($"""</pre><pre lang="en">{share.En}""").Line($"</pre>");

        void Fact(string name, string value) => html
            .Line($"""<dt>{name}</dt><dd><code>{value}</code></dd>""");
    }

    private static void AddErrors(Markup html, Report report)
    {
        if (report.Replications is not { } study)
        {
            html.Say(
                "只运行了一次：换一个种子，数字会有些不同。", "One run: with another seed the figures would differ somewhat.");
            return;
        }

        html.Table(
            new($"换种子重复 {study.Runs.Length} 次，每次 {Written.Count(study.Scenario.Orders)} 单：随机性造成的误差，不含行为与增长的不确定",
                $"{study.Runs.Length} runs with other draws, {Written.Count(study.Scenario.Orders)} orders each: "
                + $"what chance alone does, "
                + "without what is uncertain in behaviour and growth"),
            [new("数字", "figure"), new("各次平均", "mean of the runs"), new("标准误差", "standard error"),
                new("95 % 区间", "95 % interval")],
            study.Figures.Select(one => new[]
            {
                $"{one.Figure.Title.Zh} {one.Figure.Title.En}", Six(one.Best.Mean), Six(one.Best.Error),
                $"{Six(one.Best.Low)} – {Six(one.Best.High)}",
            }));

        static string Six(double value) => value.ToString("0.000000", CultureInfo.InvariantCulture);
    }
}
