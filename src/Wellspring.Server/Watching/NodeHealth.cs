using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Wellspring.Server.Watching;

/// <summary>Whether a node of a cluster lives, and whether it can take requests.</summary>
internal static class NodeHealth
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <c>/health/live</c> and <c>/health/ready</c> with reasons: <c>starting</c>, <c>stopping</c>, <c>database</c>.
    /// </summary>
    public static void Map(IEndpointRouteBuilder routes, NpgsqlDataSource database)
    {
        var open = routes.MapGroup("/health").AllowAnonymous();
        open.MapGet("/live", () => TypedResults.Ok());
        open.MapGet("/ready", async (HttpContext http) =>
        {
            var lifetime = http.RequestServices.GetRequiredService<IHostApplicationLifetime>();
            var reasons = new List<string>();
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                reasons.Add("stopping");
            }
            else if (!lifetime.ApplicationStarted.IsCancellationRequested)
            {
                reasons.Add("starting");
            }

            if (!await AnswersAsync(database))
            {
                reasons.Add("database");
            }

            return TypedResults.Json(
                new ReadinessAnswer(reasons.Count == 0, reasons),
                statusCode: reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
    }

    private static async Task<bool> AnswersAsync(NpgsqlDataSource database)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await using var query = database.CreateCommand("SELECT 1");
            await query.ExecuteScalarAsync(limit.Token);
            return true;
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
        {
            return false;
        }
    }
}
