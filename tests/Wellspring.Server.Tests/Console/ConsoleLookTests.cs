using Microsoft.Playwright;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Console;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Access;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Console;

/// <summary>The console as a person at a desk sees it and works with it.</summary>
[Collection(BrowserTests.Name)]
public sealed class ConsoleLookTests(Chromium chromium)
{
    private static readonly string[] Pages =
    [
        "/console", "/console/decisions", "/console/members", "/console/merchants", "/console/merchants/money",
        "/console/orders", "/console/payments", "/console/withdrawals", "/console/bills",
        "/console/tickets", "/console/agents", "/console/rewards", "/console/keys", "/console/webhooks",
        "/console/pool", "/console/plan", "/console/journal",
        "/console/exports", "/console/texts", "/console/plan/edit", "/console/referrals", "/console/simulator",
        "/console/people", "/console/audit", "/console/golive", "/console/health",
    ];

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_page_of_the_console_is_sound_at_a_desk(string language)
    {
        await using var server = await RunningServer.StartAsync();
        await using var page = await EnterAsync(server, Crew.Admin(server), language);
        var faults = new List<string>();

        foreach (var path in Pages)
        {
            await OpenAsync(page, path);
            var name = path.Length == 8 ? "overview" : path[9..].Replace('/', '-');
            faults.AddRange((await page.FindFaultsAsync($"console-{name}-{language[..2]}")).Select(fault =>
                $"{path} {fault}"));
            faults.AddRange((await page.FindLeftoversAsync(language,
                ".c-demo, .c-brand, .c-who, .c-code, code, pre, td, dd, option"))
                .Select(fault => $"{path} other language: {fault}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task One_person_shows_the_effect_and_asks_and_another_lets_it_happen()
    {
        await using var server = await RunningServer.StartAsync();
        var finance = Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance);
        var risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        await using var asking = await EnterAsync(server, finance, "en");
        await OpenAsync(asking, "/console/pool");
        var form = asking.Page.Locator(".c-card").Filter(new() { HasText = "Contract's SHA-256" });
        await form.GetByLabel("Amount in yuan").FillAsync("1000.00");
        await form.GetByLabel("Source").FillAsync("operator's own money");
        await form.GetByLabel("Voucher number").FillAsync("V-1");
        await form.GetByRole(AriaRole.Button, new() { Name = "Show the effect" }).ClickAsync();
        await asking.Page.GetByText("Pool 100.00 → 1100.00 yuan.").WaitForAsync();
        await asking.AssertSoundAsync("console-injection-effect");
        await asking.Page.GetByRole(AriaRole.Button, new() { Name = "Ask; another person approves" }).ClickAsync();
        await asking.Page.GetByText("it waits for another person").WaitForAsync();

        await using var deciding = await EnterAsync(server, risk, "en");
        await OpenAsync(deciding, "/console/decisions");
        await deciding.AssertSoundAsync("console-decision");
        await deciding.Page.GetByRole(AriaRole.Button, new() { Name = "Approve and do it" }).ClickAsync();
        await deciding.Page.GetByText("Approved and done.").WaitForAsync();

        var pool = await server.Get<ConsoleReads>().PoolAsync();
        Assert.Equal(Money.FromYuan(1_100), pool.Backing.Pool);
        Assert.Contains(server.Get<ConsoleReads>().Journal(0, 50),
            entry => entry.Record.Event is PoolEvent.CapitalInjected injected && injected.Approver == risk.Id);
    }

    [Fact]
    public async Task A_withdrawal_is_approved_at_the_desk_and_an_order_tells_its_story()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        StoryTests.Enrol(server, "m-one", "林一");
        await server.EarnAsync(shop, "m-one", 1_000);
        await server.EarnAsync(shop, "m-two", 300);
        var clock = server.Get<PoolClock>();
        await server.Get<PoolGate>().SubmitAsync(
            new PoolCommand.SellPoints("sell-1", clock.Now(), "m-one", PointsAsked.All, Money.Zero, null), default);
        await server.Get<PoolFlow>().RunAsync(default);
        var asked = await server.Get<Withdrawals>().RequestAsync(
            "w-one", "m-one", Money.FromYuan(20), new("simulated", "acc-1", "林一"), default);
        Assert.Equal("requested", asked.State);
        await using var page = await EnterAsync(server, Crew.Admin(server), "en");
        await OpenAsync(page, "/console");
        await page.AssertSoundAsync("console-overview-busy");
        Assert.Contains("Withdrawals to review", await page.VisibleTextAsync(), StringComparison.Ordinal);
        await OpenAsync(page, "/console/withdrawals");
        await page.AssertSoundAsync("console-withdrawals-busy");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await page.Page.GetByText("Approved.").WaitForAsync();

        Assert.NotEqual("requested", server.Get<Withdrawals>().Find("w-one")!.State);
        Assert.Contains(server.Get<ConsoleReads>().Audit("w-one"), row => row.Act == "withdrawal.approve");
        var order = server.Get<ConsoleReads>().Orders(member: "m-one")[0].Id;
        foreach (var (path, picture) in new[]
        {
            ($"/console/orders/{order}", "console-story"), ("/console/members/m-one", "console-member"),
            ($"/console/merchants/{shop.Own}", "console-merchant"),
        })
        {
            await OpenAsync(page, path);
            await page.AssertSoundAsync(picture);
        }
    }

    [Fact]
    public async Task A_page_left_open_can_do_nothing_once_its_person_is_disabled()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        var risk = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        await using var page = await EnterAsync(server, risk, "en");
        await OpenAsync(page, "/console/pool");
        await page.Page.GetByLabel("Reason").FillAsync("no reason");

        Assert.True(server.Get<StaffBook>().Disable(admin.Id, risk.Id).IsDone);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Pause now" }).ClickAsync();
        await page.Page.WaitForURLAsync("**/console/login**");

        Assert.False((await server.Get<ConsoleReads>().PoolAsync()).IsPaused);
    }

    [Fact]
    public async Task A_list_is_walked_and_filtered_by_keyboard()
    {
        await using var server = await RunningServer.StartAsync();
        var admin = Crew.Admin(server);
        await server.Get<PoolDeeds>().PauseAsync(admin.Id, "first");
        await using var page = await EnterAsync(server, admin, "en");
        await OpenAsync(page, "/console/audit");
        var rows = await page.Page.Locator("tr[data-row]").CountAsync();

        await page.PressAsync("/");
        await page.TypeAsync("pool.paused");
        await page.Page.GetByText($"1 of {rows}").WaitForAsync();

        Assert.Equal(1, await page.Page.Locator("tr[data-row]").CountAsync());
    }

    private async Task<BrowserPage> EnterAsync(RunningServer server, CrewMember member, string language)
    {
        using var walker = await member.LogInAsync();
        var page = await chromium.VisitAsync(server.Address, Screen.Desk, language);
        await page.UseCookiesAsync(walker.Cookies);
        return page;
    }

    // What is clicked before the circuit stands goes nowhere.
    private static async Task OpenAsync(BrowserPage page, string path)
    {
        await page.GoAsync(path);
        await page.Page.Locator("[data-live]").WaitForAsync();
    }
}
