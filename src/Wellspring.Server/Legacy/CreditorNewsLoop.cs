using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Legacy;

/// <summary>Tells creditors what they have reached, once a day.</summary>
internal sealed class CreditorNewsLoop(Site site, IServiceProvider services, ILogger<CreditorNewsLoop> log)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pace, stoppingToken);
            try
            {
                await services.GetRequiredService<CreditorNews>().RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "telling creditors failed; trying again");
            }
        }
    }
}
