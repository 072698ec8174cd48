using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Shows;
using Wellspring.Server.Tests.Wallets;

namespace Wellspring.Server.Tests.Legacy;

/// <summary>A creditor end to end, on a phone in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class CreditorStoryTests(Chromium chromium)
{
    [Fact]
    public async Task A_creditor_goes_the_whole_way_on_a_phone_and_every_page_is_sound()
    {
        await using var story = await CreditorStory.StartAsync();
        using var login = story.Server.VisitAs(CreditorStory.Creditor);
        var page = await chromium.VisitAsync(story.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(login.Cookies);
        await using var creditor = new BrowserHands(page, looks: true);

        await story.PlayAsync(creditor);
    }
}
