using System.Net;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Tests.Merchants;

public sealed class RoleTests
{
    [Fact]
    public async Task Staff_see_orders_goods_stores_and_deposit_but_change_none_of_what_is_the_owners()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct");
        server.Hire(merchant, "m-owner", "m-clerk");
        var (store, goods) = (server.OpenStore(merchant), server.AddGoods(merchant));
        using var clerk = server.VisitAs("m-clerk");

        foreach (var page in new[] { "", "/qr", "/goods", "/stores", "/deposit" })
        {
            await clerk.OpenAsync($"/merchant/{merchant}{page}");
            Assert.Equal(HttpStatusCode.OK, clerk.Status);
            Assert.Null(clerk.Document.QuerySelector("form[method=post]"));
        }

        foreach (var page in new[]
        {
            "/goods/new", $"/goods/{goods}", "/stores/new", $"/stores/{store}", "/settlement", "/settlement.csv",
            "/customers", "/people",
        })
        {
            await clerk.OpenAsync($"/merchant/{merchant}{page}");
            Assert.Equal(HttpStatusCode.Forbidden, clerk.Status);
            Assert.Contains("仅店主可用", clerk.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Staff_who_send_an_owners_form_change_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct");
        server.Hire(merchant, "m-owner", "m-clerk");
        var (store, goods) = (server.OpenStore(merchant), server.AddGoods(merchant));
        using var clerk = server.VisitAs("m-clerk");

        await TryAllAsync(clerk, merchant, store, goods, "m-owner", HttpStatusCode.Forbidden);

        AssertUntouched(server, merchant);
    }

    [Fact]
    public async Task Another_merchants_owner_finds_none_of_its_addresses()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner", "merchant-direct");
        var mine = await server.OpenShopAsync("m-rival", "merchant-direct", "对面的店");
        var (store, goods) = (server.OpenStore(merchant), server.AddGoods(merchant));
        server.Get<MerchantPeople>().Invite(merchant, "new@example.org", MerchantRole.Staff, "m-owner");
        var invitation = server.Get<MerchantPeople>().InvitationsOf(merchant).Single().Id;
        using var rival = server.VisitAs("m-rival");

        foreach (var page in new[]
        {
            "", "/qr", "/goods", "/goods/new", $"/goods/{goods}", "/stores", "/stores/new", $"/stores/{store}",
            "/deposit", "/orders", "/verify",
            "/settlement", "/settlement.csv", "/settlement/2026-11-22", "/customers", "/people",
        })
        {
            await rival.OpenAsync($"/merchant/{merchant}{page}");
            Assert.Equal(HttpStatusCode.NotFound, rival.Status);
        }

        await TryAllAsync(rival, merchant, store, goods, "m-owner", HttpStatusCode.NotFound);

        // Through the own door with the other's ids.
        foreach (var path in new[]
        {
            $"/goods/{goods}", $"/stores/{store}", "/people/m-owner/remove",
            $"/people/invitations/{invitation}/withdraw",
        })
        {
            await PostAsync(rival, $"/merchant/{mine}{path}");
            Assert.Equal(HttpStatusCode.NotFound, rival.Status);
        }

        await PostAsync(rival, $"/merchant/invitations/{invitation}", ("answer", "accept"));
        Assert.Equal(HttpStatusCode.NotFound, rival.Status);
        AssertUntouched(server, merchant);
        Assert.Single(server.Get<MerchantPeople>().InvitationsOf(merchant));
    }

