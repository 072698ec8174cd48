using Wellspring.Core;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// Show A: join, pay by QR in a demo store, delivered, clock past the window, points, sell, withdraw, approve, paid.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ShowATests(Chromium chromium)
{
    [Fact]
    public async Task Show_A_goes_through_by_forms_alone()
    {
        await using var show = await ShowA.StartAsync();
        await using var newcomer = new WalkerHands(show.Server.Visit());
        await using var owner = new WalkerHands(show.Server.Visit());

        await PlayAsync(show, newcomer, owner);
    }

    [Fact]
    public async Task Show_A_works_for_a_member_whose_browser_runs_no_script()
    {
        await using var show = await ShowA.StartAsync();
        await using var newcomer = new BrowserHands(
            await chromium.VisitAsync(show.Server.Address, Screen.Phone, script: false), looks: false);
        await using var owner = new WalkerHands(show.Server.Visit());

        await PlayAsync(show, newcomer, owner);
    }

    private static async Task PlayAsync(ShowA show, Hands newcomer, Hands owner)
    {
        await show.JoinAsync(newcomer);
        var code = await show.PayAsync(newcomer, await show.CollectAsync(owner));
        await show.DeliverAsync(owner, newcomer, code);
        show.Server.Get<PoolClock>().Advance(Duration.Days(8), isSandbox: true);
        await show.Server.PassAsync(TimeSpan.Zero);
        await show.SellAsync(newcomer);
        var withdrawal = await show.WithdrawAsync(newcomer);
        var id = withdrawal["/withdrawals/".Length..];
        Assert.True((await show.Server.Get<Withdrawals>().ApproveAsync(id, "staff-1", null, default)).IsDone);
        await ShowA.SeePaidAsync(newcomer, withdrawal);
        Assert.Equal("paid", show.Server.Get<Withdrawals>().Find(id)!.State);
    }
}
