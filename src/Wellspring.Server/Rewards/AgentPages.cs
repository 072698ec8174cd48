using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Rewards;

/// <summary>A region agent's place: disclosure with its days, contract, report, statement, withdrawal.</summary>
internal static class AgentPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/agent").RequireAuthorization(Policies.Member);
        own.MapGet("", List);
        own.MapGet("/{id}", (string id, Desk desk) => Show(desk, id, []));
        own.MapPost("/{id}/read", (string id, HttpContext http, Desk desk) => ActAsync(http, desk, id, _ =>
            Task.FromResult(Told(desk.Agents.Acknowledge(desk.Visitor.Member, id)))));
        own.MapPost("/{id}/sign", (string id, HttpContext http, Desk desk) => ActAsync(http, desk, id, posted =>
            desk.Agents.SignAsync(
                desk.Visitor.Member, id, new(posted["age"], posted["agree"] == "yes", posted["english"] == "yes"),
                http.RequestAborted)));
        own.MapPost("/{id}/report", (string id, HttpContext http, Desk desk) => ActAsync(http, desk, id, posted =>
            Task.FromResult(desk.Deeds.Report(desk.Visitor.Member, id, posted["month"], posted["text"]))));
        own.MapPost("/{id}/withdraw", (string id, HttpContext http, Desk desk) => ActAsync(http, desk, id, _ =>
            Task.FromResult(Told(desk.Deeds.Withdraw(desk.Visitor.Member, id)))));
    }

    private static IResult List(Desk desk)
    {
        var mine = desk.Agents.Of(desk.Visitor.Member);
        return mine.Count == 1
            ? Results.LocalRedirect($"/agent/{mine[0].Id}")
            : Page.Of<AgenciesPage>(mine);
    }

    private static Task<IResult> ActAsync(
        HttpContext http, Desk desk, string id, Func<Posted, Task<IReadOnlyList<Problem>>> act) =>
        Posted.OnceAsync(http, async posted =>
        {
            var problems = await act(posted);
            if (problems.Count > 0)
            {
                return Next.Show(Show(desk, id, problems));
            }

            await desk.Flow.RunAsync(http.RequestAborted);
            return Next.To($"/agent/{id}");
        });

    private static IResult Show(Desk desk, string id, IReadOnlyList<Problem> problems)
    {
        if (desk.Agents.Find(id) is not { } card || card.Member != desk.Visitor.Member
            || card.State == AgencyCard.Drafted)
        {
            return Results.NotFound();
        }

        var worked = card.SignedAt is not null;
        var now = desk.Clock.Now();
        return Page.Of<AgentPage>(
            new AgentModel(
                card, desk.Pool.Plan, now, desk.Deeds.MonthOf(now), worked ? desk.Deeds.ReportsOf(id) : [],
                worked ? desk.Deeds.StatementOf(card) : [], problems),
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static IReadOnlyList<Problem> Told(Bilingual? wrong) => wrong is { } why ? [new("", why)] : [];

    /// <summary>What the pages of agents work with.</summary>
    internal sealed record Desk(
        PoolGate Pool, PoolFlow Flow, PoolClock Clock, AgentBook Agents, AgencyDeeds Deeds, Visitor Visitor);
}

/// <summary>One appointment as its agent sees it.</summary>
/// <param name="Month">The present one, as <c>2026-11</c>.</param>
public sealed record AgentModel(
    AgencyCard Card, Plan Plan, Instant Now, string Month, IReadOnlyList<AgencyReport> Reports,
    IReadOnlyList<RegionMonth> Statement, IReadOnlyList<Problem> Problems);
