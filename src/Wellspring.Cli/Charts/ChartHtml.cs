using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>Writes the chart as a page of its own: the facts, the picture and the table behind it.</summary>
internal static class ChartHtml
{
    private const int MostRows = 500;

    /// <summary>The page as one HTML document that loads nothing and runs nothing.</summary>
    public static string Page(ChartPage page)
    {
        var (asOfZh, asOfEn) = ChartWords.AsOf(page);
        var html = new Markup()
            .Line($"""<!DOCTYPE html>""")
            .Line($"""<html lang="zh-CN">""")
            .Line($"""<head><meta charset="utf-8"><title>{page.TitleZh} · {page.TitleEn}</title>""")
            .Line($"""<meta name="viewport" content="width=device-width,initial-scale=1">""")
            .Line($"""<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">""")
            .Add(Markup.Trusted($"<style>{PageRules.Text}</style></head>\n"))
            .Line($"""<body><main>""")
            .Line($"""<header><h1>{page.TitleZh}<span lang="en">{page.TitleEn}</span></h1>""")
            .Line($"""<p class="as-of">{asOfZh} <span lang="en">{asOfEn}</span></p></header>""");
        AddFacts(html, page.Facts);
        AddFigure(html, page);
        if (page.Points.Count > 0)
        {
            AddTable(html, page);
        }

        return html
            .Line($"""<footer>{page.FooterZh} <span lang="en">{page.FooterEn}</span></footer>""")
            .Line($"""</main></body></html>""")
            .ToString();
    }

    private static void AddFacts(Markup html, IReadOnlyList<ChartFact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }

        html.Line($"""<dl class="facts">""");
        foreach (var fact in facts)
        {
            html.Line($"""<div><dt>{fact.LabelZh} <span lang="en">{fact.LabelEn}</span></dt>""")
                .Line($"""<dd>{fact.Value}</dd></div>""");
        }

        html.Line($"""</dl>""");
    }

    /// <summary>Adds the picture for a wide and for a narrow page; the style shows the legible one.</summary>
    private static void AddFigure(Markup html, ChartPage page)
    {
        var empty = page.Points.Count == 0;
        html.Line($"""<figure class="{(empty ? "empty" : "chart")}"><div class="wide">""")
            .Add(Picture(ChartFrame.Inline))
            .Line($"""</div><div class="narrow">""")
            .Add(Picture(ChartFrame.Phone))
            .Line($"""</div><figcaption>{page.SourceZh} <span lang="en">{page.SourceEn}</span></figcaption>""")
            .Line($"""</figure>""");

        // One sentence does not need the room of a chart.
        Markup Picture(ChartFrame frame) => PoolChart.Draw(page, empty ? frame with { Height = 160 } : frame);
    }

    private static void AddTable(Markup html, ChartPage page)
    {
        var rows = Sample(page.Points);
        var (titleZh, titleEn) = ChartWords.TableTitle(rows.Count, page.Points.Count);
        html.Line($"""<details><summary>{titleZh} <span lang="en">{titleEn}</span></summary>""")
            .Line($"""<table><thead><tr>""")
            .Line($"""<th scope="col">时间 <span lang="en">time, {Figures.Zone(page.Until)}</span></th>""")
            .Line($"""<th scope="col">池内资金 <span lang="en">pool</span></th>""")
            .Line($"""<th scope="col">单价 <span lang="en">unit price</span></th>""")
            .Line($"""<th scope="col">累计订单 <span lang="en">orders</span></th></tr></thead><tbody>""");
        foreach (var row in rows)
        {
            var at = row.At.ToOffset(page.Until.Offset);
            html.Line($"""<tr><th scope="row" data-label="时间 time">{Figures.Second(at)}</th>""")
                .Line($"""<td data-label="池内资金 pool">{Figures.Yuan(row.Pool)}</td>""")
                .Line($"""<td data-label="单价 unit price">{Figures.Price(row.Price)}</td>""")
                .Line($"""<td data-label="累计订单 orders">{Figures.Count(row.Orders)}</td></tr>""");
        }

        html.Line($"""</tbody></table></details>""");
    }

    /// <summary>At most 500 points at even distances, the first and the last among them.</summary>
    private static IReadOnlyList<ChartPoint> Sample(IReadOnlyList<ChartPoint> points) =>
        points.Count <= MostRows
            ? points
            : [.. Enumerable.Range(0, MostRows)
                .Select(row => points[(int)((long)row * (points.Count - 1) / (MostRows - 1))])];
}
