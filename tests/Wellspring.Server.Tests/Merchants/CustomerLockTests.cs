using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Merchants;

public sealed class CustomerLockTests
{
    [Fact]
    public async Task Who_joins_by_a_stores_code_earns_its_owner_something_in_other_shops()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        var elsewhere = await server.OpenShopAsync("m-other", "licensed-split", "别家");
        var store = server.OpenStore(merchant);
        using var customer = server.Visit();

        var member = await server.JoinAsync(customer, "anna@example.org", referral: store, nickname: "安娜大王");
        await server.SellAsync(merchant, "o-here", Money.FromYuan(1000), member: member);
        await server.SellAsync(elsewhere, "o-there", Money.FromYuan(1000), member: member);
        await server.PassAsync(TimeSpan.FromDays(8));

        var locked = server.Get<CustomerLocks>().Of(merchant);
        Assert.Equal((1L, (Balance)Money.FromYuan(3)), (locked.Count, locked.Earned));
        Assert.Equal(0, server.Get<CustomerLocks>().Of(elsewhere).Count);
        using var owner = server.VisitAs("m-owner");
        await owner.OpenAsync($"/merchant/{merchant}/customers");
        Assert.Contains("安**", owner.Text, StringComparison.Ordinal);
        Assert.Contains("¥3.00", owner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("大王", owner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(member, owner.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("anna", owner.Text, StringComparison.Ordinal);

        await server.RefundAsync("o-there", Money.FromYuan(500));
        await server.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((Balance)Money.FromUnits(1_500_000), server.Get<CustomerLocks>().Of(merchant).Earned);
    }

    [Fact]
    public async Task The_owner_is_the_referrer_in_the_journal_and_the_first_code_stays()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        var first = server.OpenStore(merchant);
        var second = server.OpenStore(await server.OpenShopAsync("m-other", "licensed-split", "别家"));
        using var customer = server.Visit();

        await customer.OpenAsync($"/s/{first}?amount=12.00");
        await customer.OpenAsync($"/s/{second}");
        await customer.OpenAsync($"/r/{server.ReferralCodeOf("m-other")}");
        var member = await server.JoinAsync(customer, "anna@example.org");
        await server.Get<PoolFlow>().RunAsync(CancellationToken.None);

        var referrer = await server.Get<PoolGate>().ReadAsync(
            desk => desk.Names.NameOf(desk.Pool.Member(desk.Names.Find(member)).Referrer), CancellationToken.None);
        Assert.Equal("m-owner", referrer);
        Assert.Equal(1, server.Get<CustomerLocks>().Of(merchant).Count);
    }

    [Fact]
    public async Task A_closed_store_and_a_suspended_merchant_bring_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        var merchant = await server.OpenShopAsync("m-owner");
        var store = server.OpenStore(merchant);
        server.Get<MerchantBook>().Suspend(merchant, "s-boss", "核实");
        using var customer = server.Visit();

        await server.JoinAsync(customer, "anna@example.org", referral: store);

        Assert.Equal(0, server.Get<CustomerLocks>().Of(merchant).Count);
    }
}
