using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Orders;

namespace Wellspring.Server.Orders;

/// <summary>Asks channels after money on its way, and ends orders nobody paid, every few seconds.</summary>
internal sealed class OrderLoop(Site site, IServiceProvider services, ILogger<OrderLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var orders = services.GetRequiredService<ShopOrders>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await orders.RunAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogError(failure, "asking after payments failed; trying again");
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
