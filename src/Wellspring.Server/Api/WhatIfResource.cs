using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Server.WhatIf;
using Wellspring.Shop.Access;
using Wellspring.Simulator.Reports;
using Wellspring.Simulator.WhatIf;

namespace Wellspring.Server.Api;

/// <summary><c>/v1/what-if</c>: the four worlds of the public what-if page, counted order by order.</summary>
internal static class WhatIfResource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/what-if", AskAsync).AllowAnonymous()
        .WithTags("what-if").Fails(400, 422, 429, 503)
        .WithSummary("What may become of 1,000 yuan spent, in four worlds; a simulation, no forecast; anybody may ask.")
        .WithDescription("orders, months, atOnce, keep, hold: as the sliders of /what-if; what is left out stands "
            + "where it usually does. The same question always has the same answer.");

    private static async Task<Results<Ok<WhatIfReply>, Problem>> AskAsync(
        HttpContext http, Site site, WhatIfDesk desk, RateGate gate, CancellationToken cancellation,
        string? orders = null, string? months = null, string? atOnce = null, string? keep = null, string? hold = null)
    {
        var asked = WhatIfAsked.Read(
            name => name switch
            {
                "orders" => orders, "months" => months, "atOnce" => atOnce, "keep" => keep, _ => hold,
            },
            out var wrong);
        if (wrong is [var knob, ..])
        {
            return Problem.BadInput(
                "bad-parameter", $"{knob.Name} 应在 {knob.From} 到 {knob.To} 之间，每步 {knob.Step}；请改正。",
                $"{knob.Name} is {knob.From} to {knob.To} in steps of {knob.Step}; change it.", knob.Name);
        }

        if (WhatIfDesk.ScenarioOf(asked, site.Pool.Plan) is not { } scenario)
        {
            return new Problem(StatusCodes.Status422UnprocessableEntity, "no-simulation", new(
                "这个方案不能模拟；现在的真实数字见 /v1/pool。",
                "This plan cannot be simulated; see /v1/pool for the figures of today."));
        }

        if (!WhatIfPages.MayAsk(http, gate))
        {
            return Problem.OfStatus(StatusCodes.Status429TooManyRequests) with { RetryAfterSeconds = 30 };
        }

        return await desk.AskAsync(asked, scenario, Patience, cancellation) is { } answer
            ? TypedResults.Ok(WhatIfReply.Of(answer))
            : Problem.Unavailable(
                "busy", "现在试算的人太多，请稍后再试。", "Too many what-ifs are waiting; try again shortly.", 5);
    }
}

/// <summary>Words in both languages.</summary>
internal sealed record BothWords(string Zh, string En)
{
    public static BothWords Of(Bilingual text) => new(text.Zh, text.En);
}

/// <summary>What became of 1,000 yuan in four worlds.</summary>
/// <param name="Run">SHA-256 over all that the answer rests on.</param>
/// <param name="Sentence">Stands first wherever any of it is shown.</param>
/// <param name="Bound">No more than this share can ever reach the cap; null where there is none.</param>
/// <param name="Share">What may be passed on: with assumptions, bound, share never capped, seed and hash.</param>
internal sealed record WhatIfReply(
    string Plan, int Seed, string Engine, string Run, IReadOnlyDictionary<string, int> Asked, BothWords Sentence,
    BothWords? Bound, IReadOnlyList<WhatIfWorldReply> Worlds, IReadOnlyList<BothWords> Assumed, BothWords Share)
{
    public static WhatIfReply Of(WhatIfAnswer answer) => new(
        answer.PlanHash, WhatIfAsked.Seed, Assumptions.Engine, answer.RunHash,
        answer.Asked.Values.ToDictionary(pair => pair.Knob.Name, pair => pair.Value), BothWords.Of(answer.Sentence),
        answer.Bound is { } bound ? BothWords.Of(bound) : null, [.. answer.Worlds.Select(WhatIfWorldReply.Of)],
        [.. answer.Assumed.Select(BothWords.Of)], BothWords.Of(answer.Share));
}

/// <summary>One of the four worlds; multiples of spend as decimals, all who joined, nobody left out.</summary>
/// <param name="Headline">Always the median.</param>
/// <param name="Rebate">What a plain rebate of the same cost pays.</param>
/// <param name="Medians">By when they joined, the first tenth first; null where nobody did.</param>
internal sealed record WhatIfWorldReply(
    string Name, BothWords Title, BothWords Story, string Headline, string P5, string P50, string P95, string Mean,
    string Rebate, long Orders, long Members, string ShareBeatingRebate, string ShareCapped, string ShareNeverCapped,
    IReadOnlyList<string?> Medians)
{
    public static WhatIfWorldReply Of(WhatIfWorld world) => new(
        world.Name, BothWords.Of(world.Title), BothWords.Of(world.Story), Written(world.P50), Written(world.P5),
        Written(world.P50), Written(world.P95), Written(world.Mean), Written(world.Rebate), world.Orders, world.Members,
        Written(world.BeatsPerMillion), Written(world.CappedPerMillion),
        Written(Rate.PartsPerWhole - world.CappedPerMillion),
        [.. world.Medians.Select(median => median is { } known ? Written(known) : null)]);

    private static string Written(long millionths) => Decimals.Write(millionths, 6);
}
