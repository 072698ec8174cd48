using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Shows;
using Wellspring.Shop.Demo;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.Tests.WhatIf;

/// <summary>The what-if answers for each plan that comes with the program, those without a preview included.</summary>
public sealed class WhatIfOfEachPlanTests
{
    public static TheoryData<string> Plans => [.. ReadyPlan.All.Select(ready => ready.Id)];

    [Theory]
    [MemberData(nameof(Plans))]
    public async Task Page_and_endpoint_answer_with_the_same_run(string id)
    {
        var ready = ReadyPlan.Find(id)!.Plan;
        await using var server = await RunningServer.StartAsync(ready: ready);
        using var nobody = new Caller(server.Address, null);

        var page = (await nobody.GetAsync("/what-if?orders=1000&months=1")).Text;

        var asked = WhatIfAsked.Usual with { Orders = 1_000, Months = 1 };
        if (asked.ToScenario(ready).Scenario is not { } scenario)
        {
            Assert.Contains("what-if", page, StringComparison.Ordinal);
            return;
        }

        var reply = (await nobody.GetAsync("/v1/what-if?orders=1000&months=1")).Done();
        Assert.Equal(WhatIfAnswer.Of(asked, scenario).RunHash, reply["run"]);
        Assert.Contains(reply["run"]!, page, StringComparison.Ordinal);
        Assert.Equal(
            WhatIfAnswer.Preview(asked, scenario) is not null, page.Contains("data-order", StringComparison.Ordinal));
    }
}

/// <summary>The console's simulator on a plan that limits selling.</summary>
[Collection(BrowserTests.Name)]
public sealed class SimulatorOfLimitsTests(Chromium chromium)
{
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
}
