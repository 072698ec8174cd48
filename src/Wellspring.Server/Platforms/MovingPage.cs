using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Wellspring.Server.Api;

namespace Wellspring.Server.Platforms;

/// <summary>What a visitor sees while a platform goes from one node to another: come back in a moment.</summary>
internal static class MovingPage
{
    private const int RetryAfterSeconds = 2;
    private const string Style =
        "body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.2rem;"
        + "color-scheme:light dark}h1{font-size:1.4rem}";

    private static readonly string Policy = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    /// <param name="isKnown">Whether it is certain that the request did nothing.</param>
    public static async Task AnswerAsync(HttpContext http, bool isKnown)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            await Answer(isKnown).ExecuteAsync(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.ContentType = "text/html; charset=utf-8";
        var refresh = HttpMethods.IsGet(http.Request.Method)
            ? $"<meta http-equiv=\"refresh\" content=\"{RetryAfterSeconds}\">"
            : "";
        var (zh, en) = isKnown
            ? ("刚才的请求没有办理，请稍后再试一次。", "Nothing was done; please try again.")
            : ("刚才的请求是否已办成还不知道：请返回上一页再提交一次，同一表单不会重复办理。",
                "Whether your request was done is not known yet: go back and send it again. The same form is never "
                + "done twice.");
        await http.Response.WriteAsync($"""
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8">{refresh}
            <meta name="viewport" content="width=device-width">
            <title>请稍候 One moment</title><style>{Style}</style></head>
            <body><main><h1>请稍候 <span lang="en">One moment</span></h1>
            <p>平台正在换到另一台机器，通常几秒就好。{zh}</p>
            <p lang="en">The platform is moving to another machine, which takes a few seconds. {en}</p>
            </main></body></html>
            """);
    }

    private static Problem Answer(bool isKnown)
    {
        var (zh, en) = isKnown
            ? ("平台正在换到另一台机器，这次请求没有办理；请按 Retry-After 等待后重发同一请求。",
                "The platform is moving to another machine and nothing was done; wait as Retry-After says and send the "
                + "same request again.")
            : ("平台正在换到另一台机器，这次请求是否已办理还不知道；请按 Retry-After 等待后用同一个编号重发。",
                "The platform is moving to another machine and whether this request was done is not known; wait as "
                + "Retry-After says and send it again with the same id.");
        return Problem.Unavailable("moving", zh, en, RetryAfterSeconds);
    }
}
