using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Server.Legacy;

/// <summary>A creditor's place: the claim, what comes next, what was released, receipts, taking a yes back.</summary>
internal static class ClaimPages
{
    private const int Few = 5;
    private const int PageLines = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("/claim").RequireAuthorization(Policies.Member);
        pages.MapGet("", ShowAsync);
        pages.MapGet("/releases", ReleasesAsync);
        pages.MapGet("/receipts/{id}", (string id, Desk desk) =>
            desk.Offers.Receipt(desk.Visitor.Member, id) is { } receipt
                ? Page.Of<ClaimReceiptPage>(receipt)
                : (IResult)Results.NotFound());
        pages.MapGet("/revoke", (Desk desk, CancellationToken cancellation) =>
            AskRevokingAsync(desk, null, cancellation));
        pages.MapPost("/revoke", RevokeAsync);
        OfferPages.Map(pages);
    }

    private static async Task<IResult> ShowAsync(Desk desk, CancellationToken cancellation)
    {
        var member = desk.Visitor.Member;
        return await desk.Reading.OfAsync(member, cancellation) is not { } stand
            ? Page.Of<NoClaimPage>()
            : Page.Of<ClaimPage>(
                new ClaimModel(
                    stand, desk.Pool.Plan, LinesOf(desk, stand, null, Few),
                    desk.Orders.WithCoins(member, Few), desk.Offers.ReceiptsOf(member), desk.Outlook.Latest()));
    }

    private static async Task<IResult> ReleasesAsync(Desk desk, string? before, CancellationToken cancellation)
    {
        if (await desk.Reading.OfAsync(desk.Visitor.Member, cancellation) is not { } stand)
        {
            return Page.Of<NoClaimPage>();
        }

        var lines = LinesOf(desk, stand, PlaceOf(before), PageLines + 1);
        var next = lines.Count <= PageLines ? null
            : $"{lines[PageLines - 1].Position}.{lines[PageLines - 1].Line}";
        return Page.Of<ReleasesPage>(
            new ReleasesModel([.. lines.Take(PageLines)], next, before is null, stand));
    }

    private static async Task<IResult> AskRevokingAsync(Desk desk, Bilingual? wrong, CancellationToken cancellation) =>
        await desk.Reading.OfAsync(desk.Visitor.Member, cancellation) is not { } stand
            ? Page.Of<NoClaimPage>()
            : Page.Of<RevokePage>(new RevokeModel(stand, wrong), StatusOf(wrong));

    private static Task<IResult> RevokeAsync(HttpContext http, Desk desk) => Posted.OnceAsync(http, async _ =>
    {
        var outcome = await desk.Offers.RevokeAsync(desk.Visitor.Member, http.RequestAborted);
        return outcome.IsDone
            ? Next.To("/claim")
            : Next.Show(await AskRevokingAsync(desk, outcome.Sentence, http.RequestAborted));
    });

    private static IReadOnlyList<ReleaseRow> LinesOf(
        Desk desk, CreditorStand stand, StatementPlace? before, int most) =>
        desk.Views.Reader.Legacy.Releases(most, stand.Creditor.Member, before);

    private static StatementPlace? PlaceOf(string? typed) => typed?.Split('.') is [var position, var line]
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var record)
        && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(record, number)
            : null;

    internal static int StatusOf(Bilingual? wrong) =>
        wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;

    /// <summary>What the pages of creditors work with.</summary>
    internal sealed record Desk(
        ViewStore Views, PoolGate Pool, CreditorReading Reading, OrderReading Orders, ClaimOutlook Outlook,
        LegacyOffers Offers, Visitor Visitor);
}
