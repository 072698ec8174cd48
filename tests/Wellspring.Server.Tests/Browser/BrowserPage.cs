using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Playwright;

namespace Wellspring.Server.Tests.Browser;

/// <summary>A page in a real browser and what it is held to: see docs/reference/page-checks.md.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private const int LeastTarget = 44;
    private static readonly string Here = FindRoot();
    private static readonly Lazy<string> Checks = new(() => File.ReadAllText(
        Path.Combine(Here, "tests", "Wellspring.Server.Tests", "Browser", "checks.js")));

    // A picture takes as long as all rules of axe, and only a person looks at it.
    private static readonly bool KeepsEachPicture = Environment.GetEnvironmentVariable("WELLSPRING_SCREENS") == "1";

    private readonly IBrowserContext _context;
    private readonly Uri _site;
    private readonly Screen _screen;
    private readonly List<string> _foreign = [];
    private readonly List<string> _errors = [];
    private readonly ConcurrentDictionary<string, bool> _opened = new(StringComparer.Ordinal);
    private long _bytes;

    private BrowserPage(IBrowserContext context, IPage page, Uri site, Screen screen) =>
        (_context, Page, _site, _screen) = (context, page, site, screen);

    /// <summary>The repository, where pictures are kept and plans lie.</summary>
    public static string Root => Here;

    /// <summary>The page itself, for what is not offered here.</summary>
    public IPage Page { get; }

    /// <summary>Path and query of where the visitor is.</summary>
    public string Location => new Uri(Page.Url).PathAndQuery;

    /// <summary>Requests to any other host since the visit began; they were blocked.</summary>
    public IReadOnlyList<string> ForeignRequests => _foreign;

    /// <summary>Scripts that failed and what the browser complained about, since the visit began.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Bytes received for the page opened last: all resources, headers too, nothing cached.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytes);

    internal static async Task<BrowserPage> OpenAsync(IBrowserContext context, Uri site, Screen screen)
    {
        var page = new BrowserPage(context, await context.NewPageAsync(), site, screen);
        await context.RouteAsync("**/*", page.RouteAsync);
        page.Page.WebSocket += (_, socket) => page.Judge(socket.Url);
        page.Page.PageError += (_, error) => page._errors.Add(error);
        page.Page.Console += (_, said) => page.Hear(said);
        await page.CountBytesAsync();
        return page;
    }

    /// <summary>Forgets foreign requests and errors so far: one visitor looks at one page after another.</summary>
    public void Forget()
    {
        _foreign.Clear();
        _errors.Clear();
    }

    /// <summary>Opens an address of the site and waits until all of it is there.</summary>
    public async Task<BrowserPage> GoAsync(string path)
    {
        Interlocked.Exchange(ref _bytes, 0);
        await Page.GotoAsync(new Uri(_site, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Load });
        await SettleAsync();
        return this;
    }

    /// <summary>Goes on with the session of a walker without script, who has logged in already.</summary>
    public Task UseCookiesAsync(CookieContainer cookies) => _context.AddCookiesAsync(
        cookies.GetCookies(_site).Select(cookie => new Microsoft.Playwright.Cookie
        {
            Name = cookie.Name, Value = cookie.Value, Url = _site.AbsoluteUri, HttpOnly = cookie.HttpOnly,
        }));

    /// <summary>What can be read on the page, as a person sees it.</summary>
    public Task<string> VisibleTextAsync() => Page.EvaluateAsync<string>("() => document.body.innerText");

    /// <summary>Presses Tab until the focus is on something whose name contains the text.</summary>
    public async Task TabToAsync(string text, int most = 80)
    {
        var met = new List<string>();
        for (var press = 0; press < most; press++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var focused = await AskAsync<string>("focused()");
            if (focused.Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            met.Add(focused.Length == 0 ? "(nothing)" : focused);
        }

        Assert.Fail($"{Location}: Tab never came to \"{text}\"; it came to {string.Join(" → ", met.Distinct())}");
    }

    public Task TypeAsync(string text) => Page.Keyboard.TypeAsync(text);

    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Presses Enter on a link or button and waits for the page that it leads to.</summary>
    public async Task EnterAsync() => await LeaveAsync(
        () => Page.Keyboard.PressAsync("Enter"), $"Enter on \"{await AskAsync<string>("focused()")}\"");

    /// <summary>Clicks a link or button and waits for the page that it leads to.</summary>
    public Task ClickAsync(ILocator what) => LeaveAsync(() => what.ClickAsync(), $"a click on {what}");

    /// <summary>What makes the page scroll sideways; empty when nothing does.</summary>
    public Task<string[]> FindOverflowAsync() => AskAsync<string[]>($"overflow({_screen.Width})");

    /// <summary>Links, buttons and fields below 44 px; a link within a sentence is as high as its line.</summary>
    public Task<string[]> FindSmallTargetsAsync() => AskAsync<string[]>($"targets({LeastTarget})");

    /// <summary>Serious and critical findings of axe-core.</summary>
    public async Task<IReadOnlyList<string>> FindBarriersAsync()
    {
        await Page.EvaluateAsync(await Axe.SourceAsync() + "\n;undefined");
        return Axe.Findings(await Page.EvaluateAsync<string>(
            "async () => JSON.stringify(await axe.run(document, { resultTypes: ['violations'] }))"));
    }

    /// <summary>Texts and labels in the other language; proper names may be left out by selector.</summary>
    /// <param name="language">The page's language, <c>zh-CN</c> or <c>en</c>.</param>
    public Task<string[]> FindLeftoversAsync(string language, string? except = null) => AskAsync<string[]>(
        $"leftovers({JsonSerializer.Serialize(language)}, {JsonSerializer.Serialize(except)})");

    /// <summary>Keeps a picture of the whole page as <c>artifacts/screens/NAME.png</c> and returns its path.</summary>
    public async Task<string> ShootAsync(string name)
    {
        var path = Path.Combine(Root, "artifacts", "screens", $"{name}.png");
        await Page.ScreenshotAsync(new() { Path = path, FullPage = true, Animations = ScreenshotAnimations.Disabled });
        return path;
    }

    /// <summary>
    /// All checks of one page at once. Everything that is wrong is named, and shown by a picture; WELLSPRING_SCREENS=1
    /// keeps a picture of every page.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync(string picture)
    {
        var small = _screen.IsPhone ? await FindSmallTargetsAsync() : [];
        IReadOnlyList<string> faults =
        [
            .. (await FindOverflowAsync()).Select(fault => $"scrolls sideways: {fault}"),
            .. small.Select(fault => $"smaller than {LeastTarget} px: {fault}"),
            .. (await FindBarriersAsync()).Select(fault => $"axe: {fault}"),
            .. _foreign.Select(fault => $"asks another host: {fault}"),
            .. _errors.Select(fault => $"complains: {fault}"),
        ];
        if (KeepsEachPicture || faults.Count > 0)
        {
            await ShootAsync(picture);
        }

        return faults;
    }

    /// <summary>Fails with every fault of the page.</summary>
    public async Task AssertSoundAsync(string picture)
    {
        var faults = await FindFaultsAsync(picture);
        Assert.True(faults.Count == 0, $"{Location} at {_screen.Name}:\n  {string.Join("\n  ", faults)}");
    }

    public async ValueTask DisposeAsync()
    {
        // A console page may be asking for something at this moment; nobody waits for the answer any more.
        await _context.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.IgnoreErrors });
        await _context.DisposeAsync();
    }

    private async Task LeaveAsync(Func<Task> press, string deed)
    {
        Interlocked.Exchange(ref _bytes, 0);
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Arrive(object? sender, IFrame frame) => _ = frame == Page.MainFrame && arrived.TrySetResult();
        var from = Location;
        Page.FrameNavigated += Arrive;
        try
        {
            await press();
            await arrived.Task.WaitAsync(Chromium.Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{from}: {deed} led nowhere");
        }
        finally
        {
            Page.FrameNavigated -= Arrive;
        }

        await Page.WaitForLoadStateAsync(LoadState.Load);
        await SettleAsync();
    }

    private Task<T> AskAsync<T>(string question) => Page.EvaluateAsync<T>($"() => {Checks.Value.Trim()}.{question}");

    private Task RouteAsync(IRoute route)
    {
        if (route.Request.IsNavigationRequest)
        {
            _opened[route.Request.Url] = true;
        }

        return Judge(route.Request.Url) ? route.ContinueAsync() : route.AbortAsync("blockedbyclient");
    }

    private bool Judge(string url)
    {
        var address = new Uri(url);
        if (address.Scheme is "data" or "blob" or "about" || address.Authority == _site.Authority)
        {
            return true;
        }

        _foreign.Add(url);
        return false;
    }

    // That a page itself answers with a refusal is its right; a file that it wants and does not get is a fault.
    private void Hear(IConsoleMessage said)
    {
        var isOwnAnswer = said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            && _opened.Keys.Any(address => said.Location.StartsWith($"{address}:", StringComparison.Ordinal));
        if (said.Type == "error" && !isOwnAnswer)
        {
            _errors.Add(said.Text);
        }
    }

    // Fonts and the last paint: what is measured and shot is what a person sees.
    private Task SettleAsync() => Page.EvaluateAsync(
        "() => Promise.race([document.fonts.ready, new Promise(done => setTimeout(done, 3000))]).then(() => null)");

    private async Task CountBytesAsync()
    {
        var protocol = await _context.NewCDPSessionAsync(Page);
        protocol.Event("Network.loadingFinished").OnEvent += (_, body) =>
            Add(body!.Value.GetProperty("encodedDataLength"));
        protocol.Event("Network.requestWillBeSent").OnEvent += (_, body) =>
        {
            if (body!.Value.TryGetProperty("redirectResponse", out var redirect))
            {
                Add(redirect.GetProperty("encodedDataLength"));
            }
        };
        await protocol.SendAsync("Network.enable");

        void Add(JsonElement bytes) => Interlocked.Add(ref _bytes, (long)bytes.GetDouble());
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
