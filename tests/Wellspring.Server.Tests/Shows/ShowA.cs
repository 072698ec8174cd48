using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Hosting;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;

namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// Show A as a play: the demo that <c>./run serve</c> starts, a newcomer, a tea house's owner, somebody at the console.
/// </summary>
internal sealed class ShowA(RunningServer server) : IAsyncDisposable
{
    public const string Newcomer = "lin@example.com";
    public const string Amount = "268.00";
    private const string Owner = "demo005@example.com";

    public RunningServer Server => server;

    /// <summary>The demo with its ninety days, ready to be opened.</summary>
    public static async Task<ShowA> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-show-").FullName;
        var wall = new ManualTime();
        StoreUnderTest.Bind(folder);
        await Serving.SeedAsync(
            new() { Folder = folder, Wall = wall }, ReadyPlan.Find("local-life")!, (_, _) => { }, default);
        return new(await RunningServer.StartAsync("", folder, wall));
    }

    /// <summary>Reads, answers, agrees, types the code.</summary>
    public async Task JoinAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/");
        await newcomer.LookAsync("show-a-01-front");
        await newcomer.FollowAsync("阅读说明并加入");
        await newcomer.SeeAsync("不是存款、投资、证券或虚拟货币");
        await newcomer.LookAsync("show-a-02-join");
        await newcomer.SendAsync("form[action='/join']", null, Joining.Answers(Newcomer, "小林"));
        await newcomer.LookAsync("show-a-03-code");
        await newcomer.SendAsync("#code-form", null, ("code", await server.CodeForAsync(Newcomer)));
        await newcomer.SeeAsync("已加入,这是您的回执");
        await newcomer.LookAsync("show-a-04-receipt");
        await newcomer.FollowAsync("去我的首页");
        await newcomer.LookAsync("show-a-05-home-empty");
    }

    /// <summary>The owner logs in and puts an amount on the QR code.</summary>
    /// <returns>What the code says.</returns>
    public async Task<string> CollectAsync(Hands owner)
    {
        await owner.OpenAsync("/login");
        await owner.SendAsync("form[action='/login']", null, ("address", Owner));
        await owner.SendAsync("#code-form", null, ("code", await server.CodeForAsync(Owner)));
        await owner.OpenAsync("/merchant");
        await owner.LookAsync("show-a-06-merchant");
        await owner.FollowAsync("出示收款码");
        await owner.SendAsync("form[action$='/qr']", null, ("amount", Amount));
        await owner.SeeAsync("¥268.00");
        await owner.LookAsync("show-a-07-qr");
        return $"/s/{StoreOf("tea")}?amount={Amount}";
    }

    /// <summary>Scans, sees what it costs, pays at the demonstration's own cashier.</summary>
    /// <returns>The code to show in the shop.</returns>
    public async Task<string> PayAsync(Hands newcomer, string scanned)
    {
        await newcomer.OpenAsync(scanned);
        await newcomer.SeeAsync("¥268.00");
        await newcomer.LookAsync("show-a-08-till");
        await newcomer.SendAsync("form[method='post'][action^='/s/']", "支付 ¥268.00");
        await newcomer.SeeAsync("演示收银台");
        await newcomer.LookAsync("show-a-09-cashier");
        await newcomer.SendAsync("form[action^='/demo/pay/']", "付款成功");
        Assert.StartsWith("/orders/", newcomer.Location, StringComparison.Ordinal);
        await WaitForAsync(newcomer, newcomer.Location, "请向店员出示核销码");
        await newcomer.LookAsync("show-a-10-paid");
        return server.Get<ShopDatabase>().Read(reader => reader.Text(
            $"SELECT verify_code FROM orders WHERE id = {newcomer.Location["/orders/".Length..]}"))!;
    }

    /// <summary>The owner types the code: delivered.</summary>
    public async Task DeliverAsync(Hands owner, Hands newcomer, string code)
    {
        await owner.FollowAsync("核销");
        await owner.LookAsync("show-a-11-verify");
        await owner.SendAsync("form[action$='/verify']", null, ("code", code));
        await owner.LookAsync("show-a-12-verified");
        await newcomer.OpenAsync("/home");
        await newcomer.SeeAsync("待结算 1 单");
        await newcomer.LookAsync("show-a-13-pending");
    }

    /// <summary>After the window: points, what a sale would pay, the sale, its receipt.</summary>
    public async Task SellAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/home");
        await newcomer.SeeAsync("订单完成,积分到账");
        await newcomer.LookAsync("show-a-15-points");
        await newcomer.FollowAsync("卖出");
        await newcomer.LookAsync("show-a-16-sell");
        await newcomer.SendAsync("form[action='/sell/quote']", null, ("by", "all"));
        await newcomer.SeeAsync("继续持有可能升也可能降");
        await newcomer.LookAsync("show-a-17-quote");
        await newcomer.SendAsync("form[action='/sell']", "确认卖出");
        await newcomer.SeeAsync("已卖出");
        await newcomer.LookAsync("show-a-18-sold");
    }

    /// <summary>Asks for the money.</summary>
    /// <returns>The address of the withdrawal.</returns>
    public async Task<string> WithdrawAsync(Hands newcomer)
    {
        await newcomer.FollowAsync("看零钱");
        await newcomer.LookAsync("show-a-19-wallet");
        await newcomer.FollowAsync("提现");
        await newcomer.LookAsync("show-a-20-withdraw");
        await newcomer.SendAsync(
            "form[action='/withdraw']", null, ("amount", "20"), ("name", "林一"), ("account", "6222 0000 0000 0000"));
        await newcomer.SeeAsync("等待审核");
        await newcomer.LookAsync("show-a-21-requested");
        return newcomer.Location;
    }

    /// <summary>The payout loop sends what was approved within seconds; the member's page says so.</summary>
    public static async Task SeePaidAsync(Hands newcomer, string withdrawal)
    {
        await WaitForAsync(newcomer, withdrawal, "已到账 (演示)");
        await newcomer.LookAsync("show-a-24-paid");
    }

    // Channels are asked in rounds of a few seconds; a person reloads the page meanwhile.
    internal static async Task WaitForAsync(Hands person, string address, string text)
    {
        for (var look = 0; look < 60; look++)
        {
            if ((await person.TextAsync()).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(500);
            await person.OpenAsync(address);
        }

        await person.SeeAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(server.Folder, recursive: true);
    }

    private string StoreOf(string merchant) => server.Get<ShopDatabase>().Read(reader =>
        reader.Text($"SELECT id FROM stores WHERE merchant = {merchant} ORDER BY id LIMIT 1"))!;
}
