using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Browser;

/// <summary>The front page as a person sees it: both windows, both languages, by keyboard, without script.</summary>
[Collection(BrowserTests.Name)]
public sealed class FrontPageLookTests(Chromium chromium)
{
    [Theory]
    [InlineData("phone", "zh-CN", false)]
    [InlineData("phone", "en", true)]
    [InlineData("desk", "zh-CN", true)]
    [InlineData("desk", "en", false)]
    public async Task The_front_page_is_sound_in_each_window_and_language(string window, string language, bool dark)
    {
        await using var server = await RunningServer.StartAsync();
        await using var page = await chromium.VisitAsync(
            server.Address, window == "phone" ? Screen.Phone : Screen.Desk, language, dark: dark);

        await page.GoAsync($"/language?to={language[..2]}&back=/");

        await page.AssertSoundAsync($"front-{window}-{language[..2]}");
        Assert.Empty(await page.FindLeftoversAsync(language, ".demo"));
        Assert.InRange(page.BytesReceived, 1, 60_000);
    }

    [Fact]
    public async Task The_language_is_changed_by_keyboard_alone_and_without_script()
    {
        await using var server = await RunningServer.StartAsync();
        await using var page = await chromium.VisitAsync(server.Address, Screen.Phone, script: false);
        await page.GoAsync("/");

        await page.TabToAsync("English");
        await page.EnterAsync();

        Assert.Contains("at most 16% of spend", await page.VisibleTextAsync(), StringComparison.Ordinal);
    }
}
