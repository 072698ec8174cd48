using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Orders;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Shows;

/// <summary>Show B as a play: profile CN with the ready plan as it starts, one shop, one newcomer.</summary>
internal sealed class ShowB : IAsyncDisposable
{
    private readonly string _prefix;
    public const string Newcomer = "lin@example.com";


    /// <param name="prefix">What its pictures begin with: other shows begin with the same steps.</param>
    public ShowB(RunningServer server, TestShop shop, string prefix = "show-b") =>
        (Server, Shop, _prefix) = (server, shop, prefix);

    public RunningServer Server { get; }

    public TestShop Shop { get; }

    public static async Task<ShowB> StartAsync()
    {
        var server = await RunningServer.StartAsync(await File.ReadAllTextAsync(PlanPath));
        return new(server, await server.SeedShopAsync());
    }

    public async Task JoinAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/join");
        await newcomer.LookAsync($"{_prefix}-01-join");
        await newcomer.SendAsync(
            "form[action='/join']", null,
            [.. Joining.Answers(Newcomer, "小林").Where(answer => answer.Name != "agree-cap" || HasCap)]);
        // Nothing is sent by itself here: no outbox is open to everybody outside a sandbox.
        var code = Server.Get<ShopDatabase>().Read(reader => Outbox.Newest(reader, 1))[0].Text;
        await newcomer.SendAsync("#code-form", null, ("code", Joining.CodeIn(code)));
        await newcomer.SeeAsync("已加入,这是您的回执");
        await newcomer.OpenAsync("/home");
        await newcomer.LookAsync($"{_prefix}-02-home-empty");
    }

    /// <summary>Chooses goods, gives an address, is told how to pay.</summary>
    /// <returns>The payment, which waits for finance.</returns>
    public async Task<string> BuyAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/shop");
        await newcomer.LookAsync($"{_prefix}-03-shop");
        await newcomer.OpenAsync($"/shop/{Shop.Tea}");
        await newcomer.LookAsync($"{_prefix}-04-goods");
        await newcomer.SendAsync("form[action='/checkout']", null, ("quantity", "3"));
        await newcomer.SendAsync("form[method='get'][action='/checkout']", null, ("province", "440000"));
        await newcomer.LookAsync($"{_prefix}-05-checkout");
        await newcomer.SendAsync(
            "#order", null, ("region", "440106"), ("address", "天河路 1 号"), ("recipient", "林一"),
            ("phone", "13800000000"));
        await newcomer.SeeAsync("到账后由财务人工确认");
        await newcomer.LookAsync($"{_prefix}-06-pay-by-hand");
        return newcomer.Location["/pay/".Length..].Split('?')[0];
    }

    /// <summary>Finance has the voucher; the shop sends it; the buyer has it.</summary>
    public async Task DeliverAsync(Hands newcomer, string payment)
    {
        Assert.Null(Server.Get<ManualChannel>().Confirm(payment, "V-2026-1122", "s-finance"));
        await Server.AskChannelsAsync();
        var order = Server.Get<OrderReading>().OfPayment(Caller.Platform, payment)!;
        Assert.Equal(OrderStates.Funded, order.State);
        Assert.True(Server.Get<ShopOrders>().Ship(Shop.OwnTill, order.Id, "顺丰", "SF100").IsDone);
        await newcomer.OpenAsync($"/orders/{order.Id}");
        await newcomer.LookAsync($"{_prefix}-07-shipped");
        await newcomer.SendAsync("#receive", null);
        await newcomer.LookAsync($"{_prefix}-08-received");
    }

    /// <summary>Points are there and pay for goods; they are not sold for money, and the page says why.</summary>
    /// <returns>The order paid with points and money.</returns>
    public async Task<OrderCard> RedeemAsync(Hands newcomer)
    {
        await newcomer.OpenAsync("/home");
        await newcomer.SeeAsync("现在可换商品");
        await newcomer.LookAsync($"{_prefix}-09-points");
        await newcomer.OpenAsync($"/checkout?goods={Shop.Meal}");
        await newcomer.SendAsync("form[method='get'][action='/checkout']", null, ("by", "all"));
        await newcomer.LookAsync($"{_prefix}-10-redeem");
        await newcomer.SendAsync("#order", null);
        var payment = newcomer.Location["/pay/".Length..].Split('?')[0];
        Assert.Null(Server.Get<ManualChannel>().Confirm(payment, "V-2026-1201", "s-finance"));
        await Server.AskChannelsAsync();
        var order = Server.Get<OrderReading>().OfPayment(Caller.Platform, payment)!;
        await newcomer.OpenAsync($"/orders/{order.Id}");
        await newcomer.LookAsync($"{_prefix}-11-redeemed");
        await newcomer.OpenAsync("/sell");
        await newcomer.SeeAsync("CN-PAY-06");
        await newcomer.LookAsync($"{_prefix}-12-sell-off");
        return order;
    }

    private bool HasCap => Server.Get<PoolGate>().Plan.Cap.Multiple is not null;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string PlanPath => Path.Combine(BrowserPage.Root, "plans", "cn-start.json");
}
