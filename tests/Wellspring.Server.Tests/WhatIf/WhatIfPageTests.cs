using System.Globalization;
using System.Net;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Simulator;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.Tests.WhatIf;

/// <summary>The public what-if page in a real browser: instant, then exact; and without a script.</summary>
[Collection(BrowserTests.Name)]
public sealed class WhatIfPageTests(Chromium chromium, ApiServer api) : IClassFixture<ApiServer>
{
    private const string Module = "/_content/Wellspring.Server/whatif.js";
    private readonly RunningServer _server = api.Server;

    [Theory]
    [InlineData("phone", "zh-CN", false)]
    [InlineData("phone", "en", true)]
    [InlineData("desk", "zh-CN", true)]
    [InlineData("desk", "en", false)]
    public async Task The_page_is_sound_in_each_window_and_language(string window, string language, bool dark)
    {
        await using var page = await chromium.VisitAsync(
            _server.Address, window == "phone" ? Screen.Phone : Screen.Desk, language, dark: dark);

        await page.GoAsync("/what-if");
        await page.Page.EvaluateAsync(
            "() => document.querySelectorAll('details').forEach(one => { one.open = true; })");

        await page.AssertSoundAsync($"what-if-{window}-{language[..2]}");
        Assert.Empty(await page.FindLeftoversAsync(language, ".demo"));
        Assert.InRange(page.BytesReceived, 1, 80_000);
    }

    [Fact]
    public async Task Five_hundred_previews_in_the_browser_equal_those_of_the_server_to_the_billionth()
    {
        await using var page = await chromium.VisitAsync(_server.Address, Screen.Desk);
        await page.GoAsync("/what-if");
        var random = new Random(7);
        var questions = Enumerable.Range(0, 500).Select(number => Drawn(random, number)).ToList();

        var text = await page.Page.EvaluateAsync<string>($$"""
            async text => {
              const { preview } = await import('{{Module}}');
              return JSON.stringify(JSON.parse(text).map(one => preview(one)));
            }
            """, JsonSerializer.Serialize(questions, JsonSerializerOptions.Web));

        var answers = JsonDocument.Parse(text).RootElement.EnumerateArray().ToList();
        Assert.Equal(500, answers.Count);
        foreach (var (question, answer) in questions.Zip(answers))
        {
            var own = FluidPreview.Answer(question);
            foreach (var (name, expected) in new[]
            {
                ("p5", own.P5), ("p50", own.P50), ("p95", own.P95), ("capped", own.Capped), ("beats", own.Beats),
            })
            {
                AssertSame(expected, answer.GetProperty(name).GetDouble(), $"{name} of {question}");
            }
        }
    }

    [Fact]
    public async Task The_browser_makes_the_same_four_worlds_of_the_sliders()
    {
        await using var page = await chromium.VisitAsync(_server.Address, Screen.Desk);
        await page.GoAsync("/what-if");
        var asked = new List<WhatIfAsked>();
        for (var months = 1; months <= 24; months++)
        {
            asked.AddRange(Enumerable.Range(1, 30).Select(thousands =>
                WhatIfAsked.Usual with { Months = months, Orders = 1_000 * thousands }));
        }

        var text = await page.Page.EvaluateAsync<string>($$"""
            async text => {
              const { worlds } = await import('{{Module}}');
              return JSON.stringify(JSON.parse(text).map(one => worlds({ turn: 0 }, one[0], one[1])));
            }
            """, JsonSerializer.Serialize(asked.Select(one => new[] { one.Orders, one.Days })));

        var found = JsonSerializer.Deserialize<List<List<FluidQuestion>>>(text, JsonSerializerOptions.Web)!;
        foreach (var (one, worlds) in asked.Zip(found))
        {
            foreach (var (expected, world) in FluidQuestion.FourWorlds(new(), one.Orders, one.Days).Zip(worlds))
            {
                Assert.Equal(
                    (expected.Orders, expected.Turn, expected.Afterwards, expected.Run),
                    (world.Orders, world.Turn, world.Afterwards, world.Run));
                AssertSame(expected.Growth, world.Growth, $"growth of {one}");
            }
        }
    }

