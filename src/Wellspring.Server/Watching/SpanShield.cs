using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using OpenTelemetry;

namespace Wellspring.Server.Watching;

/// <summary>
/// Lets a request's span say which kind of address was asked for and how it ended, and nothing about who asked:
/// no path, no query, no client, nothing that the caller sent along.
/// </summary>
internal sealed class SpanShield : BaseProcessor<Activity>
{
    /// <summary>Where the web server's own spans come from.</summary>
    public const string RequestSource = "Microsoft.AspNetCore";

    private const string Route = "http.route";
    private const string Method = "http.request.method";
    private const string Status = "http.response.status_code";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    private static readonly string[] Kept = [Route, Method, Status, "error.type"];

    /// <summary>Stands first: names the request by its route, for a span if somebody listens.</summary>
    public static async Task NameAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
        {
            var method = Methods.Contains(http.Request.Method) ? http.Request.Method : "_OTHER";
            var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            span.DisplayName = route is null ? method : $"{method} {route}";
            span.SetTag(Method, method).SetTag(Status, http.Response.StatusCode);
            if (route is not null)
            {
                span.SetTag(Route, route);
            }
        }
    }

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name == RequestSource)
        {
            foreach (var name in data.TagObjects.Select(tag => tag.Key).Except(Kept).ToList())
            {
                data.SetTag(name, null);
            }
        }

        // Free text out of a caller's header.
        data.TraceStateString = null;
    }
}
