using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wellspring.Simulator;
using Wellspring.Simulator.Reports;

namespace Wellspring.Server.Tests.Browser;

/// <summary>The report of a simulation as a file in a real browser: no host, no scrolling sideways.</summary>
[Collection(BrowserTests.Name)]
public sealed class SimulationReportTests(Chromium chromium) : IDisposable
{
    private static readonly Lazy<Report> Made = new(Make);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("report-");

    public static TheoryData<int, bool> Windows => new() { { 360, false }, { 360, true }, { 1200, false } };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task The_report_is_sound_asks_nobody_and_fits(int width, bool dark)
    {
        await using var page = await VisitAsync(width, dark);
        var asked = new List<string>();
        page.Page.Request += (_, request) => asked.Add(request.Url);

        await page.GoAsync("report.html");

        Assert.Single(asked, address => !address.StartsWith("data:", StringComparison.Ordinal));
        Assert.Empty(page.ForeignRequests);
        Assert.True(await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") <= width);
        await page.AssertSoundAsync($"report-{width}{(dark ? "-dark" : "")}");
    }

    [Fact]
    public async Task Every_number_of_the_first_sentence_is_the_one_in_the_data()
    {
        await using var page = await VisitAsync(360, dark: false);
        await page.GoAsync("report.html");

        var first = await page.Page.Locator("main p:not(.mark)").First.InnerTextAsync();

        Assert.StartsWith("每消费 1,000 元，一半的人", first, StringComparison.Ordinal);
        Assert.Equal(Expected(), Numbers(first));
    }

    [Fact]
    public async Task Four_worlds_are_equally_large_on_a_desk_and_on_a_phone()
    {
        foreach (var width in new[] { 360, 1200 })
        {
            await using var page = await VisitAsync(width, dark: false);
            await page.GoAsync("report.html");

            var sizes = await page.Page.EvaluateAsync<double[][]>(
                "() => [...document.querySelectorAll('.world')].map(one => one.getBoundingClientRect())"
                + ".map(box => [box.width, box.height])");
            var names = await page.Page.Locator(".world h3").AllInnerTextsAsync();

            Assert.Equal(["增长停止", "挤兑", "平稳", "增长"], names.Select(name => name.Split('\n')[0].Trim()));
            Assert.Single(sizes.Select(size => size[0]).Distinct());
            Assert.True(width < 600 || sizes.Select(size => size[1]).Distinct().Count() == 1);
        }
    }

    [Fact]
    public async Task What_cannot_be_seen_in_grey_is_said_otherwise()
    {
        await using var page = await VisitAsync(1200, dark: false);
        await page.GoAsync("report.html");
        await page.Page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });

        var inks = await page.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('main svg *, td, p, h2')].flatMap(one => "
            + "[getComputedStyle(one).fill, getComputedStyle(one).stroke, getComputedStyle(one).color])");

        Assert.All(inks.Distinct(), ink => Assert.True(IsGrey(ink), ink));
    }

    private async Task<BrowserPage> VisitAsync(int width, bool dark)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "report.html"), Made.Value.Html());
        return await chromium.VisitAsync(
            new Uri($"file://{_folder.FullName}/"), new Screen($"{width}", width, 900), dark: dark);
    }

    private static Report Make()
    {
        var folder = Path.Combine(BrowserPage.Root, "scenarios");
        var (scenario, findings) = ScenarioFile.Read(
            File.ReadAllText(Path.Combine(folder, "growth-stops.json")),
            plan => File.ReadAllText(Path.Combine(folder, plan)));
        Assert.Empty(findings);
        return Report.Study(SimulatorRun.Run(scenario! with { Orders = 50_000 }), quick: true, threads: 2);
    }

    // As a reader of the JSON would work them out.
    private static decimal[] Expected()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            Made.Value.Result.Write(writer);
            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var all = document.RootElement.GetProperty("outcomes");
        decimal Yuan(string spread, string name) =>
            decimal.Floor(Text(all.GetProperty(spread).GetProperty(name)) * 100_000) / 100;
        decimal OfThousand(string name)
        {
            var exact = all.GetProperty(name).GetDecimal() * 1000 / all.GetProperty("members").GetDecimal();
            return decimal.Round(exact, exact < 10 ? 2 : 0, MidpointRounding.AwayFromZero);
        }

        return
        [
            1000, Yuan("paidSoFar", "p50"), Yuan("together", "p50"), 20, 1, Yuan("together", "p95"),
            1000, OfThousand("capped"), decimal.Floor(Text(all.GetProperty("rebate")) * 100_000) / 100,
            1000, OfThousand("beatsRebate"),
        ];
    }

    private static decimal Text(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static decimal[] Numbers(string sentence) =>
        [.. Regex.Matches(sentence, "[0-9][0-9,.]*").Select(one =>
            decimal.Parse(one.Value, NumberStyles.Number, CultureInfo.InvariantCulture))];

    private static bool IsGrey(string colour)
    {
        var parts = Regex.Matches(colour, "[0-9]+").Select(one => int.Parse(one.Value, CultureInfo.InvariantCulture))
            .Take(3).ToArray();
        return parts.Length < 3 || (parts[0] == parts[1] && parts[1] == parts[2]);
    }
}
