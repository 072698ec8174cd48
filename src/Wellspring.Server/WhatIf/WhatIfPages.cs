using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Simulator;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.WhatIf;

/// <summary>The what-if page for everybody: what may become of 1,000 yuan spent, before anybody joins.</summary>
internal static class WhatIfPages
{
    private const int AskedAMinute = 60;
    private const string RetrySeconds = "60";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongPatience = TimeSpan.FromSeconds(20);

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<WhatIfDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<WhatIfDesk>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/what-if").AllowAnonymous();
        open.MapGet("", ShowAsync);
        open.MapGet("/scenario.json", Download);
    }

    /// <summary>Whether this caller may ask for another count order by order; a preview is always free.</summary>
    public static bool MayAsk(HttpContext http, RateGate gate) => gate.TryPass(
        $"what-if {http.Connection.RemoteIpAddress}", AskedAMinute, TimeSpan.FromMinutes(1));

    private static async Task<IResult> ShowAsync(
        HttpContext http, Site site, WhatIfDesk desk, RateGate gate, CancellationToken cancellation)
    {
        var asked = WhatIfAsked.Read(name => http.Request.Query[name], out var wrong);
        if (WhatIfDesk.ScenarioOf(asked, site.Pool.Plan) is not { } scenario)
        {
            return Page.Of<NoWhatIfPage>();
        }

        // Where there is no preview, whoever asks waits for the count itself.
        var order = FluidQuestion.Of(scenario);
        var patience = order is null ? LongPatience : Patience;
        var answer = MayAsk(http, gate) ? await desk.AskAsync(asked, scenario, patience, cancellation) : null;
        if ((answer ?? WhatIfAnswer.Preview(asked, scenario)) is { } shown)
        {
            return Page.Of<WhatIfPage>(
                new WhatIfModel(shown, order, MostOf(scenario), wrong),
                wrong.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
        }

        http.Response.Headers.RetryAfter = RetrySeconds;
        return Page.Of<LaterWhatIfPage>(StatusCodes.Status503ServiceUnavailable);
    }

    private static long MostOf(Scenario scenario) => Math.Max(
        Rate.PartsPerWhole, scenario.Plan.Selling.Retention.Rest.Of(
            (scenario.Plan.Cap.Multiple ?? default).Of(Money.FromUnits(Rate.PartsPerWhole))).Units);

    private static IResult Download(HttpContext http, Site site)
    {
        var asked = WhatIfAsked.Read(name => http.Request.Query[name], out _);
        return Results.File(
            Encoding.UTF8.GetBytes(asked.ToFile(site.Pool.Plan)), "application/json", "what-if.json");
    }
}

/// <summary>What the what-if page shows.</summary>
/// <param name="Order">
/// What the plan makes of one order, for the preview in the browser; null where no preview knows the plan's rules.
/// </param>
/// <param name="Most">What a member at the cap has, or all that was spent where that is more, in millionths.</param>
/// <param name="Wrong">Sliders that were asked to stand where they cannot.</param>
public sealed record WhatIfModel(
    WhatIfAnswer Answer, FluidQuestion? Order, long Most, ImmutableArray<WhatIfKnob> Wrong);