    [Fact]
    public async Task A_slider_shows_the_preview_at_once_and_then_the_count_order_by_order()
    {
        await using var page = await chromium.VisitAsync(_server.Address, Screen.Phone);
        await page.GoAsync("/what-if");
        await page.Page.EvaluateAsync("""
            () => {
              const slide = document.querySelector('.knob:has(#atOnce) .slide');
              slide.value = 60;
              slide.dispatchEvent(new Event('input', { bubbles: true }));
            }
            """);

        Assert.True(await page.Page.Locator("#near").IsVisibleAsync());
        var near = await page.Page.Locator("article[data-name=run] [data-f=p95]").TextContentAsync();
        Assert.Equal("60", await page.Page.InputValueAsync("#atOnce"));
        Assert.Contains("atOnce=60", page.Location, StringComparison.Ordinal);
        // Asked only now: an answer that is known already would take the preview's place before it was looked at.
        using var nobody = new Caller(_server.Address, null);
        var reply = (await nobody.GetAsync("/v1/what-if?atOnce=60")).Done().Json;
        await page.Page.Locator("#exact").WaitForAsync();
        var worlds = reply.GetProperty("worlds").EnumerateArray().ToList();
        Assert.Equal(
            ["stops", "run", "flat", "growing"], worlds.Select(world => world.GetProperty("name").GetString()!));
        foreach (var world in worlds)
        {
            var name = world.GetProperty("name").GetString();
            foreach (var (shown, told) in new[] { ("p5", "p5"), ("p50", "headline"), ("p95", "p95") })
            {
                Assert.Equal(
                    WhatIfText.Yuan(Millionths(world, told)),
                    await page.Page.Locator($"article[data-name={name}] [data-f={shown}]").TextContentAsync());
            }

            Assert.Equal(
                WhatIfText.Never(Millionths(world, "shareCapped")),
                await page.Page.Locator($"article[data-name={name}] [data-f=never]").TextContentAsync());
            foreach (var (shown, told) in new[] { ("beats", "shareBeatingRebate"), ("capped", "shareCapped") })
            {
                Assert.Equal(
                    WhatIfText.PerMille(Millionths(world, told)),
                    await page.Page.Locator($"article[data-name={name}] [data-f={shown}]").TextContentAsync());
            }
        }

        Assert.InRange(Yuan(near!) / Yuan(WhatIfText.Yuan(Millionths(worlds[1], "p95"))), 0.95, 1.05);
        Assert.Equal(reply.GetProperty("sentence").GetProperty("zh").GetString(),
            await page.Page.Locator(".lead").TextContentAsync());
        Assert.Equal(reply.GetProperty("run").GetString(), await page.Page.Locator("#run").TextContentAsync());
        Assert.Contains(
            "60% 的人一拿到积分就卖", await page.Page.Locator("#assumed").TextContentAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Without_a_script_the_form_gives_the_result_of_the_server()
    {
        await using var page = await chromium.VisitAsync(_server.Address, Screen.Phone, "en", script: false);
        await page.GoAsync("/what-if");
        var before = await page.Page.Locator("article[data-name=flat] [data-f=p95]").TextContentAsync();
        await page.Page.FillAsync("#atOnce", "70");

        await page.ClickAsync(page.Page.GetByText("Calculate"));

        Assert.Contains("atOnce=70", page.Location, StringComparison.Ordinal);
        Assert.NotEqual(before, await page.Page.Locator("article[data-name=flat] [data-f=p95]").TextContentAsync());
        Assert.Contains("Counted order by order", await page.VisibleTextAsync(), StringComparison.Ordinal);
        Assert.Contains("70% sell at once", await page.VisibleTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_question_has_the_same_answer_and_one_beside_the_sliders_is_named()
    {
        using var nobody = new Caller(_server.Address, null);

        var first = (await nobody.GetAsync("/v1/what-if?orders=2000&keep=50")).Done();
        var again = (await nobody.GetAsync("/v1/what-if?keep=50&orders=2000&hold=90")).Done();

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(RunningServer.PlanOf(Caller.FinalPlan).Hash, first["plan"]);
        (await nobody.GetAsync("/v1/what-if?orders=2500")).Refused(HttpStatusCode.BadRequest, "bad-parameter");
        (await nobody.GetAsync("/v1/what-if?months=0")).Refused(HttpStatusCode.BadRequest, "bad-parameter");
    }

    [Fact]
    public async Task The_scenario_behind_the_page_can_be_kept_and_run_elsewhere()
    {
        using var nobody = new Caller(_server.Address, null);

        var file = (await nobody.GetAsync("/what-if/scenario.json?orders=2000&atOnce=40")).Text;

        var (scenario, findings) = ScenarioFile.Read(file, _ => null);
        Assert.Empty(findings);
        Assert.Equal(4_000, scenario!.Orders);
        Assert.Equal(RunningServer.PlanOf(Caller.FinalPlan).Hash, scenario.Given.Hash);
    }

    [Fact]
    public async Task Nothing_on_the_page_is_a_claim_and_what_is_shared_carries_what_it_rests_on()
    {
        using var visitor = _server.Visit();
        foreach (var language in new[] { "zh", "en" })
        {
            await visitor.OpenAsync($"/language?to={language}&back=/what-if");
            var shared = visitor.Document.QuerySelector("#share")!.TextContent;
            var main = visitor.Document.QuerySelector("main")!.TextContent;

            foreach (var text in new[] { shared, main })
            {
                Assert.Empty(ContentGuard.Review(new(text)
                {
                    Kind = ContentKind.Forecast, Forecast = new(true, true, true, "run"),
                }));
            }
        }
    }

    [Fact]
    public async Task The_module_is_one_file_of_at_most_eight_kilobytes_that_asks_for_nothing()
    {
        using var nobody = new Caller(_server.Address, null);

        var text = (await nobody.GetAsync(Module)).Text;

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), 1, 8 * 1024);
        Assert.DoesNotContain("import ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", text, StringComparison.Ordinal);
    }

    private static void AssertSame(double expected, double found, string what) => Assert.True(
        Math.Abs(expected - found) <= 1e-9 * Math.Abs(expected),
        $"{what}: {expected:R} here, {found:R} in the browser");

    private static long Millionths(JsonElement world, string name) => (long)Math.Round(
        double.Parse(world.GetProperty(name).GetString()!, CultureInfo.InvariantCulture) * 1e6);

    private static double Yuan(string text) =>
        double.Parse(text.Replace(",", "", StringComparison.Ordinal)[1..], CultureInfo.InvariantCulture);

    // Plans and behaviours of every kind: with and without float, cap, sale, growth, a turn, a run.
    private static FluidQuestion Drawn(Random random, int number)
    {
        var kappa = 0.05 + (0.25 * random.NextDouble());
        var atOnce = number % 3 == 0 ? 0 : 0.8 * random.NextDouble();
        var orders = Math.Floor(Math.Pow(10, 2 + (3.7 * random.NextDouble())));
        var world = new FluidQuestion
        {
            Kappa = kappa, Rest = number % 4 == 0 ? 0.02 : 0, Mint = kappa * (0.3 + (0.6 * random.NextDouble())),
            Payout = 0.6 + (0.38 * random.NextDouble()), Cap = number % 7 == 0 ? 0 : 1 + (1.5 * random.NextDouble()),
            Sells = number % 11 != 0, Cohorts = 1, Orders = orders,
            Float = number % 5 == 0 ? 10 * random.NextDouble() : 0,
            PerDay = 1 + (500 * random.NextDouble()), AtOnce = atOnce,
            Leaves = number % 6 == 0 ? 0 : (1 - atOnce) * random.NextDouble(), Days = 5 + (500 * random.NextDouble()),
            Growth = number % 2 == 0 ? 0 : 0.02 * random.NextDouble(),
            Turn = number % 4 == 1 ? Math.Floor(orders / 2) : 0,
            Afterwards = number % 3 == 1 ? 300 : 0, Run = number % 3 == 2,
        };
        return world;
    }
}
