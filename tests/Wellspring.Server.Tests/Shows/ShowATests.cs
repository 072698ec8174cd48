using Wellspring.Core;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Console;
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

    [Fact]
    public async Task Show_A_is_sound_on_two_phones_and_at_the_console()
    {
        await using var show = await ShowA.StartAsync();
        await using var newcomer = new BrowserHands(
            await chromium.VisitAsync(show.Server.Address, Screen.Phone), looks: true);
        await using var owner = new BrowserHands(
            await chromium.VisitAsync(show.Server.Address, Screen.Phone), looks: true);
        await using var staff = new ConsoleHands(await chromium.VisitAsync(show.Server.Address, Screen.Desk));
        await staff.LogInAsync(Crew.Admin(show.Server));

        await show.JoinAsync(newcomer);
        var code = await show.PayAsync(newcomer, await show.CollectAsync(owner));
        await show.DeliverAsync(owner, newcomer, code);
        await staff.OpenAsync("/console/pool");
        await staff.PressAsync("让时间过去", "账本时间前进了 8 天");
        await staff.Page.AssertSoundAsync("show-a-14-time-passes");
        await show.SellAsync(newcomer);
        var withdrawal = await show.WithdrawAsync(newcomer);
        await staff.OpenAsync("/console/withdrawals");
        await staff.Page.AssertSoundAsync("show-a-22-to-review");
        await staff.PressAsync("通过", "已通过。");
        await staff.Page.AssertSoundAsync("show-a-23-approved");
        await ShowA.SeePaidAsync(newcomer, withdrawal);
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
