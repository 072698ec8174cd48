using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Merchants;

/// <summary>Choosing one of one's merchants, answering invitations, applying as a new merchant.</summary>
internal static class EntryPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("", Choose);
        pages.MapPost("/invitations/{invitation}", Answer);
        pages.MapGet("/apply", (MerchantBook book, PoolGate gate, string? dev) =>
            Page.Of<ApplyPage>(Asking(book, gate, new(null, null, null, null, null, null, dev), [])));
        pages.MapPost("/apply", ApplyAsync);
    }

    private static IResult Choose(Visitor visitor, MerchantBook book, MerchantPeople people)
    {
        var mine = book.Of(visitor.Member);
        var invitations = people.InvitationsTo(visitor.Member);
        return mine.Count == 1 && invitations.Count == 0
            ? Results.LocalRedirect($"/merchant/{mine[0].Merchant.Id}")
            : Page.Of<ChoosePage>(new ChooseModel(mine, invitations));
    }

    private static Task<IResult> Answer(string invitation, HttpContext http, Visitor visitor, MerchantPeople people) =>
        Posted.OnceAsync(http, posted =>
        {
            var accepts = posted["answer"] == "accept";
            return Task.FromResult(people.Answer(invitation, visitor.Member, accepts) is { } merchant
                ? Next.To(accepts ? $"/merchant/{merchant}" : "/merchant")
                : Next.Show(Results.NotFound()));
        });

    private static Task<IResult> ApplyAsync(
        HttpContext http, Visitor visitor, MerchantBook book, LicenceFiles files, PoolGate gate) =>
        Posted.OnceAsync(http, async posted =>
        {
            var (document, problem) = await DocumentAsync(posted, files, http.RequestAborted);
            var form = new MerchantApplication(posted["name"], posted["licence"], document, posted["contact"],
                posted["class"], posted["funding"], posted["developer"]);
            if (problem is { } wrong)
            {
                return Next.Show(Page.Of<ApplyPage>(Asking(book, gate, form, [new("document", wrong)]), 422));
            }

            var (id, problems) = book.Apply(visitor.Member, form, posted.Key);
            return id is null
                ? Next.Show(Page.Of<ApplyPage>(Asking(book, gate, form, problems), 422))
                : Next.To($"/merchant/{id}");
        });

    // A file that came with a form that had to be mended need not be sent again: its hash comes back instead.
    private static async Task<(string? Hash, Bilingual? Problem)> DocumentAsync(
        Posted posted, LicenceFiles files, CancellationToken cancellation)
    {
        if (posted.Files.GetFile("document") is { Length: > 0 } upload)
        {
            await using var content = upload.OpenReadStream();
            return await files.KeepAsync(content, cancellation);
        }

        return (files.Has(posted["kept"]) ? posted["kept"] : null, null);
    }

    private static ApplyModel Asking(
        MerchantBook book, PoolGate gate, MerchantApplication form, IReadOnlyList<Problem> problems) =>
        new(form, book.Classes(), [.. Enum.GetValues<Wellspring.Core.Pools.FundingMode>()
            .Where(mode => gate.Plan.IsSandbox || mode is not Wellspring.Core.Pools.FundingMode.OperatorCollects)],
            problems);
}
