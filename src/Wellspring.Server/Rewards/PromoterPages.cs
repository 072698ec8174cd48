using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Server.Pages.Wallet;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Rewards;

/// <summary>A promoter's place: free activation, link and code, stores brought in, rewards and their state.</summary>
internal static class PromoterPages
{
    private const int MostRows = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("").RequireAuthorization(Policies.Member);
        own.MapGet("/promoter", (Desk desk, CancellationToken cancellation) => ShowAsync(
            desk, new("", "", false, false), [], cancellation));
        own.MapPost("/promoter", ActivateAsync);
        own.MapPost("/promoter/end", EndAsync);

        // Where invitation and rewards were shown before.
        own.MapGet("/invite", () => Results.LocalRedirect("/promoter"));
        own.MapGet("/rewards", () => Results.LocalRedirect("/promoter#rewards"));
    }

    private static Task<IResult> ActivateAsync(HttpContext http, Desk desk) => Posted.OnceAsync(http, async posted =>
    {
        var form = new PromoterForm(
            posted["age"], posted["occupation"], posted["agree"] == "yes", posted["english"] == "yes");
        var problems = desk.Promoters.Activate(desk.Visitor.Member, form);
        return problems.Count == 0
            ? Next.To("/promoter")
            : Next.Show(await ShowAsync(desk, form, problems, http.RequestAborted));
    });

    private static Task<IResult> EndAsync(HttpContext http, Desk desk) => Posted.OnceAsync(http, async _ =>
    {
        desk.Promoters.End(desk.Visitor.Member, desk.Visitor.Member);
        await desk.Flow.RunAsync(http.RequestAborted);
        return Next.To("/promoter");
    });

    private static async Task<IResult> ShowAsync(
        Desk desk, PromoterForm form, IReadOnlyList<Problem> problems, CancellationToken cancellation)
    {
        var member = desk.Visitor.Member;
        var promoter = desk.Promoters.Find(member);
        var (stores, referred) = desk.Database.Read(reader => (
            DevelopedStores.Of(reader, member),
            reader.Number($"SELECT count(*) FROM members WHERE referrer = {member}") ?? 0));
        var link = promoter is { IsActive: true } ? new Uri(desk.Channels.PublicUrl, "/r/" + promoter.Code) : null;
        return Page.Of<PromoterPage>(
            new PromoterModel(promoter, desk.Pool.Plan)
            {
                Link = link, QrSvg = link is null ? null : InvitePages.QrOf(link.ToString()), Stores = stores,
                Referred = referred, Rewards = await desk.Reading.OfAsync(member, MostRows, cancellation),
                Totals = await desk.Reading.TotalsAsync(member, cancellation), Form = form, Problems = problems,
            },
            problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>What the pages of promoters work with.</summary>
    internal sealed record Desk(
        ShopDatabase Database, PoolGate Pool, PoolFlow Flow, Promoters Promoters, RewardReading Reading,
        Channels Channels, Visitor Visitor);
}

/// <summary>A promoter's page; somebody who is none yet is shown what it means first.</summary>
/// <param name="Promoter">Null before activation.</param>
public sealed record PromoterModel(Promoter? Promoter, Plan Plan)
{
    /// <summary>The invitation; null for who may not invite.</summary>
    public Uri? Link { get; init; }

    public string? QrSvg { get; init; }

    public IReadOnlyList<DevelopedStore> Stores { get; init; } = [];

    public long Referred { get; init; }

    public IReadOnlyList<EarnedReward> Rewards { get; init; } = [];

    public RewardTotals Totals { get; init; } = new(default, default, default);

    public PromoterForm Form { get; init; } = new("", "", false, false);

    public IReadOnlyList<Problem> Problems { get; init; } = [];
}
