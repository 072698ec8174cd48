using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Finance;

/// <summary>
/// Runs the monitor once for each day of the journal's calendar; the run key makes a second run nothing.
/// </summary>
internal sealed class MonitorLoop(Site site, IServiceProvider services, ILogger<MonitorLoop> log)
    : PacedLoop(site, TimeSpan.FromMinutes(10), "the monitor", log)
{
    protected override bool PausesFirst => true;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var flow = services.GetRequiredService<PoolFlow>();
        await flow.RunAsync(stopping);
        if (services.GetRequiredService<MonitorBook>().Run() is > 0 and var found)
        {
            Log.LogWarning("the monitor found {Count} things that a person has to look at", found);
            await flow.RunAsync(stopping);
        }
    }
}
