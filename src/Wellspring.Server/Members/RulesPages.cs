using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Server.Members;

/// <summary>The disclosure again, after the rules have changed: read, three questions, agree; a new receipt.</summary>
internal static class RulesPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/rules").RequireAuthorization(Policies.Member);
        own.MapGet("", async (JoinPages.Desk desk, Visitor visitor, CancellationToken cancellation) =>
            Page.Of<RulesPage>(ModelOf(desk, visitor, await desk.Figures.ReadAsync(cancellation), [], null)));
        own.MapPost("", (HttpContext http, JoinPages.Desk desk, Visitor visitor) =>
            Posted.OnceAsync(http, posted => AgreeAsync(http, desk, visitor, posted)));
    }

    /// <summary>Leads whoever has read only earlier rules to the present ones before money moves.</summary>
    public static async ValueTask<object?> AskFirstAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var services = http.RequestServices;
        var visitor = services.GetRequiredService<Visitor>();
        var isMoney = http.Request.Path.StartsWithSegments("/sell", StringComparison.Ordinal)
            || http.Request.Path.StartsWithSegments("/withdraw", StringComparison.Ordinal);
        return isMoney && visitor.MemberId is { } member
            && services.GetRequiredService<ShopDatabase>().Read(reader => Rules.AreOutdated(
                reader, member, services.GetRequiredService<Wellspring.Shop.Pools.PoolGate>().Plan))
            ? Results.LocalRedirect("/me/rules")
            : await next(context);
    }

    private static async Task<Next> AgreeAsync(HttpContext http, JoinPages.Desk desk, Visitor visitor, Posted posted)
    {
        if (desk.Seal.OpenFigures(posted["shown"]) is not { } figures)
        {
            return Next.To("/me/rules");
        }

        var wrong = JoinQuestions.All(figures.Bound).Where(one => posted[one.Name] != one.Right)
            .Select(one => one.Name).ToList();
        if (wrong.Count > 0 || posted["agree"] != "yes")
        {
            return Next.Show(Page.Of<RulesPage>(
                ModelOf(desk, visitor, figures, wrong, posted), StatusCodes.Status422UnprocessableEntity));
        }

        var now = desk.Clock.WallNow();
        var id = desk.Database.Write(transaction =>
        {
            var consent = Consents.Give(
                transaction, visitor.Member, Consents.Join, DisclosureBook.BeforeJoining(figures), figures.ToJson(),
                posted["english"] == "yes", desk.Pool.Plan, now);
            Audit.Note(transaction, now, visitor.Member, "rules.read-again", consent);
            return consent;
        });
        await desk.Flow.RunAsync(http.RequestAborted);
        return Next.To($"/me/consents/{id}");
    }

    private static RulesModel ModelOf(
        JoinPages.Desk desk, Visitor visitor, JoinFigures figures, IReadOnlyList<string> wrong, Posted? sent) => new(
        DisclosureBook.BeforeJoining(figures), desk.Seal.Close(figures), JoinQuestions.All(figures.Bound), wrong, sent,
        desk.Database.Read(reader => Rules.AreOutdated(reader, visitor.Member, desk.Pool.Plan)),
        desk.Pool.Plan.Settings.Version);
}

/// <summary>The present rules as a member reads them again.</summary>
/// <param name="Wrong">Questions that were answered wrongly.</param>
public sealed record RulesModel(
    DisclosureText Text, string Sealed, IReadOnlyList<Question> Questions, IReadOnlyList<string> Wrong, Posted? Sent,
    bool IsOutdated, int Version);
