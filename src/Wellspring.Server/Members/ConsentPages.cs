using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Members;

/// <summary>What a member agreed to, with receipts, and the way to take it back.</summary>
internal static class ConsentPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/consents").RequireAuthorization(Policies.Member);
        own.MapGet("", (Visitor visitor, ShopDatabase database) => Page.Of<ConsentsPage>(
            database.Read(reader => Consents.Of(reader, visitor.Member))));
        own.MapGet("/{id}", (string id, string? welcome, Visitor visitor, ShopDatabase database, PoolGate pool) =>
            database.Read(reader => Consents.Find(reader, visitor.Member, id)) is { } consent
                ? Page.Of<ReceiptPage>(new ReceiptModel(consent, TextOf(consent, pool.Plan), welcome == "1"))
                : (IResult)Results.NotFound());
        own.MapPost("/{id}/withdraw", (string id, HttpContext http, Visitor visitor, ShopDatabase database,
            PoolClock clock, PayeeBook payees) => Posted.OnceAsync(http, _ => Task.FromResult(
                Withdraw(id, visitor.Member, database, payees, clock.WallNow()))));
    }

    /// <summary>The words as they were shown; null where this release no longer has that template.</summary>
    private static DisclosureText? TextOf(Consent consent, Plan plan)
    {
        DisclosureText? text = consent.Kind switch
        {
            Consents.Join when consent.Shown is { } shown =>
                DisclosureBook.BeforeJoining(JoinFigures.FromJson(shown)),
            Consents.CapExit => DisclosureFigures.CapConsent(plan),
            IdentityConsent.Kind => IdentityConsent.Text,
            Consents.Promoter => DisclosureBook.Referrer,
            Consents.Agent when consent.Shown is { } shown => AgencyCard.DisclosureOf(shown),
            LegacyOffers.Consent when consent.Shown is { } shown =>
                DisclosureBook.LegacyOffer(OfferFigures.FromJson(shown)),
            _ => null,
        };
        return text?.HashIn(consent.English) == consent.TextHash ? text : null;
    }

    private static Next Withdraw(
        string id, string member, ShopDatabase database, PayeeBook payees, Instant now)
    {
        var consent = database.Read(reader => Consents.Find(reader, member, id));
        if (consent is null)
        {
            return Next.Show(Results.NotFound());
        }

        // Without these two there is no membership: to take them back is to leave.
        if (consent.Kind is Consents.Join or Consents.CapExit)
        {
            return Next.To("/me/close");
        }

        // Taking a conversion back moves coins in the pool, which may say no: it has a page of its own.
        if (consent.Kind is LegacyOffers.Consent)
        {
            return Next.To("/claim/revoke");
        }

        // A promoter who takes the consent back stops promoting; a contract is withdrawn from on its own page.
        if (consent.Kind is Consents.Promoter or Consents.Agent)
        {
            return Next.To(consent.Kind is Consents.Promoter ? "/promoter" : "/agent");
        }

        database.Write(transaction =>
        {
            if (Consents.Withdraw(transaction, member, id, now))
            {
                Audit.Note(transaction, now, member, "consent.withdrawn", id, consent.Kind);
                if (consent.Kind == IdentityConsent.Kind)
                {
                    payees.Withdraw(transaction, member, now);
                }
            }
        });
        database.Scrub();
        return Next.To("/me/consents");
    }
}

/// <summary>A consent and, where it can be shown again, the very text.</summary>
public sealed record ReceiptModel(Consent Consent, DisclosureText? Text, bool Welcome);
