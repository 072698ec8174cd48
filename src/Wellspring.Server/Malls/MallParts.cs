using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Wellspring.Server.Malls;

/// <summary>Existing malls: reading them, binding their users, points at their checkout.</summary>
internal static class MallParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<MallBoard>();
        services.AddHostedService<MallLoop>();
        services.AddScoped<MallPages.Desk>();
    }

    public static void Map(IEndpointRouteBuilder routes) => MallPages.Map(routes);
}
