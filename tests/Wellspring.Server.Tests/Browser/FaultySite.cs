namespace Wellspring.Server.Tests.Browser;

/// <summary>A tiny site with one sound page and pages with one fault each, to prove that the checks see them.</summary>
internal sealed class FaultySite : IAsyncDisposable
{
    /// <summary>An address in a range kept for documents: nobody is there, and nobody is asked.</summary>
    public const string Elsewhere = "http://192.0.2.1/pixel.png";

    private const string Sheet = """
        body { margin: 0; font: 16px/1.5 sans-serif; color: #222; background: #fff; }
        a.go, button { display: inline-flex; align-items: center; min-height: 48px; min-width: 48px; padding: 0 16px;
            color: #0b5d5b; background: #fff; border: 1px solid #0b5d5b; font: inherit; }
        input { min-height: 48px; font: inherit; } .skip { position: absolute; left: -9999px; }
        .choice { display: flex; min-height: 44px; align-items: center; } main { padding: 0 16px; }
        """;

    private readonly WebApplication _app;

    private FaultySite(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<FaultySite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/site.css", () => Results.Text(Sheet, "text/css"));
        app.MapGet("/favicon.ico", () => Results.NoContent());
        app.MapGet("/moved", () => Results.Redirect("/sound"));
        app.MapGet("/who", (HttpContext http) => Page($"<p>会话 {http.Request.Cookies["session"] ?? "没有"}</p>"));
        app.MapGet("/heavy", () => Page($"<!-- {new string('x', 100_000)} -->"));
        app.MapGet("/sound", () => Page(Sound));
        app.MapGet("/refused", () => Page(Sound, status: 422));
        app.MapGet("/english", () => Page(
            "<p>Welcome to the shop</p><p><span lang=\"zh-CN\">涌泉</span> and <b class=\"own\">张记</b></p>", "en"));
        app.MapGet("/english-leftover", () => Page("<p>Your balance</p><input aria-label=\"金额\">", "en"));
        app.MapGet("/chinese-leftover", () => Page("<p>余额 ¥12.00</p><p>Nothing to show yet</p>"));
        foreach (var (path, body) in Faults)
        {
            app.MapGet(path, () => Page(Sound + body));
        }

        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private const string Sound = """
        <a class="skip" href="#main">跳到正文</a>
        <h1>演示页面</h1>
        <p>先读完<a href="/english">这份说明</a>,再决定要不要加入。</p>
        <form action="/moved"><label for="amount">金额</label><input id="amount" name="amount">
        <label class="choice"><input type="checkbox" name="read"> 我已阅读并理解以上说明</label>
        <button>确认</button> <a class="go" href="/english">English</a></form>
        """;

    private static readonly (string Path, string Body)[] Faults =
    [
        ("/small-button", "<button style=\"min-height:0;min-width:0;width:20px;height:20px;padding:0\">×</button>"),
        ("/unlabelled", "<input name=\"nobody-knows\">"),
        ("/wide-table", "<table style=\"width:900px\"><tr><td>订单</td><td>金额</td></tr></table>"),
        ("/other-host", $"<img alt=\"\" src=\"{Elsewhere}\">"),
        ("/broken-script", "<script>tell(nobody)</script>"),
        ("/missing-file", "<img alt=\"\" src=\"/nothing.png\">"),
        ("/pale", "<p style=\"color:#ccc\">看不清的字</p>"),
        ("/no-way-in", "<div onclick=\"location='/moved'\">点这里</div>"),
    ];

    private static IResult Page(string body, string language = "zh-CN", int status = 200) => Results.Text($$"""
        <!DOCTYPE html><html lang="{{language}}"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{(language == "en" ? "Demo" : "演示")}}</title>
        <link rel="stylesheet" href="/site.css"></head><body><main id="main">{{body}}</main></body></html>
        """, "text/html; charset=utf-8", statusCode: status);
}
