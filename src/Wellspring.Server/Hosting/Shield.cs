using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Wellspring.Server.Hosting;

/// <summary>Stands before everything: headers that keep a page to itself, the set-up while there is no pool.</summary>
internal static class Shield
{
    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        // The console's component library styles elements in place; no page takes a script or an image from elsewhere.
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments("/console")
            ? "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
            : "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; form-action *";
        var site = http.RequestServices.GetRequiredService<Site>();
        if (!site.IsOpen && !MayPass(http.Request.Path))
        {
            http.Response.Redirect("/setup");
            return;
        }

        await next(http);
    }

    private static bool MayPass(PathString path) =>
        path.StartsWithSegments("/setup") || path.StartsWithSegments("/_content")
        || path.StartsWithSegments("/_framework") || path.StartsWithSegments("/language")
        || path.StartsWithSegments("/health") || path.StartsWithSegments("/v1");
}
