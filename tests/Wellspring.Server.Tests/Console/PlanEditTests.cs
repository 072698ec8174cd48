using Microsoft.Playwright;
using Wellspring.Core.Plans;
using Wellspring.Server.Console;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Members;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Shows;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

/// <summary>A plan from the first change to its publication: findings, acknowledgement, a second person.</summary>
[Collection(BrowserTests.Name)]
public sealed class PlanEditTests(Chromium chromium)
{
    private static CancellationToken Never => CancellationToken.None;

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task An_edit_is_judged_at_its_setting_acknowledged_and_published_by_two_people(string language)
    {
        await using var server = await RunningServer.StartAsync(CnPlan.Text);
        var risk = Crew.Join(server, "risk@example.test", "E10000001", Roles.Risk);
        var admin = Crew.Join(server, "admin@example.test", "E20000002", Roles.Admin);
        await using var hands = new ConsoleHands(
            await chromium.VisitAsync(server.Address, Screen.Desk, language));
        await hands.LogInAsync(risk);
        await hands.OpenAsync("/console/plan/edit");
        var page = hands.Page.Page;

        // Two things are wrong, each said at its own setting; mended, only the one to answer for is left.
        await SetAsync(page, "rewards.indirect", "0.2%", "[data-finding='CN-MLM-02']");
        await SetAsync(page, "split.commission", "3%", "[data-finding='commission-too-low']");
        await SetAsync(page, "split.commission", "20%", null);
        var card = page.Locator("[data-acknowledge='CN-MLM-02']");
        await card.Locator("textarea[name='reason']").FillAsync("董事会已审阅两层奖励的法律风险并同意启用,纪要存档。");
        await hands.PressAsync(language == "en" ? "Acknowledge" : "书面确认", language == "en" ? "Written;" : "已写好");
        await hands.PressAsync(
            language == "en" ? "Ask to publish; another person approves" : "提交发布,等另一人批准",
            language == "en" ? "Asked for" : "已提交");
        Assert.Empty(await hands.Page.FindFaultsAsync($"console-plan-publish-{language[..2]}"));

        var asked = Assert.Single(server.Get<Approvals>().Open());
        Assert.Equal(ActRules.PublishPlan, asked.Kind);
        Assert.Equal(ActAnswer.SamePerson, (await server.Get<Approvals>().ApproveAsync(asked.Id, risk.Id, Never)).Code);
        var answer = await server.Get<Approvals>().ApproveAsync(asked.Id, admin.Id, Never);
        Assert.True(answer.IsGood, answer.Sentence.En);
        var (versions, given) = await server.Get<PoolGate>().ReadAsync(
            desk => (desk.Pool.PlanVersions.ToList(), desk.Pool.Acknowledgements.ToList()), Never);
        Assert.Equal(2, versions[^1].Plan.Settings.Version);
        Assert.False(versions[^1].IsEffective);
        Assert.Equal("0.2%", versions[^1].Plan.Rewards.Indirect.ToString());
        var kept = given.Single(one => one.Given.Code == "CN-MLM-02").Given;
        Assert.Equal(
            (risk.Id, admin.Id, versions[^1].Plan.Hash), (kept.ActorId, kept.SecondApproverId, kept.SubjectHash));
    }

    [Fact]
    public async Task A_draft_that_a_rule_refuses_is_not_asked_for_and_the_attempt_is_in_the_journal()
    {
        await using var server = await RunningServer.StartAsync(CnPlan.Text);
        var risk = Crew.Join(server, "risk@example.test", "E10000001", Roles.Risk);
        Crew.Join(server, "admin@example.test", "E20000002", Roles.Admin);
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, "en"));
        await hands.LogInAsync(risk);
        await hands.OpenAsync("/console/plan/edit");

        await SetAsync(hands.Page.Page, "split.commission", "3%", "[data-finding='commission-too-low']");
        await hands.PressAsync("Ask to publish; another person approves", "the attempt is in the journal");
        await server.Get<PoolFlow>().RunAsync(Never);

        Assert.Empty(server.Get<Approvals>().Open());
        using var journal = server.Get<PoolGate>().Directory.OpenToRead();
        var attempt = Assert.Single(Wellspring.Engine.Replay.Records(journal, 0, journal.End())
            .Select(record => record.Event).OfType<Wellspring.Core.Pools.PoolEvent.AttemptRecorded>());
        Assert.Equal(("commission-too-low", risk.Id), (attempt.Code, attempt.By));
    }

    [Fact]
    public async Task The_effect_on_the_last_month_is_what_a_hand_counts()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        var buyer = await server.JoinAsync(server.Visit(), "buyer@example.test");
        await server.EarnAsync(shop, buyer, 1_000);
        var risk = Crew.Join(server, "risk@example.test", "E10000001", Roles.Risk);
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, "en"));
        await hands.LogInAsync(risk);
        await hands.OpenAsync("/console/plan/edit");

        await SetAsync(hands.Page.Page, "split.platform", "5%", null);
        await hands.PressAsync("Try it", "Tried; nothing was booked.");
        var table = await hands.Page.Page.Locator("[data-trial]").InnerTextAsync();

        // 20 − 2 − 2 = 16 % and 20 − 5 − 2 = 13 % of 1000; 70 % of that is minted.
        foreach (var line in new[] { "Turnover\t¥1,000.00\t¥1,000.00", "Platform\t¥20.00\t¥50.00",
            "Inflow to the pool\t¥160.00\t¥130.00", "Value minted\t¥112.00\t¥91.00" })
        {
            Assert.Contains(line, table, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_setting_of_the_canonical_text_has_a_field_and_the_form_gives_the_same_plan()
    {
        var settings = RunningServer.PlanOf(RunningServer.SandboxPlan).Settings;
        foreach (var plan in new[] { settings, settings with { Legacy = new() } })
        {
            var text = PlanFile.Write(plan);
            var (draft, findings) = PlanFile.Read(PlanForm.Of(text).ToText());

            Assert.Empty(findings);
            Assert.Equal(text, PlanFile.Write(draft!));
            Assert.All(PlanForm.Paths(text), path => Assert.NotNull(PlanFields.Find(path)));
        }
    }

    // A page that is not connected yet hears nothing: typed again until it answers.
    private static async Task SetAsync(IPage page, string path, string value, string? appears)
    {
        var field = page.Locator($"[name='{path}']");
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await field.EvaluateAsync<string>("one => one.tagName") == "SELECT")
            {
                await field.SelectOptionAsync("");
                await field.SelectOptionAsync(value);
            }
            else
            {
                await field.FillAsync("");
                await field.FillAsync(value);
                await field.BlurAsync();
            }

            try
            {
                await page.Locator(appears ?? "[data-verdict]").First.WaitForAsync(new() { Timeout = 1_500 });
                if (appears is not null || attempt > 0)
                {
                    return;
                }
            }
            catch (TimeoutException)
            {
                // Not connected yet.
            }
        }

        Assert.Fail($"{path} = {value}: {appears} never came");
    }
}
