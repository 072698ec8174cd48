using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Legacy;

/// <summary>Tells creditors what they have reached, once a day.</summary>
internal sealed class CreditorNewsLoop(Site site, IServiceProvider services, ILogger<CreditorNewsLoop> log)
    : PacedLoop(site, TimeSpan.FromMinutes(10), "telling creditors", log)
{
    protected override bool PausesFirst => true;

    protected override Task RunAsync(CancellationToken stopping) =>
        services.GetRequiredService<CreditorNews>().RunAsync(stopping);
}
