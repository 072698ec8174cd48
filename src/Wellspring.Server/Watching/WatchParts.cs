using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Watching;

/// <summary>Health, readiness and the figures of a platform.</summary>
internal static class WatchParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(provider => new ReadinessCheck(
            provider.GetRequiredService<Site>(), provider.GetRequiredService<JournalFollower>));
        services.AddHostedService<WatchLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/health").AllowAnonymous();
        open.MapGet("/live", () => TypedResults.Ok());
        open.MapGet("/ready", async (ReadinessCheck check, CancellationToken cancellation) =>
        {
            var readiness = await check.AskAsync(cancellation);
            return TypedResults.Json(
                new ReadinessAnswer(readiness.Ready, readiness.Reasons),
                statusCode: readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    /// <summary>Log lines as JSON, one a line, for programs that collect them.</summary>
    public static void AddJson(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            console.IncludeScopes = false;
        });
    }
}

/// <summary>What <c>/health/ready</c> says.</summary>
internal sealed record ReadinessAnswer(bool Ready, IReadOnlyList<string> Reasons);

/// <summary>Brings the figures of a platform up to date, every few seconds while somebody reads them.</summary>
internal sealed class WatchLoop(Site site, ReadinessCheck check, ILogger<WatchLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var gauges = new SiteGauges(site);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (SiteGauges.AreRead)
                {
                    gauges.Set(await check.AskAsync(stoppingToken), site.Database);
                }
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("figures could not be read: {Kind}", failure.GetType().Name);
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
