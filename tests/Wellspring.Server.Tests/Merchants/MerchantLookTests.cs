using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Merchants;

/// <summary>Merchant pages in a real browser: phone and desk, both languages, keyboard, camera.</summary>
[Collection(BrowserTests.Name)]
public sealed class MerchantLookTests(Chromium chromium)
{
    [Theory]
    [InlineData("phone", "zh-CN", false)]
    [InlineData("phone", "en", true)]
    [InlineData("desk", "en", false)]
    public async Task Each_page_is_sound_with_records_on_it(string window, string language, bool dark)
    {
        await using var server = await RunningServer.StartAsync();
        var (merchant, order) = await BusyShopAsync(server);
        using var owner = server.VisitAs("m-owner");
        await using var page = await chromium.VisitAsync(
            server.Address, window == "phone" ? Screen.Phone : Screen.Desk, language, dark: dark);
        await page.UseCookiesAsync(owner.Cookies);
        await page.GoAsync($"/language?to={language[..2]}&back=/health/live");

        var faults = new List<string>();
        foreach (var (name, path) in new[]
        {
            ("apply", "/../apply"), ("today", ""), ("qr", "/qr?amount=88.00"), ("orders", "/orders"),
            ("order", $"/orders/{order}"),
            ("refunds", "/orders?state=refunds"), ("verify", "/verify"), ("goods", "/goods"),
            ("goods-new", "/goods/new"), ("stores", "/stores"), ("store-new", "/stores/new"), ("deposit", "/deposit"),
            ("settlement", "/settlement"), ("day", "/settlement/2026-11-30"), ("customers", "/customers"),
            ("people", "/people"),
        })
        {
            await page.GoAsync($"/merchant/{merchant}{path}");
            faults.AddRange((await page.FindFaultsAsync($"merchant-{name}-{window}-{language[..2]}"))
                .Concat(await page.FindLeftoversAsync(language, ".demo, bdi, option, input, textarea, .small"))
                .Select(fault => $"{path}: {fault}"));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task A_collection_is_confirmed_by_keyboard_alone_and_without_script()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        server.VisitAs("m-buyer").Dispose();
        var order = await server.CreateAsync("m-buyer", shop.DirectHaircut());
        using var clerk = server.VisitAs(shop.Cashier);
        await using var page = await chromium.VisitAsync(server.Address, Screen.Phone, script: false);
        await page.UseCookiesAsync(clerk.Cookies);

        await page.GoAsync($"/merchant/{shop.Direct}/orders/{order.Id}");
        await page.TabToAsync("已收到 ¥80.00");
        await page.EnterAsync();

        Assert.Contains("待核销", await page.VisibleTextAsync(), StringComparison.Ordinal);
        Assert.Equal(OrderStates.Funded, server.Order(order.Id).State);
    }

    [Fact]
    public async Task A_code_is_read_by_the_camera_where_the_browser_can()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        server.VisitAs("m-buyer").Dispose();
        var order = await server.BuyAsync("m-buyer", shop.FetchedMeal());
        using var clerk = server.VisitAs(shop.Cashier);
        await using var page = await chromium.VisitAsync(server.Address, Screen.Phone);
        await page.UseCookiesAsync(clerk.Cookies);
        // This browser has neither camera nor detector: both are lent to it, with the picture of something else first.
        await page.Page.AddInitScriptAsync($$"""
            let seen = 0;
            window.BarcodeDetector = class {
              async detect() {
                return [{ rawValue: ++seen < 3 ? "https://elsewhere.test/12345678" : "{{order.VerifyCode}}" }];
              }
            };
            Object.defineProperty(navigator, "mediaDevices", { value: {
              getUserMedia: async () => document.createElement("canvas").captureStream()
            } });
            """);

        await page.GoAsync($"/merchant/{shop.Own}/verify");
        await page.Page.ClickAsync("#scan");
        await page.Page.WaitForURLAsync("**/orders/*");

        Assert.Contains("核销成功", await page.VisibleTextAsync(), StringComparison.Ordinal);
        Assert.Equal(OrderStates.Delivered, server.Order(order.Id).State);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Who_does_not_allow_the_camera_is_told_to_type()
    {
        await using var server = await RunningServer.StartAsync();
        var shop = await server.SeedShopAsync();
        using var clerk = server.VisitAs(shop.Cashier);
        await using var page = await chromium.VisitAsync(server.Address, Screen.Phone);
        await page.UseCookiesAsync(clerk.Cookies);
        await page.Page.AddInitScriptAsync("""
            window.BarcodeDetector = class {};
            Object.defineProperty(navigator, "mediaDevices", { value: {
              getUserMedia: async () => { throw new DOMException("no", "NotAllowedError"); }
            } });
            """);

        await page.GoAsync($"/merchant/{shop.Own}/verify");
        await page.Page.ClickAsync("#scan");

        await page.Page.WaitForSelectorAsync("#refused:not([hidden])");
        Assert.Contains("手工输入", await page.VisibleTextAsync(), StringComparison.Ordinal);
        await page.AssertSoundAsync("merchant-verify-refused");
    }

    // A shop that collects itself, with stores, goods, orders in several states, a refund, a batch, a short deposit.
    private static async Task<(string Merchant, string Order)> BusyShopAsync(RunningServer server)
    {
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct", "街角理发 · Corner");
        var store = server.OpenStore(merchant);
        server.AddGoods(merchant);
        server.Hire(merchant, "m-owner", "m-clerk");
        server.Get<MerchantPeople>().Invite(merchant, "new@example.org", MerchantRole.Owner, "m-owner");
        Assert.Empty(server.Get<DepositBook>().Record(merchant, "250", "BANK-1", Shopkeeper.Finance, "k"));
        Assert.Empty(server.Get<DepositBook>().Announce(merchant, "80", "BANK-2", "m-owner", "k2"));
        using var customer = server.Visit();
        await server.JoinAsync(customer, "anna@example.org", referral: store, nickname: "安娜");
        await server.SellAsync(merchant, "o-first", Money.FromYuan(1000), FundingMode.MerchantDirect);
        await server.PassAsync(TimeSpan.FromDays(8));
        await server.SleepAsync();
        var (waits, member) = ($"o-{merchant[3..]}", server.MemberOf("anna@example.org"));
        var wish = new NewOrder(waits, merchant) { Store = store, TillAmount = Money.FromYuan(1000) };
        await server.CreateAsync(member, wish);
        var till = Caller.ForMerchant(merchant, "m-owner");
        Assert.True((await server.Get<ShopOrders>()
            .ConfirmCollectionAsync(till, waits, "", CancellationToken.None)).IsDone);
        Assert.True((await server.Get<ShopOrders>().HandOverAsync(till, waits, CancellationToken.None)).IsDone);
        await server.PassAsync(TimeSpan.FromDays(8));
        var asked = wish with { Id = "o-another", TillAmount = Money.FromYuan(20) };
        await server.CreateAsync(member, asked);
        Assert.True((await server.Get<ShopOrders>()
            .ConfirmCollectionAsync(till, asked.Id, "", CancellationToken.None)).IsDone);
        Assert.True(server.Get<OrderRefunds>().Request(
            "r-000001", member, asked.Id, Money.FromYuan(20), "不需要了").IsDone);
        await server.CreateAsync(member, wish with { Id = "o-unpaid", TillAmount = Money.FromYuan(5) });
        return (merchant, asked.Id);
    }
}
