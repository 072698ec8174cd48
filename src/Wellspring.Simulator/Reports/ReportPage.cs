using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>The report as one page: the honest sentence first, what was assumed last, every cohort between.</summary>
internal static class ReportPage
{
    private sealed record Part(string Id, Bilingual Title, Func<Report, bool> IsThere, Action<Markup, Report> Add);

    private static readonly Part[] Parts =
    [
        new("worlds", new("四种世界，同样大小", "Four worlds, equally large"),
            report => report.Worlds is not null, WorldsPart.Add),
        new("people", new("一千个人里", "Of a thousand members"),
            report => !report.Result.All.Classes.IsEmpty, PeoplePart.Add),
        new("cohorts", new("先来后到，各得多少", "By the order of joining"), _ => true, CohortsPart.Add),
        new("payers", new("谁付给谁", "Who pays whom"), _ => true, PayersPart.Add),
        new("run", new("挤兑时，排在哪里", "In a run: by place in the queue"),
            report => !RunPart.Of(report).IsEmpty, RunPart.Add),
        new("fan", new("可能得到多少：不确定", "What may come: uncertain"),
            report => report.Fan is { Followed: > 0, Ages.Length: > 1 }, FanPart.Add),
        new("waiting", new("要等多久", "How long they waited"),
            report => !report.Result.Recoveries.IsEmpty, TimePart.AddRecoveries),
        new("price", new("单价走过的路", "The way of the price"),
            report => report.Result.Path.Length > 1, TimePart.AddPrice),
        new("bearers", new("谁承担", "Who bears it"), BearersPart.IsThere, BearersPart.Add),
        new("debt", new("历史债务", "The old debt"), report => report.Result.Debt is not null, DebtPart.Add),
        new("trade", new("商户与平台", "Merchants and platform"),
            report => !report.Result.Scenario.Kinds.IsEmpty, TradePart.Add),
        new("knobs", new("什么影响最大", "What matters most"),
            report => report.Tornado is { Bars.Length: > 0 }, KnobsPart.Add),
        new("drivers", new("什么有利，什么不利", "What helps, what hurts"), _ => true, OriginPart.AddDrivers),
        new("origin", new("假设与来历", "Assumptions and origin"), _ => true, OriginPart.Add),
    ];

    public static string Of(Report report)
    {
        var (scenario, parts) = (report.Result.Scenario, Parts.Where(part => part.IsThere(report)).ToArray());
        var html = new Markup()
            .Line($"""<!DOCTYPE html>""")
            .Line($"""<html lang="zh-CN"><head><meta charset="utf-8">""")
            .Line($"""<meta http-equiv="Content-Security-Policy" content="{ReportStyle.Policy}">""")
            .Line($"""<title>{scenario.Name.Zh} · {scenario.Name.En} · 涌泉 Wellspring</title>""")
            .Line($"""<meta name="viewport" content="width=device-width,initial-scale=1">""")
            .Line($"""<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">""")
            .Add(Markup.Trusted($"<style>{ReportStyle.Text}</style></head>\n"))
            .Line($"""<body><main>""");
        AddTop(html, report, parts);
        foreach (var part in parts)
        {
            html.Part(part.Id, part.Title);
            part.Add(html, report);
            html.EndPart();
        }

        return html
            .Line($"""<footer><p>涌泉 Wellspring {Assumptions.Engine} · 运行 run """)
            .Line($"""<code>{RunHash.Of(report.Result)}</code></p></footer>""")
            .Line($"""</main></body></html>""")
            .ToString();
    }

    private static void AddTop(Markup html, Report report, IReadOnlyCollection<Part> parts)
    {
        var (result, name) = (report.Result, report.Result.Scenario.Name);
        var sentence = HonestSentence.Of(result);
        var happened = result.Scenario.Kinds.IsEmpty;
        html.Line($"""<header><p class="mark">{(happened ? "账本回放" : "假设的模拟，不是预测")} """)
            .Line($"""<span lang="en">{(happened ? "replay of a journal" : "hypothetical, no forecast")}</span></p>""")
            .Line($"""<h1>{name.Zh}<span lang="en">{name.En}</span></h1>""")
            .Line($"""<div class="first"><p>{sentence.Zh}</p><p lang="en">{sentence.En}</p></div></header>""")
            .Line($"""<div class="warn">""")
            .Say(
                "监管部门 2018 年提示：以“购物返本”“消费等于赚钱”为诱饵的消费返利，高额返利难以实现。结果不确定：每次运行、每段时间都可能不同，可能只拿回一部分，也可能一分不得。",
                "In 2018 six Chinese authorities warned of rebate schemes that bait with “shop and get it all "
                + "back” or “spending is "
                + "earning”: high rebates can hardly be kept up. The outcome is uncertain: it may differ with "
                + "each run and "
                + "over time; you may get back only a part, or nothing.");
        if (HonestSentence.Bound(result) is { } bound)
        {
            html.Line($"""<p></p>""").Say(bound);
        }

        html.Line($"""</div><nav aria-label="目录 contents"><ol>""");
        foreach (var part in parts)
        {
            html.Line($"""<li><a href="#{part.Id}">{part.Title.Zh}</a></li>""");
        }

        html.Line($"""</ol></nav>""");
    }
}
