using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Wellspring.Server.Setup;

/// <summary>Demo data that a new sandbox can start with; whoever has some registers it with its ready plan's id.</summary>
public sealed record DemoChoice(string Plan, Func<IServiceProvider, CancellationToken, Task> FillAsync)
{
    /// <summary>The demo data made for a ready plan; null where there is none.</summary>
    public static DemoChoice? Of(HttpContext http, string? plan) =>
        http.RequestServices.GetServices<DemoChoice>().FirstOrDefault(choice => choice.Plan == plan);
}
