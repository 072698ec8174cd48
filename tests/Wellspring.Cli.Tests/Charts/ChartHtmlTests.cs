using System.Text.RegularExpressions;
using System.Xml.Linq;
using Wellspring.Cli.Charts;

namespace Wellspring.Cli.Tests.Charts;

public sealed class ChartHtmlTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_page_gives_the_same_bytes_and_loads_nothing(string name)
    {
        var page = ChartHtml.Page(Samples.All[name]);

        Assert.Equal(page, ChartHtml.Page(Samples.All[name]));
        var loads = page.Replace("xmlns=\"http://www.w3.org/2000/svg\"", "", StringComparison.Ordinal);
        Assert.DoesNotContain("http", loads, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", loads, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", loads, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", loads, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_tag_is_closed_and_every_id_stands_once()
    {
        var body = Body(ChartHtml.Page(Samples.WorkedExample));

        var ids = body.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(
            "演示 · 不得用于真实交易 Demo · not for real transactions", body.Descendants("footer").Single().Value);
        Assert.Equal(["¥96.31", "¥12.40", "1.8674"], body.Descendants("dd").Select(fact => fact.Value));
    }

    [Fact]
    public void The_table_has_at_most_500_rows_with_the_first_and_the_last()
    {
        var body = Body(ChartHtml.Page(Samples.Year));

        var rows = body.Descendants("tbody").Single().Elements("tr").ToList();
        Assert.Equal(500, rows.Count);
        Assert.Equal("1", rows[0].Elements().Last().Value);
        Assert.Equal("40,000", rows[^1].Elements().Last().Value);
        Assert.Contains("500 of 40,000 rows", body.Descendants("summary").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_without_orders_has_no_table()
    {
        var page = ChartHtml.Page(Samples.Empty);

        Assert.Contains("还没有订单", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_from_outside_cannot_become_tags()
    {
        const string attack = "</title></style><img src=x onerror=\"alert('1')\">&amp;";
        var points = Samples.WorkedExample.Points;
        var page = new ChartPage(
            attack, attack, attack, attack, points, [new(attack, attack, attack)], attack, attack);

        var html = ChartHtml.Page(page);

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Equal(attack, Body(html).Descendants("dd").Single().Value);
    }

    // The head has void elements, which XML does not know; the body is written so that both languages read it.
    private static XElement Body(string html) =>
        XElement.Parse(Regex.Match(html, "<body>.*</body>", RegexOptions.Singleline).Value);
}
