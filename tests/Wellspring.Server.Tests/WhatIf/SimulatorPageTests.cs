using System.Globalization;
using Microsoft.Playwright;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Shows;
using Wellspring.Shop.Demo;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.Tests.WhatIf;

/// <summary>The console's simulator: the plan in force, the same plan changed, first near and then exact.</summary>
[Collection(BrowserTests.Name)]
public sealed class SimulatorPageTests(Chromium chromium)
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_changed_plan_is_previewed_counted_and_compared_beside_the_one_in_force(string language)
    {
        await using var server = await RunningServer.StartAsync();
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, language));
        await hands.LogInAsync(Crew.Admin(server));
        await hands.OpenAsync("/console/simulator");
        var page = hands.Page.Page;
        Assert.Equal(4, await page.Locator("tr[data-world]").CountAsync());

        await page.FillAsync("[name=mint]", "30");
        await page.Locator("tr[data-world=flat-changed]").WaitForAsync();
        Assert.Equal(8, await page.Locator("tr[data-world]").CountAsync());
        Assert.True(await HalfAsync(page, "flat-changed") < await HalfAsync(page, "flat"));

        await hands.PressAsync(
            language == "en" ? "Count order by order" : "逐单计算",
            language == "en" ? "Counted order by order;" : "逐单算出");
        var asked = WhatIfAsked.Usual;
        var counted = WhatIfAnswer.Of(
            asked, asked.ToScenario(RunningServer.PlanOf(RunningServer.SandboxPlan)).Scenario!);
        foreach (var world in counted.Worlds)
        {
            Assert.Equal(
                WhatIfText.Yuan(world.P50),
                await page.Locator($"tr[data-world={world.Name}] td.n").First.TextContentAsync());
        }

        await hands.PressAsync(
            language == "en" ? "Compare both plans on the same people" : "用同一批人比较两个方案",
            language == "en" ? "The same people, two plans" : "同一批人，两个方案");
        Assert.Equal(6, await page.Locator("#compared tbody tr").CountAsync());
        Assert.Empty(await hands.Page.FindFaultsAsync($"console-simulator-{language[..2]}"));
        Assert.Empty(await hands.Page.FindLeftoversAsync(language, ".c-demo, .c-brand, .c-who, .c-code"));

        if (language == "en")
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Make a report", Exact = true }).ClickAsync();
            var link = page.GetByText("Download the report");
            await link.WaitForAsync(new() { Timeout = 120_000 });
            var reply = await page.Context.APIRequest.GetAsync(
                new Uri(server.Address, await link.GetAttributeAsync("href")).AbsoluteUri);
            Assert.Equal(200, reply.Status);
            Assert.StartsWith("<!DOCTYPE html>", await reply.TextAsync(), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("没有保底", await reply.TextAsync(), StringComparison.Ordinal);
            using var nobody = server.Visit();
            await nobody.OpenAsync((await link.GetAttributeAsync("href"))!);
            Assert.DoesNotContain("没有保底", nobody.Text, StringComparison.Ordinal);
        }

        await page.FillAsync("[name=orders]", "7");
        await page.GetByText(language == "en" ? "Orders is a whole number" : "订单数应是这个范围内的整数").WaitForAsync();
    }

    [Fact]
    public async Task A_plan_without_a_preview_says_so_and_is_counted()
    {
        await using var server = await RunningServer.StartAsync(ready: ReadyPlan.Find("local-life")!.Plan);
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, "en"));
        await hands.LogInAsync(Crew.Admin(server));
        await hands.OpenAsync("/console/simulator");

        Assert.Contains("there is no preview", await hands.Page.VisibleTextAsync(), StringComparison.Ordinal);
        await hands.Page.Page.FillAsync("[name=orders]", "1000");
        await hands.PressAsync("Count order by order", "Counted order by order;");

        Assert.Equal(4, await hands.Page.Page.Locator("tr[data-world]").CountAsync());
    }

    private static async Task<double> HalfAsync(IPage page, string world) => double.Parse(
        (await page.Locator($"tr[data-world={world}] td.n").First.TextContentAsync())![1..],
        CultureInfo.InvariantCulture);
}
