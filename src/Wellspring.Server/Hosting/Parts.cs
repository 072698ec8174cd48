using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;

namespace Wellspring.Server.Hosting;

/// <summary>The parts of the platform: each adds what it needs and maps its own addresses, one line a part.</summary>
internal static class Parts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<Sessions>();
        services.AddSingleton<FormKeys>();
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        FrontPages.Map(routes);
    }
}
