using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Server.Legacy;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Server.Tests.Shows;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>
/// A creditor from the first look at a claim to its end, as a play: later, a yes and its way back, goods for coins,
/// points that are released, and giving the rest up.
/// </summary>
internal sealed class CreditorStory(RunningServer server, TestShop shop) : IAsyncDisposable
{
    public const string Creditor = "m-creditor";

    public RunningServer Server => server;

    /// <summary>An old debt of 1000.00 and 500.00 of the operator's own money.</summary>
    public static async Task<CreditorStory> StartAsync()
    {
        var server = await RunningServer.StartAsync(OldDebt.Plan);
        var shop = await server.SeedShopAsync();
        await server.OweAsync(Creditor, 1_000);
        await server.FundAsync(500);
        return new(server, shop);
    }

    public async Task PlayAsync(Hands creditor)
    {
        await ReadAsync(creditor);
        await AgreeAndTakeBackAsync(creditor);
        await AgreeAsync(creditor);
        await BuyAsync(creditor);
        await ReceiveAsync(creditor);
        await ReleasedAsync(creditor);
        await GiveUpAsync(creditor);
    }

    // Silence and "later" leave the claim as it is.
    private async Task ReadAsync(Hands creditor)
    {
        await creditor.OpenAsync("/home");
        await creditor.FollowAsync("债权");
        await creditor.SeeAsync("¥1,000.00");
        await creditor.SeeAsync("您还没有决定");
        await creditor.LookAsync("creditor-01-claim");
        await creditor.FollowAsync("看要约并决定");
        await creditor.SeeAsync("不回复视为不同意");
        await creditor.LookAsync("creditor-02-offer");
        await creditor.SendAsync("#offer", null, ("answer", "later"));
        await creditor.SeeAsync("以后再说");
        await creditor.LookAsync("creditor-03-later");
        Assert.Equal(Money.FromYuan(1_000), (await server.CreditorAsync(Creditor)).Unconverted);
    }

    private async Task AgreeAndTakeBackAsync(Hands creditor)
    {
        await creditor.OpenAsync("/claim/offer");
        await creditor.SendAsync("#offer", null, ("answer", "yes"), ("proceeds", "beside"));
        await creditor.SeeAsync("请勾选");
        await creditor.LookAsync("creditor-04-not-ticked");
        await creditor.SendAsync(
            "#offer", null, ("answer", "yes"), ("how", "part"), ("amount", "400"), ("proceeds", "reduce"),
            ("agree", "yes"));
        await creditor.SeeAsync("已转换成消费币");
        await creditor.LookAsync("creditor-05-agreed");
        await creditor.FollowAsync("我的债权");
        await creditor.SeeAsync("抵减债权");
        await creditor.FollowAsync("撤回同意");
        await creditor.LookAsync("creditor-06-take-back");
        await creditor.SendAsync("#revoke", "撤回同意");
        await creditor.SeeAsync("同意转换（已撤回）");
        var balance = await server.CreditorAsync(Creditor);
        Assert.Equal((Money.FromYuan(1_000), Money.Zero), (balance.Unconverted, balance.Coins));
    }

    private async Task AgreeAsync(Hands creditor)
    {
        await creditor.OpenAsync("/claim/offer");
        await creditor.SendAsync(
            "#offer", null, ("answer", "yes"), ("how", "part"), ("amount", "600"), ("proceeds", "beside"),
            ("agree", "yes"));
        await creditor.SeeAsync("¥600.00");
        var balance = await server.CreditorAsync(Creditor);
        Assert.Equal((Money.FromYuan(400), Money.FromYuan(600)), (balance.Unconverted, balance.Coins));
    }

    // Half of a meal of 50.00 with coins, the rest with money.
    private async Task BuyAsync(Hands creditor)
    {
        await creditor.OpenAsync($"/shop/{shop.Meal}");
        await creditor.SendAsync("form[action='/checkout']", null);
        await creditor.SeeAsync("可用消费币 ¥600.00");
        await creditor.SendAsync(
            "form[method='get'][action='/checkout']", null, ("coinsBy", "yuan"), ("coins", "40"));
        await creditor.SeeAsync("最多可用消费币支付 25.00 元");
        await creditor.LookAsync("creditor-07-too-many-coins");
        await creditor.SendAsync("form[method='get'][action='/checkout']", null, ("coinsBy", "all"));
        await creditor.SeeAsync("−¥25.00");
        await creditor.LookAsync("creditor-08-checkout");
        await creditor.SendAsync("#order", "下单并支付 ¥25.00");
        await creditor.SeeAsync("演示收银台");
        await creditor.SendAsync("form[action^='/demo/pay/']", "付款成功");
        await ShowA.WaitForAsync(creditor, creditor.Location, "请向店员出示核销码");
        await creditor.SeeAsync("债权将减少");
        await creditor.LookAsync("creditor-09-paid");
    }

    private async Task ReceiveAsync(Hands creditor)
    {
        var order = creditor.Location["/orders/".Length..];
        await creditor.OpenAsync("/claim");
        await creditor.SeeAsync("¥25.00 消费币在还没完成的订单上");
        await creditor.OpenAsync("/claim/waive");
        await creditor.SeeAsync("coins-held");
        await creditor.LookAsync("creditor-10-held");
        var code = server.Order(order).VerifyCode!;
        Assert.True((await server.Get<ShopOrders>().VerifyAsync(shop.OwnTill, code, default)).IsDone);
        await server.PassAsync(TimeSpan.FromDays(8));
        await creditor.OpenAsync($"/orders/{order}");
        await creditor.SeeAsync("债权已减少");
        await creditor.LookAsync("creditor-11-final");
        await creditor.OpenAsync("/claim");
        await creditor.SeeAsync("¥975.00");
        await creditor.SeeAsync("不能再撤回");
    }

    // Others' orders bring the inflow that lets locked points go.
    private async Task ReleasedAsync(Hands creditor)
    {
        Assert.True((await server.CreditorAsync(Creditor)).Locked > Points.Zero);
        await server.EarnAsync(shop, "m-somebody", 1_000);
        await server.PassAsync(TimeSpan.FromDays(1));
        await server.PassAsync(TimeSpan.FromDays(1));
        var balance = await server.CreditorAsync(Creditor);
        Assert.True(balance.Freed > balance.Locked);
        await creditor.OpenAsync("/claim");
        await server.Get<ClaimOutlook>().DoneAsync();
        await creditor.OpenAsync("/claim");
        await creditor.SeeAsync("每月降 5%");
        await creditor.SeeAsync("是普通积分");
        await creditor.LookAsync("creditor-12-released");
        await creditor.FollowAsync("全部释放记录");
        await creditor.LookAsync("creditor-13-releases");
        await creditor.OpenAsync("/sell");
        await creditor.SeeAsync("积分");
    }

    private async Task GiveUpAsync(Hands creditor)
    {
        await creditor.OpenAsync("/claim");
        await creditor.FollowAsync("放弃余下的债权");
        await creditor.LookAsync("creditor-14-give-up");
        await creditor.SendAsync("#waive", "签署放弃", ("agree", "yes"), ("name", "林一"));
        await creditor.SeeAsync("已按您的签名放弃余下的债权");
        await creditor.LookAsync("creditor-15-given-up");
        await creditor.FollowAsync("我的债权");
        await creditor.SeeAsync("债权已经了结");
        await creditor.LookAsync("creditor-16-settled");
        var balance = await server.CreditorAsync(Creditor);
        Assert.Equal((Money.FromYuan(975), Money.Zero), (balance.Waived, balance.Open));
        Assert.Equal(OfferAnswer.Yes, balance.Answer);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
