using Wellspring.Server.Tests.Browser;

namespace Wellspring.Server.Tests.Shows;

/// <summary>A member's home: what it weighs, and the way from it to a sale without a mouse.</summary>
[Collection(BrowserTests.Name)]
public sealed class MemberHomeTests(Chromium chromium, SeededPlatform platform) : IClassFixture<SeededPlatform>
{
    private const int MostBytes = 60_000;
    private const int MostStyle = 20_000;
    private const int MostScript = 10_000;

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task The_home_is_received_cold_in_60_kB_with_all_its_resources(string language)
    {
        await using var page = await chromium.VisitAsync(platform.Server.Address, Screen.Phone, language);
        await page.UseCookiesAsync(platform.Anna.Cookies);

        await page.GoAsync("/home");

        Assert.Equal("/home", page.Location);
        Assert.True(await page.Page.Locator(".list > li").CountAsync() >= 6, "orders and lines are what it is for");
        Assert.InRange(page.BytesReceived, 1, MostBytes);
    }

    [Fact]
    public async Task Points_are_sold_by_keyboard_alone()
    {
        await using var page = await chromium.VisitAsync(platform.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(platform.Anna.Cookies);
        await page.GoAsync("/home");

        await page.TabToAsync("卖出");
        await page.EnterAsync();
        await page.TabToAsync("按想收到的金额");
        await page.TabToAsync("数量");
        await page.TypeAsync("12.50");
        await page.TabToAsync("看报价");
        await page.EnterAsync();
        await page.TabToAsync("确认卖出");
        await page.EnterAsync();

        Assert.StartsWith("/sales/", page.Location, StringComparison.Ordinal);
        Assert.Contains("¥12.50", await page.VisibleTextAsync(), StringComparison.Ordinal);
        await page.AssertSoundAsync("sold-by-keyboard");
    }

    [Fact]
    public async Task A_choice_is_made_with_the_arrows()
    {
        await using var page = await chromium.VisitAsync(platform.Server.Address, Screen.Desk, "en");
        await page.UseCookiesAsync(platform.Anna.Cookies);
        await page.GoAsync("/sell");

        await page.TabToAsync("By the amount");
        await page.PressAsync("ArrowDown");
        await page.PressAsync("ArrowDown");
        await page.TabToAsync("See the quote");
        await page.EnterAsync();

        Assert.Contains("by=all", page.Location, StringComparison.Ordinal);
        Assert.Contains("You would receive", await page.VisibleTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Style_and_own_script_stay_small()
    {
        var files = new DirectoryInfo(Path.Combine(BrowserPage.Root, "src", "Wellspring.Server", "wwwroot"))
            .GetFiles("*", SearchOption.AllDirectories);

        // The console has a sheet of its own; members never load it. No page loads two scripts.
        Assert.InRange(Sizes(".css").Sum(), 1, MostStyle);
        Assert.All(Sizes(".js"), size => Assert.InRange(size, 1, MostScript));

        IEnumerable<long> Sizes(string ending) => files
            .Where(file => file.Extension == ending && !file.Name.Contains("console", StringComparison.Ordinal))
            .Select(file => file.Length);
    }
}
