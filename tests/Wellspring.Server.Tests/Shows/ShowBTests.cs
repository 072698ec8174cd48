using Wellspring.Core;
using Wellspring.Server.Tests.Browser;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Tests.Shows;

/// <summary>Show B: CN as it starts. Join, buy, final, points, redeem at checkout; selling is explained.</summary>
[Collection(BrowserTests.Name)]
public sealed class ShowBTests(Chromium chromium)
{
    [Fact]
    public async Task Show_B_goes_through_by_forms_alone()
    {
        await using var show = await ShowB.StartAsync();
        await using var newcomer = new WalkerHands(show.Server.Visit());

        await PlayAsync(show, newcomer);
    }

    [Fact]
    public async Task Show_B_is_sound_on_a_phone()
    {
        await using var show = await ShowB.StartAsync();
        await using var newcomer = new BrowserHands(
            await chromium.VisitAsync(show.Server.Address, Screen.Phone), looks: true);

        await PlayAsync(show, newcomer);
    }

    private static async Task PlayAsync(ShowB show, Hands newcomer)
    {
        var server = show.Server;
        await show.JoinAsync(newcomer);
        await show.DeliverAsync(newcomer, await show.BuyAsync(newcomer));

        // In CN the journal's time is wall time: nobody moves it on.
        Assert.Throws<InvalidOperationException>(
            () => server.Get<PoolClock>().Advance(Duration.Days(8), server.Get<PoolGate>().Plan.IsSandbox));
        await server.PassAsync(TimeSpan.FromDays(8));

        var order = await show.RedeemAsync(newcomer);
        // 300 yuan bring 36.96 points; they pay 25 of the meal's 50, half being the most that points pay.
        Assert.True(order.Redeemed > Money.Zero);
        Assert.Equal(Money.FromYuan(50), order.Cash + order.Redeemed);
        Assert.Equal(OrderStates.Funded, order.State);
    }
}
