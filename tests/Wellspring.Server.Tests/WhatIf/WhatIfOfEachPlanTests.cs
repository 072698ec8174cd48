using System.Net;
using Wellspring.Server.Tests.Api;
using Wellspring.Server.Tests.Hosting;
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
        var scenario = asked.ToScenario(ready).Scenario!;
        var reply = (await nobody.GetAsync("/v1/what-if?orders=1000&months=1")).Done();
        Assert.Equal(WhatIfAnswer.Of(asked, scenario).RunHash, reply["run"]);
        Assert.Contains(reply["run"]!, page, StringComparison.Ordinal);
        Assert.Equal(
            WhatIfAnswer.Preview(asked, scenario) is not null, page.Contains("data-order", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_too_often_of_a_plan_without_a_preview_is_told_when_to_come_again()
    {
        await using var server = await RunningServer.StartAsync(ready: ReadyPlan.Find("local-life")!.Plan);
        using var nobody = new HttpClient { BaseAddress = server.Address };
        HttpResponseMessage last;
        do
        {
            last = await nobody.GetAsync(new Uri("/what-if?orders=1000&months=1", UriKind.Relative));
        }
        while (last.StatusCode == HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, last.StatusCode);
        Assert.Equal("60", last.Headers.RetryAfter!.ToString());
        Assert.Contains("现在试算的人太多", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
