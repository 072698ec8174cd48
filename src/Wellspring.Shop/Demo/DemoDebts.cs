using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Shop.Demo;

/// <summary>The old debts of a demo shop: claims, the operator's own money, and what creditors said.</summary>
/// <remarks>No order of the past is paid with coins: whoever looks on may place the first.</remarks>
internal static class DemoDebts
{
    /// <summary>The day of the sample on which everything is registered; by then all members have joined.</summary>
    public const int Day = 80;

    private static readonly Money Fund = Money.FromYuan(20_000);

    public static IEnumerable<PoolCommand> Commands(DemoShop shop, Plan plan, Instant at)
    {
        foreach (var debt in shop.Debts)
        {
            yield return new PoolCommand.RegisterClaim(
                $"legacy.claim.{debt.Claim}", at, debt.Claim, DemoPlay.IdOf(debt.Member), debt.Kind, debt.Amount, null,
                null, debt.Since, EvidenceOf(debt), "demo old platform");
        }

        yield return new PoolCommand.FundSettlement("demo-fund", at, Fund, "operator", "V-demo-fund", null);
        foreach (var debt in shop.Debts)
        {
            if (debt.IsDisputed)
            {
                yield return new PoolCommand.DisputeClaim(
                    $"demo-ld-{debt.Member}", at, debt.Claim, "demo", "amount contested");
            }

            if (debt.Answer is { } answer)
            {
                yield return new PoolCommand.AnswerOffer(
                    debt.AnswerId, at, DemoPlay.IdOf(debt.Member), answer, TextOf(debt, plan).HashIn(english: false),
                    answer is OfferAnswer.Yes ? debt.Amount : null, ProceedsReduceClaim: false);
            }
        }
    }

    /// <summary>Creditors and their answers; the journal completes them when it is followed.</summary>
    /// <param name="start">When the sample begins.</param>
    public static void Write(ShopTransaction transaction, ReadyPlan ready, Instant start)
    {
        var at = start.Plus(Duration.Days(Day));
        foreach (var debt in ready.Shop.Debts)
        {
            var member = DemoPlay.IdOf(debt.Member);
            transaction.Execute($"""
                INSERT INTO creditors (member, account, noted_at, joined_at)
                VALUES ({member}, {$"old-{debt.Member}"}, {at}, {at}) ON CONFLICT DO NOTHING
                """);
            if (debt.Answer is { } answer && transaction.Number(
                $"SELECT 1 FROM legacy_answers WHERE id = {debt.AnswerId}") is null)
            {
                Write(transaction, debt, answer, ready.Plan, at);
            }
        }
    }

    private static void Write(
        ShopTransaction transaction, DemoDebt debt, OfferAnswer answer, Plan plan, Instant at)
    {
        var (member, isYes) = (DemoPlay.IdOf(debt.Member), answer is OfferAnswer.Yes);
        var (text, shown) = (TextOf(debt, plan), FiguresOf(debt, plan).ToJson());
        var consent = isYes
            ? Consents.Give(transaction, member, OfferAnswers.Consent, text, shown, english: false, plan, at)
            : null;
        transaction.Execute($"""
            INSERT INTO legacy_answers (id, member, answer, amount, proceeds_reduce, offer, template_hash, english,
                shown, via, by, given_at, state, consent)
            VALUES ({debt.AnswerId}, {member}, {answer.Code()}, {(isYes ? debt.Amount : (Money?)null)}, {false},
                {text.HashIn(english: false)}, {text.Disclosure.Hash}, {false}, {shown}, {OfferAnswers.Page}, {member},
                {at}, 'waiting', {consent})
            """);
    }

    private static DisclosureText TextOf(DemoDebt debt, Plan plan) => DisclosureBook.LegacyOffer(FiguresOf(debt, plan));

    private static OfferFigures FiguresOf(DemoDebt debt, Plan plan) => LegacyOffers.FiguresOf(
        debt.Amount, debt.IsDisputed ? Money.Zero : debt.Amount, plan.Legacy!.Coin.Rate, plan.Legacy,
        plan.Settings.Operator);

    private static string EvidenceOf(DemoDebt debt) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"demo evidence {debt.Claim}")));
}
