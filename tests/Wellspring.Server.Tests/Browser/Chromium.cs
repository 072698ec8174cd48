using Microsoft.Playwright;

namespace Wellspring.Server.Tests.Browser;

/// <summary>The tests that look at pages in a real browser: one browser, one test after the other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}

/// <summary>A window: what a phone or a desk shows.</summary>
public sealed record Screen(string Name, int Width, int Height)
{
    public static Screen Phone { get; } = new("phone", 360, 740);

    public static Screen Desk { get; } = new("desk", 1440, 900);

    public bool IsPhone => Width < 600;
}

/// <summary>Debian's Chromium without a window, offline but for this machine; each visitor has a new profile.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>How long a page may take for a step: more than any needs, so that a busy machine fails none.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private IPlaywright? _driver;
    private IBrowser? _browser;

    /// <summary>Arguments that keep the browser from talking to anybody by itself; no name resolves.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-domain-reliability", "--no-pings",
        "--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ];

    public async ValueTask InitializeAsync()
    {
        _driver = await Playwright.CreateAsync();
        _browser = await LaunchAsync(_driver, Arguments);
    }

    /// <summary>Starts a browser with a profile of its own that is gone when it ends.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright driver, IEnumerable<string> arguments)
    {
        Assert.True(File.Exists(Program), "缺少 Chromium。 Chromium is missing: apt-get install chromium fonts-noto-cjk");
        return driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program, Headless = true, Args = arguments,
        });
    }

    /// <summary>A visitor with no cookies and nothing cached, who may ask this server and nobody else.</summary>
    public async Task<BrowserPage> VisitAsync(
        Uri site, Screen screen, string language = "zh-CN", bool script = true, bool dark = false)
    {
        var context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            IsMobile = screen.IsPhone,
            HasTouch = screen.IsPhone,
            Locale = language,
            TimezoneId = "Asia/Shanghai",
            JavaScriptEnabled = script,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ServiceWorkers = ServiceWorkerPolicy.Block,
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        return await BrowserPage.OpenAsync(context, site, screen);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _driver?.Dispose();
    }
}
