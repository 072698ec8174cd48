using Microsoft.Playwright;
using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Browser;

/// <summary>The page checks themselves: each finds its fault, none finds one on a sound page.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageCheckTests(Chromium chromium) : IAsyncLifetime
{
    private FaultySite _site = null!;

    public static TheoryData<string, bool> Windows => new()
    {
        { "phone", false }, { "desk", false }, { "phone", true },
    };

    public async ValueTask InitializeAsync() => _site = await FaultySite.StartAsync();

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_sound_page_has_no_fault_on_phone_and_desk(string window, bool dark)
    {
        await using var page = await chromium.VisitAsync(
            _site.Address, window == "phone" ? Screen.Phone : Screen.Desk, dark: dark);

        await page.GoAsync("/sound");

        await page.AssertSoundAsync($"checks-sound-{window}");
    }

    [Theory]
    [InlineData("/small-button", "smaller than 44 px: #main > button \"×\" is 20×20")]
    [InlineData("/unlabelled", "axe: label (critical)")]
    [InlineData("/wide-table", "scrolls sideways: the page is 917 px wide, 360 fit")]
    [InlineData("/other-host", "asks another host: http://192.0.2.1/pixel.png")]
    [InlineData("/broken-script", "complains: ReferenceError: tell is not defined")]
    [InlineData("/missing-file", "complains: Failed to load resource: the server responded with a status of 404")]
    [InlineData("/pale", "axe: color-contrast (serious)")]
    public async Task A_fault_is_found_and_named(string path, string fault)
    {
        await using var page = await VisitAsync(path);

        var faults = await page.FindFaultsAsync($"checks{path.Replace('/', '-')}");

        Assert.Contains(faults, found => found.StartsWith(fault, StringComparison.Ordinal));
        await Assert.ThrowsAnyAsync<Exception>(() => page.AssertSoundAsync($"checks{path.Replace('/', '-')}"));
    }

    [Fact]
    public async Task A_page_that_answers_with_a_refusal_is_sound_all_the_same()
    {
        await using var page = await VisitAsync("/refused");

        await page.AssertSoundAsync("checks-refused");
    }

    [Fact]
    public async Task A_wide_table_is_named_with_its_edge()
    {
        await using var page = await VisitAsync("/wide-table");

        Assert.Contains("#main > table ends at 916 px", await page.FindOverflowAsync());
    }

    [Fact]
    public async Task A_link_in_a_sentence_and_a_box_with_its_label_are_large_enough()
    {
        await using var page = await VisitAsync("/sound");

        Assert.Empty(await page.FindSmallTargetsAsync());
    }

    [Fact]
    public async Task A_request_to_another_host_is_blocked_before_it_leaves()
    {
        await using var page = await VisitAsync("/sound");
        var failed = new List<string?>();
        page.Page.RequestFailed += (_, request) => failed.Add(request.Failure);

        await page.GoAsync("/other-host");

        Assert.Equal([FaultySite.Elsewhere], page.ForeignRequests);
        Assert.StartsWith("net::ERR_BLOCKED_BY_CLIENT", Assert.Single(failed), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keyboard_walks_to_a_field_a_box_and_a_button_and_through_it()
    {
        await using var page = await VisitAsync("/sound");

        await page.TabToAsync("金额");
        await page.TypeAsync("12.00");
        await page.TabToAsync("我已阅读");
        await page.PressAsync("Space");
        await page.TabToAsync("确认");
        Assert.Equal("12.00", await page.Page.InputValueAsync("#amount"));
        Assert.True(await page.Page.IsCheckedAsync("[name=read]"));
        await page.EnterAsync();

        Assert.StartsWith("/sound", page.Location, StringComparison.Ordinal);
        Assert.Contains("演示页面", await page.VisibleTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_only_a_mouse_can_press_is_not_reached_by_the_keyboard()
    {
        await using var page = await VisitAsync("/no-way-in");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => page.TabToAsync("点这里", most: 12));

        Assert.Contains("Tab never came to \"点这里\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("确认", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_left_in_the_other_language_are_found_and_names_are_not()
    {
        await using var page = await VisitAsync("/chinese-leftover");
        Assert.Equal(["#main > p:nth-of-type(2): Nothing to show yet"], await page.FindLeftoversAsync("zh-CN"));

        await page.GoAsync("/english-leftover");
        Assert.Equal(["#main > input @aria-label: 金额"], await page.FindLeftoversAsync("en"));

        await page.GoAsync("/english");
        Assert.Equal(["#main > p:nth-of-type(2) > b.own: 张记"], await page.FindLeftoversAsync("en"));
        Assert.Empty(await page.FindLeftoversAsync("en", ".own"));

        await page.GoAsync("/sound");
        Assert.Empty(await page.FindLeftoversAsync("zh-CN"));
    }

    [Fact]
    public async Task Bytes_are_counted_cold_with_every_resource_and_its_headers()
    {
        using var client = new HttpClient { BaseAddress = _site.Address };
        var bodies = (await client.GetByteArrayAsync("/sound")).Length
            + (await client.GetByteArrayAsync("/site.css")).Length;
        await using var page = await VisitAsync("/sound");
        var sound = page.BytesReceived;

        // Two answers, each with a status line and a few headers.
        Assert.InRange(sound, bodies + 150, bodies + 600);
        await page.GoAsync("/sound");
        Assert.InRange(page.BytesReceived, sound - 20, sound + 20);
        await page.GoAsync("/moved");
        Assert.InRange(page.BytesReceived, sound + 50, sound + 300);
        await page.GoAsync("/heavy");
        Assert.InRange(page.BytesReceived, 100_000, 104_000);
    }

    [Fact]
    public async Task A_visitor_goes_on_with_the_session_of_a_walker()
    {
        using var walker = new Walker(_site.Address);
        walker.Cookies.Add(_site.Address, new System.Net.Cookie("session", "abc", "/") { HttpOnly = true });
        await using var page = await VisitAsync("/who");
        Assert.Contains("没有", await page.VisibleTextAsync(), StringComparison.Ordinal);

        await page.UseCookiesAsync(walker.Cookies);
        await page.GoAsync("/who");

        Assert.Contains("会话 abc", await page.VisibleTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_can_be_looked_at_without_script()
    {
        await using var page = await chromium.VisitAsync(_site.Address, Screen.Phone, script: false);

        await page.GoAsync("/broken-script");

        Assert.Empty(page.Errors);
        Assert.Contains("演示页面", await page.VisibleTextAsync(), StringComparison.Ordinal);
        Assert.Empty(await page.FindOverflowAsync());
    }

    [Fact]
    public async Task Chinese_letters_have_a_font()
    {
        await using var page = await VisitAsync("/sound");
        var protocol = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await protocol.SendAsync("DOM.enable");
        await protocol.SendAsync("CSS.enable");
        var document = await protocol.SendAsync("DOM.getDocument");
        var heading = await protocol.SendAsync("DOM.querySelector", new()
        {
            ["nodeId"] = document!.Value.GetProperty("root").GetProperty("nodeId").GetInt32(), ["selector"] = "h1",
        });

        var fonts = await protocol.SendAsync("CSS.getPlatformFontsForNode", new()
        {
            ["nodeId"] = heading!.Value.GetProperty("nodeId").GetInt32(),
        });

        Assert.Contains("CJK", fonts!.Value.GetProperty("fonts")[0].GetProperty("familyName").GetString(),
            StringComparison.Ordinal);
    }

    /// <summary>By the browser's own log of the network, from its start to its end.</summary>
    [Fact]
    public async Task Nothing_that_the_browser_does_leaves_this_machine() => Assert.Equal(
        ["127.0.0.1"], NetLog.Reached(await LogOfAsync(Chromium.Arguments, new Uri(_site.Address, "/sound"))));

    /// <summary>Another address of this machine stands for a stranger, in a browser that is not held back.</summary>
    [Fact]
    public async Task The_log_would_show_a_connection_to_somebody_else()
    {
        var stranger = new UriBuilder(_site.Address) { Host = "127.0.0.2" }.Uri;
        var arguments = Chromium.Arguments.Select(argument => argument.Replace(
            "EXCLUDE 127.0.0.1", "EXCLUDE 127.0.0.1 , EXCLUDE 127.0.0.2", StringComparison.Ordinal));

        Assert.Contains("127.0.0.2", NetLog.Reached(await LogOfAsync(arguments, stranger)));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static async Task<string> LogOfAsync(IEnumerable<string> arguments, Uri address)
    {
        var folder = Directory.CreateTempSubdirectory("netlog-");
        try
        {
            var log = Path.Combine(folder.FullName, "net.json");
            using var driver = await Playwright.CreateAsync();
            await using (var browser = await Chromium.LaunchAsync(driver, [.. arguments, $"--log-net-log={log}"]))
            {
                var page = await browser.NewPageAsync();
                await page.GotoAsync(address.AbsoluteUri).ContinueWith(_ => { }, TaskScheduler.Default);
                await page.WaitForTimeoutAsync(3_000);
            }

            return await File.ReadAllTextAsync(log);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<BrowserPage> VisitAsync(string path)
    {
        var page = await chromium.VisitAsync(_site.Address, Screen.Phone);
        return await page.GoAsync(path);
    }
}
