using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Server.Pages;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Hosting;

/// <summary>Says in a page what went wrong, with a number to ask after; the API answers for itself.</summary>
internal static class Failures
{
    private const string RetrySeconds = "2";

    public static async Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (Exception failure) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // A body that is too large comes wrapped by whoever was reading it.
            var status = failure switch
            {
                // Another node has the platform by now.
                PoolStoppedException or JournalFencedException => StatusCodes.Status503ServiceUnavailable,
                _ when PostgresAway.Is(failure) => StatusCodes.Status503ServiceUnavailable,
                _ when failure.GetBaseException() is BadHttpRequestException bad => bad.StatusCode,
                _ => StatusCodes.Status500InternalServerError,
            };
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                http.RequestServices.GetRequiredService<ILogger<Site>>().LogWarning(
                    "request {Reference} could not be answered: {Reason}", http.TraceIdentifier, failure.Message);
            }
            else if (status >= StatusCodes.Status500InternalServerError)
            {
                http.RequestServices.GetRequiredService<ILogger<Site>>()
                    .LogError(failure, "request {Reference} failed", http.TraceIdentifier);
            }

            http.Response.Clear();
            http.Response.StatusCode = status;
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                http.Response.Headers.RetryAfter = RetrySeconds;
            }
        }

        if (NeedsPage(http))
        {
            var status = http.Response.StatusCode;
            await Page.Of<FailurePage>(new FailureModel(status, http.TraceIdentifier), status).ExecuteAsync(http);
        }
    }

    // An answer that says something already, or that a program asked for, stays as it is.
    private static bool NeedsPage(HttpContext http) =>
        !http.Response.HasStarted && http.Response.StatusCode >= StatusCodes.Status400BadRequest
        && http.Response.ContentType is null && http.Response.ContentLength is null or 0
        && !HttpMethods.IsHead(http.Request.Method)
        && !http.Request.Path.StartsWithSegments("/v1") && !http.Request.Path.StartsWithSegments("/callbacks")
        && !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/_blazor");
}
