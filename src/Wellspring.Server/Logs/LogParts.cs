using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Engine;
using Wellspring.Proof;
using Wellspring.Server.Hosting;
using Wellspring.Server.Proofs;
using Wellspring.Storage.Postgres;

namespace Wellspring.Server.Logs;

/// <summary>The public log of the pool: signed checkpoints, entries and proofs for everybody.</summary>
internal static class LogParts
{
    private const string Setting = "log:witnesses";

    public static void AddServices(IServiceCollection services, Site site)
    {
        services.AddSingleton(WitnessesOf(site.Settings));
        services.AddSingleton(provider => new LogDesk(
            LogPlace.Of(site, provider.GetRequiredService<LogWitnesses>()),
            provider.GetRequiredService<ILogger<LogDesk>>()));
        services.AddSingleton<IProvesRecords>(provider => provider.GetRequiredService<LogDesk>());
        services.AddHostedService<LogLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes) => LogPages.Map(routes);

    private static LogWitnesses WitnessesOf(ServerSettings settings) => new(
    [
        .. (settings.Find(Setting) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text =>
        {
            try
            {
                return NoteVerifier.Parse(text) is { Kind: NoteKeyKind.Witness } key
                    ? key
                    : throw new FormatException("it is no witness's key");
            }
            catch (FormatException wrong)
            {
                throw ServerSettings.Wrong(
                    $"log.witnesses 中的“{text}”不是见证方的验证密钥 name+hash+key（{wrong.Message}）。",
                    $"\"{text}\" in log.witnesses is no witness's verifier key name+hash+key: {wrong.Message}.");
            }
        }),
    ]);
}

/// <summary>Keeps the public log in step with the journal, once a second.</summary>
internal sealed class LogLoop(Site site, LogDesk desk, ILogger<LogLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await desk.RunAsync(stoppingToken);
            }
            catch (Exception away) when (away is PoolStoppedException || PostgresAway.Is(away))
            {
                // The pool says so itself, and is opened again.
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(failure, "following the journal for the public log failed; trying again");
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