    [Fact]
    public async Task Members_without_a_merchant_are_offered_to_apply_and_strangers_to_log_in()
    {
        await using var server = await RunningServer.StartAsync();
        using var member = server.VisitAs("m-plain");
        using var stranger = server.Visit();

        await member.OpenAsync("/merchant");
        Assert.NotNull(member.Document.QuerySelector("a[href='/merchant/apply']"));
        await stranger.OpenAsync("/merchant/apply");
        Assert.StartsWith("/login?next=", stranger.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_owner_invites_the_invited_accepts_and_loses_all_access_when_removed()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        using var clerk = server.VisitAs("m-clerk");
        server.Get<Shop.Database.ShopDatabase>().Write(transaction => transaction.Execute(
            $"UPDATE members SET mail = 'clerk@example.org', nickname = '小李' WHERE id = 'm-clerk'"));
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/people");
        await owner.SendAsync("form[action$='/people']", ("address", " Clerk@Example.org "));
        Assert.Contains("clerk@example.org", owner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("小李", owner.Text, StringComparison.Ordinal);
        await clerk.OpenAsync($"/merchant/{merchant}");
        Assert.Equal(HttpStatusCode.NotFound, clerk.Status);

        await clerk.OpenAsync("/merchant");
        await clerk.SendAsync("form[action^='/merchant/invitations/']", ("answer", "accept"));
        Assert.Equal($"/merchant/{merchant}", clerk.Location);
        Assert.Equal(HttpStatusCode.OK, clerk.Status);

        await owner.OpenAsync($"/merchant/{merchant}/people");
        Assert.Contains("小李", owner.Text, StringComparison.Ordinal);
        await owner.SendAsync("form[action$='/people/m-clerk/remove']");
        await clerk.OpenAsync($"/merchant/{merchant}");
        Assert.Equal(HttpStatusCode.NotFound, clerk.Status);
    }

    [Fact]
    public async Task The_last_owner_stays_and_an_unknown_address_says_what_to_write()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        using var owner = server.VisitAs("m-owner");

        await owner.OpenAsync($"/merchant/{merchant}/people");
        await owner.SendAsync("form[action$='/people/m-owner/remove']");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, owner.Status);
        Assert.Contains("至少要有一位店主", owner.Text, StringComparison.Ordinal);
        await owner.SendAsync("form[action$='/people']", ("address", "隔壁老王"));
        Assert.Contains("anna@example.org", owner.Text, StringComparison.Ordinal);
        Assert.Equal(MerchantRole.Owner, server.Get<MerchantPeople>().RoleOf(merchant, "m-owner"));
    }

    private static async Task TryAllAsync(
        Walker walker, string merchant, string store, string goods, string owner, HttpStatusCode expected)
    {
        foreach (var path in new[]
        {
            "/deposit", "/people", $"/people/{owner}/remove", $"/goods/{goods}", "/goods/new", $"/stores/{store}",
            "/stores/new",
        })
        {
            await PostAsync(walker, $"/merchant/{merchant}{path}", ("name", "坏"), ("price", "0.01"), ("amount", "1"),
                ("voucher", "FAKE-1"), ("address", "evil@example.org"), ("role", "owner"), ("category", "x"),
                ("kind", "in-store"), ("basis", "commission"), ("place", "440106"));
            Assert.Equal(expected, walker.Status);
        }
    }

    // A form of another page lends its anti-forgery token, as an attacker's own page of ours would.
    private static async Task PostAsync(Walker walker, string path, params (string Name, string Value)[] fields)
    {
        await walker.OpenAsync("/merchant/apply");
        using var content = walker.Fill("form[action='/merchant/apply']", out _, fields);
        await walker.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    private static void AssertUntouched(RunningServer server, string merchant)
    {
        Assert.Empty(server.Get<DepositBook>().Of(merchant));
        Assert.Equal("天河店", server.Get<StoreBook>().Of(merchant).Single().Name);
        var goods = server.Get<GoodsBook>().Of(merchant).Single();
        Assert.Equal(("牛肉面", Money.FromYuan(28)), (goods.Name, goods.Price));
        Assert.Equal(MerchantRole.Owner, server.Get<MerchantPeople>().RoleOf(merchant, "m-owner"));
        Assert.DoesNotContain(
            server.Get<MerchantPeople>().InvitationsOf(merchant), entry => entry.Address == "evil@example.org");
    }
}
