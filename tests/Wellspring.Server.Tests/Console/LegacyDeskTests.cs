using System.Text;
using Microsoft.Playwright;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Server.Console;
using Wellspring.Server.Console.Legacy;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Shows;
using Wellspring.Shop.Access;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Tests.Console;

/// <summary>The operator's side of the old debt, from the old platform's file to the signed reconciliation.</summary>
[Collection(BrowserTests.Name)]
public sealed class LegacyDeskTests(Chromium chromium)
{
    private const string Head = "claim,creditor,kind,amount,since,evidence,origin\n";

    // The stamp, codes, and what people and files say are no text of ours.
    private const string Theirs = ".c-demo, .c-brand, .c-code, code, pre, td, bdi";

    private static readonly string Proof = new('b', 64);

    [Fact]
    public async Task An_operator_imports_claims_funds_coins_stops_releases_and_signs_the_books()
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        var asker = Crew.Join(server, "finance@example.test", "E10000001", Roles.Finance, Roles.Operator);
        var second = Crew.Join(server, "risk@example.test", "E20000002", Roles.Risk);
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, "en"));
        await using var other = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, "en"));
        await hands.LogInAsync(asker);
        await other.LogInAsync(second);

        // The file is read before anything is registered; the row that is wrong is named with its line.
        await ImportAsync(hands, "bad.csv", Row("old-1", "a-1", "1200.00"), Row("old-2", "a-2", "12,x"));
        await SeesAsync(hands, "Line 3");
        Assert.Equal(0, (await TotalsAsync(server)).Creditors);
        await ImportAsync(hands, "good.csv", Row("old-1", "a-1", "1200.00"), Row("old-2", "a-2", "300.00"));
        await SeesAsync(hands, "¥1,500.00");
        await hands.Page.AssertSoundAsync("console-legacy-import-read");
        await hands.PressAsync("Register them", "Registering");
        await hands.Page.Page.Locator("[data-done]").WaitForAsync();
        Assert.Equal((2, Money.FromYuan(1_500)), await RegisteredAsync(server));

        // Money for the fund takes two people.
        await hands.OpenAsync("/console/legacy/fund");
        await FillFundAsync(hands, "200.00", "V-1");
        await hands.PressAsync("Show the effect", "The settlement fund grows by 200.000000 yuan");
        await hands.PressAsync("Ask; another person approves", "it waits for another person");
        Assert.Equal(Money.Zero, (await TotalsAsync(server)).Fund);
        await ApproveAsync(other);
        Assert.Equal(Money.FromYuan(200), (await TotalsAsync(server)).Fund);

        // A creditor agrees and buys, days pass and the sessions end; the overview warns of the fund.
        var creditor = await CreditorOfAsync(server, Money.FromYuan(1_200));
        await LegacyTown.ConsentAsync(server, creditor);
        await LegacyTown.SpendAsync(server, creditor, "o-1", total: 300, coins: 150);
        await hands.LogInAsync(asker);
        await other.LogInAsync(second);
        await hands.OpenAsync("/console/legacy");
        await hands.Page.Page.Locator("[data-fund='Low']").WaitForAsync();
        await hands.Page.Page.Locator("[data-course='p-flat']").WaitForAsync();
        await SeesAsync(hands, "¥1,350.00");
        await hands.Page.AssertSoundAsync("console-legacy-overview");

        await StopAndRestartAsync(server, hands, other);

        await hands.OpenAsync("/console/legacy/report");
        await hands.PressAsync("Ask; another person signs", "it waits for another person");
        await ApproveAsync(other);
        var signed = Assert.Single(server.Get<LegacySignOffs>().Newest(10));
        Assert.Equal((asker.Id, second.Id), (signed.AskedBy, signed.SignedBy));
        Assert.Equal(LegacySignOffs.HashOf(signed.Text), signed.Hash);
        await hands.OpenAsync("/console/legacy/report");
        await SeesAsync(hands, signed.Hash);
        await hands.Page.AssertSoundAsync("console-legacy-signed");
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_page_of_the_section_is_sound_with_debts_in_every_state(string language)
    {
        await using var server = await RunningServer.StartAsync(LegacyTown.Plan);
        await LegacyTown.ClaimAsync(server);
        await LegacyTown.FundAsync(server, 1_000);
        await LegacyTown.SpendAsync(server, LegacyTown.Willing, "o-1", total: 600, coins: 250);
        await LegacyTown.SpendAsync(server, "m-other", "o-3", total: 900, coins: 0);
        await server.PassAsync(TimeSpan.FromDays(40));
        await LegacyTown.SpendAsync(server, "m-other", "o-4", total: 700, coins: 0);
        await LegacyTown.SpendAsync(server, LegacyTown.Willing, "o-2", total: 600, coins: 100);
        await using var hands = new ConsoleHands(await chromium.VisitAsync(server.Address, Screen.Desk, language));
        await hands.LogInAsync(Crew.Admin(server));
        var faults = new List<string>();

        foreach (var (path, ready) in new[]
        {
            ("/console/legacy", "[data-course='p-flat']"), ("/console/legacy/claims", "[data-row]"),
            ("/console/legacy/import", "input[type=file]"), ("/console/legacy/fund", "[data-form='fund']"),
            ("/console/legacy/releases", "[data-state='running']"), ("/console/legacy/report", "table"),
            ($"/console/legacy/creditors/{LegacyTown.Willing}", "[data-claim='old-1']"),
            ($"/console/legacy/creditors/{LegacyTown.Silent}", "[data-claim='old-3']"),
        })
        {
            hands.Page.Forget();
            await hands.OpenAsync(path);
            await hands.Page.Page.Locator(ready).First.WaitForAsync();
            var name = path["/console/".Length..].Replace('/', '-');
            faults.AddRange((await hands.Page.FindFaultsAsync($"console-{name}-{language[..2]}"))
                .Concat((await hands.Page.FindLeftoversAsync(language, Theirs))
                    .Select(text => $"other language: {text}"))
                .Select(fault => $"{path}: {fault}"));
        }

        Assert.True(faults.Count == 0, "\n" + string.Join('\n', faults));
    }

    private static async Task StopAndRestartAsync(RunningServer server, ConsoleHands hands, ConsoleHands other)
    {
        await hands.OpenAsync("/console/legacy/releases");
        await hands.Page.Page.GetByLabel("Reason").FillAsync("the books are looked at");
        await hands.PressAsync("Stop: show the effect", "until two people restart it");
        await hands.PressAsync("Ask; another person approves", "it waits for another person");
        Assert.False((await TotalsAsync(server)).IsStopped);
        await ApproveAsync(other);
        Assert.True((await TotalsAsync(server)).IsStopped);
        await hands.OpenAsync("/console/legacy/releases");
        await hands.Page.AssertSoundAsync("console-legacy-stopped");
        await hands.PressAsync("Restart: show the effect", "Locked points are released day by day again");
        await hands.PressAsync("Ask; another person approves", "it waits for another person");
        await ApproveAsync(other);
        Assert.False((await TotalsAsync(server)).IsStopped);
        var deeds = server.Get<LegacyDeeds>().Newest(10, LegacyDeeds.Stopped, LegacyDeeds.Restarted);
        Assert.Equal([LegacyDeeds.Restarted, LegacyDeeds.Stopped], deeds.Select(deed => deed.Kind));
        Assert.All(deeds, deed => Assert.NotEqual(deed.By, deed.Approver));
    }

    private static async Task ImportAsync(ConsoleHands hands, string name, params string[] rows)
    {
        await hands.OpenAsync("/console/legacy/import");
        await hands.Page.Page.Locator("[data-live]").WaitForAsync();
        await hands.Page.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = name, MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(Head + string.Join('\n', rows) + "\n"),
        });
        await hands.Page.Page.GetByText(name).First.WaitForAsync();
    }

    private static string Row(string claim, string creditor, string amount) =>
        $"{claim},{creditor},cash,\"{amount}\",2021-03-05,{Proof[..^claim.Length]}{Hex(claim)},list A";

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))[..text.Length];

    private static async Task FillFundAsync(ConsoleHands hands, string amount, string voucher)
    {
        var form = hands.Page.Page.Locator("[data-form='fund']");
        await hands.Page.Page.Locator("[data-live]").WaitForAsync();
        await form.GetByLabel("Amount in yuan").FillAsync(amount);
        await form.GetByLabel("Source").FillAsync("operator's own money");
        await form.GetByLabel("Voucher number").FillAsync(voucher);
    }

    private static async Task ApproveAsync(ConsoleHands second)
    {
        await second.OpenAsync("/console/decisions");
        await second.PressAsync("Approve and do it", "Approved and done.");
    }

    private static Task SeesAsync(ConsoleHands hands, string text) =>
        hands.Page.Page.GetByText(text).First.WaitForAsync();

    private static async Task<LegacyTotals> TotalsAsync(RunningServer server) =>
        (await server.Get<LegacyReads>().FaceAsync())!.Totals;

    private static async Task<(long, Money)> RegisteredAsync(RunningServer server) =>
        await TotalsAsync(server) is var totals ? (totals.Creditors, totals.Claimed) : default;

    private static Task<string> CreditorOfAsync(RunningServer server, Money claimed) =>
        server.Get<PoolGate>().ReadAsync(
            desk => desk.Names.NameOf(desk.Pool.Creditors().Single(one => one.Claimed == claimed).Member), default);
}
