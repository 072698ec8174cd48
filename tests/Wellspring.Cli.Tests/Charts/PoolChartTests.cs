using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Wellspring.Cli.Charts;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Tests.Charts;

public sealed partial class PoolChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // A label's baseline is below the middle of its digits, and that middle is on the line.
    private const decimal LabelDrop = 6.7m;

    public static TheoryData<string> Names => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_well_formed_and_says_what_it_shows(string name)
    {
        var picture = XDocument.Parse(PoolChart.Svg(Samples.All[name])).Root!;

        Assert.Equal(Svg + "svg", picture.Name);
        Assert.Equal("img", (string?)picture.Attribute("role"));
        Assert.Equal("0 0 1200 675", (string?)picture.Attribute("viewBox"));
        var described = picture.Elements().Take(2).ToList();
        Assert.Equal([Svg + "title", Svg + "desc"], described.Select(element => element.Name));
        Assert.Equal(
            (string?)picture.Attribute("aria-labelledby"),
            string.Join(' ', described.Select(element => (string?)element.Attribute("id"))));
        Assert.All(described, element => Assert.NotEmpty(element.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_page_gives_the_same_bytes_and_loads_nothing(string name)
    {
        var (first, second) = (PoolChart.Svg(Samples.All[name]), PoolChart.Svg(Samples.All[name]));

        Assert.Equal(first, second);
        Assert.Equal(["http://www.w3.org/2000/svg"], Addresses().Matches(first).Select(match => match.Value));
        Assert.DoesNotContain("url(", first, StringComparison.Ordinal);
        Assert.DoesNotContain("href", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_orders_the_picture_says_so()
    {
        var words = XDocument.Parse(PoolChart.Svg(Samples.Empty)).Descendants(Svg + "text").Last().Value;

        Assert.Equal("还没有订单 · no orders yet", Regex.Replace(words.Trim(), @"\s+", " "));
    }

    [Fact]
    public void The_worked_example_ends_at_its_last_values()
    {
        var words = Words(Samples.WorkedExample);

        Assert.Contains("¥480.00", words);
        Assert.Contains("1.8674", words);
        Assert.Contains("14:05:20", words);
        Assert.Contains("演示 · 不得用于真实交易 · Demo · not for real transactions", words);
    }

    [Fact]
    public void Large_money_is_written_in_full()
    {
        var words = Words(Samples.Vast);

        Assert.Contains("¥1,000,000,000,000.00", words);
        Assert.Contains("1,000,000,000,000", words);
        Assert.DoesNotContain(words, word => word.EndsWith('M') || word.Contains('万') || word.Contains('亿'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Heights_are_in_proportion_to_values_from_zero(string name)
    {
        var page = Samples.All[name];
        var (dots, marks) = Places(PoolChart.Svg(page));
        decimal[] last = page.Points.Count == 0 ? [] : [page.Points[^1].Pool, page.Points[^1].Price];

        // The dot of the last value stands where a ruler from the zero line through the next mark would put it.
        Assert.Equal(last.Length, dots.Count);
        foreach (var (dot, value) in dots.Zip(last))
        {
            var zero = marks.Where(mark => mark.Value == 0 && mark.Y > dot).Min();
            var next = marks.Where(mark => mark.Value > 0 && mark.Y < zero.Y).MaxBy(mark => mark.Y);
            var ruled = value / next.Value * (zero.Y - next.Y);
            Assert.InRange(zero.Y - dot, ruled - 1, ruled + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_drawn_outside_the_picture(string name)
    {
        foreach (var frame in new[] { ChartFrame.Sheet, ChartFrame.Inline, ChartFrame.Phone })
        {
            var picture = XDocument.Parse(PoolChart.Draw(Samples.All[name], frame).ToString());
            foreach (var text in picture.Descendants(Svg + "text"))
            {
                var width = text.DescendantNodes().OfType<XText>().Sum(Width);
                var left = Number(text, "x") - (width * ((string?)text.Attribute("text-anchor") switch
                {
                    "end" => 1,
                    "middle" => 0.5m,
                    _ => 0,
                }));
                Assert.InRange(left, -1, frame.Width);
                Assert.InRange(left + width, 0, frame.Width + 1);
                Assert.InRange(Number(text, "y"), 0, frame.Height);
            }
        }
    }

    [Fact]
    public void Words_from_outside_cannot_become_tags()
    {
        var page = Samples.WorkedExample with
        {
            TitleZh = "<script>alert(1)</script> & \"'",
            SourceEn = "bell \u0007, half a pair \uD83D, a whole one 😀",
        };

        var picture = XDocument.Parse(PoolChart.Svg(page));

        Assert.DoesNotContain(picture.Descendants(), element => element.Name.LocalName == "script");
        Assert.Equal(
            "<script>alert(1)</script> & \"' · Wellspring · Corner Life: pool and unit price",
            picture.Descendants(Svg + "title").Single().Value);
        Assert.Contains(
            "bell \uFFFD, half a pair \uFFFD, a whole one 😀", picture.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_year_is_thinned_to_what_can_be_seen()
    {
        var paths = XDocument.Parse(PoolChart.Svg(Samples.Year)).Descendants(Svg + "path")
            .Where(path => (string?)path.Attribute("class") is "ws-line").ToList();

        Assert.Equal(2, paths.Count);
        Assert.All(paths, path => Assert.InRange(path.Attribute("d")!.Value.Count(letter => letter == 'H'), 500, 1199));
    }

    [Fact]
    public void An_earlier_business_date_does_not_turn_the_line_back()
    {
        var start = Samples.WorkedExample.Points[0];
        var page = Samples.Page(
            start, start with { At = start.At.AddDays(2) }, start with { At = start.At.AddDays(-1) });

        var line = XDocument.Parse(PoolChart.Svg(page)).Descendants(Svg + "path")
            .First(path => (string?)path.Attribute("class") is "ws-line");

        var across = Across().Matches((string?)line.Attribute("d") ?? "")
            .Select(match => Number(match.Groups[1].Value)).ToList();
        Assert.Equal(across.Order(), across);
    }

    [Fact]
    public void Nothing_is_below_zero() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new ChartPoint(DateTimeOffset.UnixEpoch, -0.01m, 1, 1));

    private static decimal Width(XText words)
    {
        var size = Number(words.Ancestors().First(element => element.Attribute("font-size") is not null), "font-size");
        var kind = (string?)words.Parent!.Attribute("class") ?? "";
        return kind.Contains("ws-strong", StringComparison.Ordinal)
            ? Lettering.BoldWidth(words.Value.Trim(), size)
            : Lettering.Width(words.Value.Trim(), size);
    }

    private static List<string> Words(ChartPage page) =>
        [.. XDocument.Parse(PoolChart.Svg(page)).Descendants(Svg + "text").Select(text => text.Value)];

    private static decimal Number(XElement element, string name) => Number(element.Attribute(name)!.Value);

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static (List<decimal> Dots, List<(decimal Y, decimal Value)> Marks) Places(string svg)
    {
        var picture = XDocument.Parse(svg);
        var labels = picture.Descendants(Svg + "text").Where(text => (string?)text.Attribute("text-anchor") == "end");
        return (
            [.. picture.Descendants(Svg + "circle").Select(dot => Number(dot, "cy"))],
            [.. labels.Select(label => (Number(label, "y") - LabelDrop, Number(label.Value)))]);
    }

    [GeneratedRegex("""[a-z]+://[^"' ]*""")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"[MH]([\d.]+)")]
    private static partial Regex Across();
}
