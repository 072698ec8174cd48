using Wellspring.Core;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Shop.Finance;

namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// Show C: join, buy, final, sell, withdraw, approved by two, paid by hand; an acknowledgement voided.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class ShowCTests(Chromium chromium)
{
    [Fact]
    public async Task Show_C_goes_through_by_forms_alone()
    {
        await using var show = await ShowC.StartAsync();
        await using var newcomer = new WalkerHands(show.Server.Visit());

        await PlayAsync(show, newcomer);
    }

    [Fact]
    public async Task Show_C_is_sound_on_a_phone()
    {
        await using var show = await ShowC.StartAsync();
        await using var newcomer = new BrowserHands(
            await chromium.VisitAsync(show.Server.Address, Screen.Phone), looks: true);

        await PlayAsync(show, newcomer);
    }

    [Fact]
    public async Task The_console_of_show_C_is_sound_at_a_desk()
    {
        await using var show = await ShowC.StartAsync();
        await using var newcomer = new WalkerHands(show.Server.Visit());
        await PlayAsync(show, newcomer);
        show.Server.Get<MonitorBook>().Run();
        foreach (var (person, pages) in new[]
        {
            (show.Risk, new[] { "identities", "monitor", "privacy", "attestations", "withdrawals" }),
            (show.Finance, ["taxes", "reports", "attestations"]),
        })
        {
            await using var desk = new ConsoleHands(await chromium.VisitAsync(show.Server.Address, Screen.Desk));
            await desk.LogInAsync(person);
            foreach (var page in pages)
            {
                await desk.OpenAsync("/console/" + page);
                await desk.Page.AssertSoundAsync($"show-c-console-{page}");
            }
        }
    }

    private static async Task PlayAsync(ShowC show, Hands newcomer)
    {
        await show.EarnAsync(newcomer);
        await show.SellAsync(newcomer);
        await show.IdentifyAsync(newcomer);
        await show.PrepareAsync(show.Server.MemberOf(ShowB.Newcomer));
        await show.PayAsync(newcomer, await show.WithdrawAsync(newcomer));
        var sums = show.Server.Get<TaxProof>().Sums();
        Assert.True(sums.Balances);
        Assert.Equal((Money.FromYuan(3), Money.FromYuan(11)), (sums.Tax, sums.Net));
        await show.VoidAsync(newcomer);
    }
}
