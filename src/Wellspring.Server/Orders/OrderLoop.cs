using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Orders;

/// <summary>Asks channels after money on its way, and ends orders nobody paid, every few seconds.</summary>
internal sealed class OrderLoop(Site site, IServiceProvider services, ILogger<OrderLoop> log)
    : PacedLoop(site, TimeSpan.FromSeconds(2), "asking after payments", log)
{
    protected override Task RunAsync(CancellationToken stopping) =>
        services.GetRequiredService<ShopOrders>().RunAsync(stopping);
}
