using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Server.Pages;
using Wellspring.Shop.Legacy;

namespace Wellspring.Server.Legacy;

/// <summary>What a creditor decides: the offer with yes, no or later; and giving the rest up by signature.</summary>
internal static class OfferPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/offer", (ClaimPages.Desk desk, CancellationToken cancellation) =>
            AskAsync(desk, OfferTyped.Empty, null, cancellation));
        pages.MapPost("/offer", AnswerAsync);
        pages.MapGet("/waive", (ClaimPages.Desk desk, CancellationToken cancellation) =>
            AskWaiverAsync(desk, null, cancellation));
        pages.MapPost("/waive", WaiveAsync);
    }

    private static async Task<IResult> AskAsync(
        ClaimPages.Desk desk, OfferTyped typed, Bilingual? wrong, CancellationToken cancellation) =>
        await desk.Offers.FindAsync(desk.Visitor.Member, cancellation) is not { } offer
        || await desk.Reading.OfAsync(desk.Visitor.Member, cancellation) is not { } stand
            ? Page.Of<NoClaimPage>()
            : Page.Of<OfferPage>(
                new OfferModel(offer, stand, typed, wrong), ClaimPages.StatusOf(wrong));

    private static Task<IResult> AnswerAsync(HttpContext http, ClaimPages.Desk desk) =>
        Posted.OnceAsync(http, async posted =>
        {
            var typed = new OfferTyped(posted["answer"], posted["how"], posted["amount"], posted["proceeds"]);
            var (reply, wrong) = ReplyOf(typed, posted["shown"], posted["english"] == "yes", posted["agree"] == "yes");
            if (reply is null)
            {
                return Next.Show(await AskAsync(desk, typed, wrong, http.RequestAborted));
            }

            var outcome = await desk.Offers.AnswerAsync(desk.Visitor.Member, reply, http.RequestAborted);
            return outcome is { IsDone: true, Id: { } receipt }
                ? Next.To($"/claim/receipts/{receipt}")
                : Next.Show(await AskAsync(desk, typed, outcome.Sentence, http.RequestAborted));
        });

    private static (OfferReply? Reply, Bilingual? Wrong) ReplyOf(
        OfferTyped typed, string shown, bool english, bool agreed)
    {
        if (typed.Answer is "no" or "later")
        {
            return (new(typed.Answer == "no" ? OfferAnswer.No : OfferAnswer.Later, shown, english), null);
        }

        if (typed.Answer != "yes")
        {
            return (null, new("请选择同意、不同意或以后再说。", "Choose yes, no or later."));
        }

        if (!agreed)
        {
            return (null, new("同意转换前，请勾选“我已读懂”。", "Before a yes, tick that you have read and understood."));
        }

        if (typed.Proceeds is not ("reduce" or "beside"))
        {
            return (null, new("请选择卖得的钱要不要抵减债权。", "Choose whether proceeds reduce your claim."));
        }

        var amount = default(Money?);
        if (typed.How == "part")
        {
            if (!Decimals.TryRead(
                typed.Amount.Trim().TrimStart('¥').Replace(",", "", StringComparison.Ordinal), 2, out var fen)
                || fen <= 0 || fen > long.MaxValue / Money.UnitsPerFen)
            {
                return (null, new("请填写要转换的金额，例如 500 或 500.00。",
                    "Enter the amount to convert, such as 500 or 500.00."));
            }

            amount = Money.FromUnits(fen * Money.UnitsPerFen);
        }

        return (new(OfferAnswer.Yes, shown, english, amount, typed.Proceeds == "reduce"), null);
    }

    private static async Task<IResult> AskWaiverAsync(
        ClaimPages.Desk desk, Bilingual? wrong, CancellationToken cancellation) =>
        await desk.Reading.OfAsync(desk.Visitor.Member, cancellation) is not { } stand
            ? Page.Of<NoClaimPage>()
            : Page.Of<WaivePage>(
                new WaiveModel(stand, await desk.Offers.WaiverAsync(desk.Visitor.Member, "", cancellation), wrong),
                ClaimPages.StatusOf(wrong));

    private static Task<IResult> WaiveAsync(HttpContext http, ClaimPages.Desk desk) =>
        Posted.OnceAsync(http, async posted =>
        {
            var outcome = posted["agree"] != "yes"
                ? new LegacyOutcome(false, new("请勾选声明，再写姓名。", "Tick the statement, then sign with your name."))
                : await desk.Offers.WaiveAsync(
                    desk.Visitor.Member, posted["name"], posted["shown"], posted["english"] == "yes",
                    http.RequestAborted);
            return outcome is { IsDone: true, Id: { } receipt }
                ? Next.To($"/claim/receipts/{receipt}")
                : Next.Show(await AskWaiverAsync(desk, outcome.Sentence, http.RequestAborted));
        });
}
