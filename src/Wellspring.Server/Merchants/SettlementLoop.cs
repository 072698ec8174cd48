using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>Builds the merchants' settlement batches when a day has ended, by the journal's clock.</summary>
internal sealed class SettlementLoop(Site site, IServiceProvider services, ILogger<SettlementLoop> log)
    : PacedLoop(site, TimeSpan.FromMinutes(1), "building settlement batches", log)
{
    protected override bool PausesFirst => true;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await services.GetRequiredService<PoolFlow>().RunAsync(stopping);
        if (services.GetRequiredService<SettlementBook>().CloseDays() > 0)
        {
            await CompareAsync(stopping);
        }
    }

    private async Task CompareAsync(CancellationToken cancellation)
    {
        foreach (var found in await services.GetRequiredService<SettlementBook>().CompareAsync(cancellation))
        {
            Log.LogError("merchant {Merchant}: {What} is {Ours} in our lines and {Pool} in the pool",
                found.Merchant, found.What, found.Ours, found.Pool);
        }
    }
}
