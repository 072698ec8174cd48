using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Pages.Orders;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Orders;

/// <summary>Orders and payments: what they need.</summary>
internal static class OrderParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<OrderSteps>();
        services.AddSingleton<Checkout>();
        services.AddSingleton<PaymentFlow>();
        services.AddSingleton<RefundFlow>();
        services.AddSingleton<IHearsNotices>(provider => provider.GetRequiredService<RefundFlow>());
        services.AddSingleton<ShopOrders>();
        services.AddSingleton<OrderRefunds>();
        services.AddSingleton<OrderReading>();
        services.AddSingleton<ManualChannel>();
        services.AddSingleton<ManualDesk>();
        services.AddSingleton<IPaymentChannel>(provider => provider.GetRequiredService<ManualChannel>());
        services.AddSingleton<IFollowsJournal, OrderFollower>();
        services.AddHostedService<OrderLoop>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        ShopPages.Map(routes);
        TillPages.Map(routes);
        OrderPages.Map(routes);
        PayPages.Map(routes);
    }
}
