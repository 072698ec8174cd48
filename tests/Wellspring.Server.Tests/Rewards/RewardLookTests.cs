using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Merchants;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Tests.Rewards;

/// <summary>The pages of promoters, agents and shop owners on a phone, in both languages, with rewards.</summary>
[Collection(BrowserTests.Name)]
public sealed class RewardLookTests(Chromium chromium)
{
    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_promoter_activates_and_sees_each_reward(string language)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        await server.SettleInAsync();
        using var ann = server.VisitAs("m-ann");
        await using var page = await PhoneAsync(server, ann, language);

        var faults = await FaultsAsync(page, "/promoter", "promoter-before", language);
        await page.Page.FillAsync("#age", "30");
        await page.Page.SelectOptionAsync("#occupation", "teacher");
        await page.Page.CheckAsync("input[name=agree]");
        await page.Page.ClickAsync("#activate button");
        await page.Page.WaitForSelectorAsync("#code");
        await server.PlaceAsync("o-final-1");
        await server.PlaceAsync("o-final-2", yuan: 500);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.RefundAsync("o-final-2", Money.FromYuan(500));
        await server.PlaceAsync("o-held-3", yuan: 800);
        await OpenShopAsync(server, "m-other", server.Get<Promoters>().Find("m-ann")!.Code);

        faults.AddRange(await FaultsAsync(page, "/promoter", "promoter", language));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        var text = await page.VisibleTextAsync();
        var words = language == "en"
            ? new[] { "Held, an estimate", "Paid", "Taken back", "refmann" }
            : ["待结算（估计）", "已到账", "已收回", "refmann"];
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.DoesNotContain("买家一", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task An_agent_reads_waits_signs_and_reports(string language)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        using var ann = server.VisitAs("m-ann");
        server.VisitAs("m-buyer").Dispose();
        var waiting = await AgencyScene.DisclosedAsync(server, ann, "m-ann", Form() with { Division = "110105" });
        await using var page = await PhoneAsync(server, ann, language);
        var faults = await FaultsAsync(page, $"/agent/{waiting}", "agent-waiting", language);
        Assert.True(await page.Page.IsVisibleAsync("#wait"));

        var id = await AgencyScene.SignedAsync(server, ann, "m-ann", Form());
        Assert.Null(server.Get<AgencyDeeds>().BookFee(id, "BANK-1", "s-finance"));
        await server.DoAsync(new PoolCommand.RegisterMerchant(
            "r", server.Get<PoolClock>().Now(), "shop", Rate.FromParts(200_000)));
        await server.PlaceAsync("o-1");
        await server.PassAsync(TimeSpan.FromDays(5));
        Assert.Empty(server.Get<AgencyDeeds>().Report("m-ann", id, "2026-12", "A-1: 12"));
        await page.UseCookiesAsync(ann.Cookies);
        faults.AddRange(await FaultsAsync(page, $"/agent/{waiting}", "agent-sign", language));
        faults.AddRange(await FaultsAsync(page, $"/agent/{id}", "agent", language));
        faults.AddRange(await FaultsAsync(page, "/agent", "agents", language));

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task A_shop_owner_and_a_buyer_see_kind_rule_and_state_of_each_reward(string language)
    {
        await using var server = await RunningServer.StartAsync(RewardTown.Plan);
        var mine = await server.OpenShopAsync("m-owner", name: "Tea 1");
        var elsewhere = await server.OpenShopAsync("m-other", "own-goods", "Hair 7");
        var store = server.OpenStore(mine, "Tea 1");
        using var customer = server.Visit();
        var member = await server.JoinAsync(customer, "anna@example.org", referral: store, nickname: "Anna");
        await server.PlaceAsync("o-paid", member, merchant: elsewhere);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.PlaceAsync("o-held", member, yuan: 500, merchant: elsewhere);
        using var owner = server.VisitAs("m-owner");
        await using var page = await PhoneAsync(server, owner, language);

        var faults = await FaultsAsync(page, $"/merchant/{mine}/customers", "customers", language);
        var text = await page.VisibleTextAsync();
        Assert.Contains(language == "en" ? "Held, an estimate" : "待结算（估计）", text, StringComparison.Ordinal);
        Assert.Contains("¥3.00", text, StringComparison.Ordinal);
        Assert.Contains("¥1.50", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Anna", text, StringComparison.Ordinal);

        using var buyer = server.VisitAs(member);
        await using var other = await PhoneAsync(server, buyer, language);
        var shop = server.OpenStore(elsewhere, "Hair 7");
        faults.AddRange(await FaultsAsync(other, "/me/referrer", "referrer", language));
        faults.AddRange(await FaultsAsync(other, $"/s/{shop}?amount=100.00", "till-earners", language));
        faults.AddRange(await FaultsAsync(other, "/me", "me-referrer", language));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static AgencyForm Form() => AgencyScene.Form("m-ann") with
    {
        Duties = "A-1", Measure = "10 / 1", FeeUse = "B-2 ", RefundTerms = "C-3", Suits = "0",
        Contract = "No. 1\nNo. 2",
    };

    private static Task<string> OpenShopAsync(RunningServer server, string owner, string code) =>
        server.OpenShopAsync(owner, name: "Tea 1", developer: code);

    private async Task<BrowserPage> PhoneAsync(RunningServer server, Walker walker, string language)
    {
        var page = await chromium.VisitAsync(server.Address, Screen.Phone, language);
        await page.UseCookiesAsync(walker.Cookies);
        await page.GoAsync($"/language?to={language[..2]}&back=/health/live");
        return page;
    }

    private static async Task<List<string>> FaultsAsync(
        BrowserPage page, string address, string name, string language)
    {
        await page.GoAsync(address);
        return [.. (await page.FindFaultsAsync($"rewards/{name}-{language[..2]}"))
            .Concat(await page.FindLeftoversAsync(language, ".demo, bdi, option, input, textarea, .small"))
            .Select(fault => $"{address} {language}: {fault}")];
    }
}
