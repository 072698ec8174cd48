using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Members;

/// <summary>The pages of members as persons, looked at in a real browser on a phone and on a desk.</summary>
[Collection(BrowserTests.Name)]
public sealed class MemberLookTests(Chromium chromium)
{
    private static readonly (string Address, string Name)[] Pages =
    [
        ("/join", "join"), ("/login", "login"), ("/login/lost", "lost"), ("/outbox", "outbox"),
        ("/privacy", "privacy"), ("/me", "me"), ("/me/contact", "contact"), ("/me/consents", "consents"),
        ("/me/tickets", "tickets"), ("/me/tickets/new", "new-ticket"), ("/me/addresses", "addresses"),
        ("/me/addresses/new?region=440106", "new-address"), ("/me/close", "close"),
    ];

    [Fact]
    public async Task Every_page_of_a_member_is_sound_on_a_phone_and_on_a_desk()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await server.JoinAsync(anna, "anna@example.org", nickname: "安娜");
        var faults = new List<string>();
        foreach (var screen in new[] { Screen.Phone, Screen.Desk })
        {
            await using var page = await chromium.VisitAsync(server.Address, screen);
            await page.UseCookiesAsync(anna.Cookies);
            foreach (var (address, name) in Pages)
            {
                await page.GoAsync(address);
                faults.AddRange((await page.FindFaultsAsync($"members-{name}-{(screen.IsPhone ? "phone" : "desk")}"))
                    .Select(fault => $"{address}: {fault}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct()));
    }

    [Fact]
    public async Task No_page_of_a_member_leaves_words_in_the_other_language()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.Visit();
        await server.JoinAsync(anna, "anna@example.org");
        await anna.OpenAsync("/language?to=en&back=/login");
        await using var page = await chromium.VisitAsync(server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        var leftovers = new List<string>();

        // The demonstration's mark stands in both languages; the outbox shows what was written in the member's own.
        foreach (var (address, _) in Pages.Where(page => page.Address != "/outbox"))
        {
            await page.GoAsync(address);
            leftovers.AddRange(await page.FindLeftoversAsync("en", ".demo, .lang, .own, option"));
        }

        Assert.Empty(leftovers);
    }
}
