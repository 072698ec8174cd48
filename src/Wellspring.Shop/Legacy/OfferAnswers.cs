using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>The receipt 回执 of what a creditor said, with the very words that were answered.</summary>
/// <param name="Kind"><c>yes</c>, <c>no</c>, <c>later</c> or <c>waiver</c>.</param>
/// <param name="Hash">SHA-256 of the words in the language they were shown in.</param>
/// <param name="Text">The words.</param>
/// <param name="Via"><c>page</c>, or <c>paper</c> entered by two people.</param>
/// <param name="State"><c>waiting</c>, <c>done</c> or <c>refused</c>.</param>
public sealed record LegacyReceipt(
    string Id, string Kind, Money? Amount, bool ProceedsReduceClaim, string Hash, string Text, bool English,
    string Via, Instant At, string State, Bilingual? Refusal, Instant? RevokedAt);

/// <summary>Who brings an answer: the creditor on the page, or two people with a signed paper.</summary>
/// <param name="Document">SHA-256 of the paper.</param>
internal sealed record AnswerSource(string Via, string By, string? Approver = null, string? Document = null);

/// <summary>The offer that an answer is about.</summary>
internal sealed record AnsweredOffer(string Member, OfferFigures Figures, DisclosureText Text, Money Most);

/// <summary>The answers to offers as the shop keeps them, in step with the journal.</summary>
internal static class OfferAnswers
{
    public const string Page = "page";
    public const string Paper = "paper";

    /// <summary>Of a yes: the kind of its consent.</summary>
    public const string Consent = "legacy-offer";

    /// <summary>Writes an answer with the consent of a yes, and the command that carries it to the pool.</summary>
    /// <returns>The receipt's number, which is the command's id.</returns>
    public static string Write(
        ShopTransaction transaction, AnsweredOffer offer, OfferReply reply, Plan plan, AnswerSource source,
        PoolClock clock)
    {
        var (id, now) = (Ids.New("la"), clock.WallNow());
        var isYes = reply.Answer is OfferAnswer.Yes;
        var consent = isYes
            ? Consents.Give(
                transaction, offer.Member, Consent, offer.Text, offer.Figures.ToJson(), reply.English, plan, now)
            : null;
        var amount = isYes ? reply.Amount ?? offer.Most : (Money?)null;
        transaction.Execute($"""
            INSERT INTO legacy_answers (id, member, answer, amount, proceeds_reduce, offer, template_hash, english,
                shown, via, document, by, approver, given_at, state, consent)
            VALUES ({id}, {offer.Member}, {reply.Answer.Code()}, {amount}, {isYes && reply.ProceedsReduceClaim},
                {reply.Shown}, {offer.Text.Disclosure.Hash}, {reply.English}, {offer.Figures.ToJson()}, {source.Via},
                {source.Document}, {source.By}, {source.Approver}, {now}, 'waiting', {consent})
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.AnswerOffer(
            id, clock.Now(), offer.Member, reply.Answer, reply.Shown, amount, isYes && reply.ProceedsReduceClaim));
        Audit.Note(transaction, now, source.By, $"legacy.answered-{reply.Answer.Code()}", offer.Member, id);
        return id;
    }

    /// <summary>Notes which command takes the yeses back that are in force.</summary>
    public static void Revoking(ShopTransaction transaction, string member, string command) =>
        transaction.Execute($"""
            UPDATE legacy_answers SET revoke = {command}
            WHERE member = {member} AND answer = 'yes' AND state = 'done' AND revoked_at IS NULL
            """);

    public static IReadOnlyList<LegacyReceipt> Of(ShopReader reader, string member) =>
    [
        .. reader.All(
            $"""
            SELECT id, answer, amount, proceeds_reduce, offer, shown, english, via, given_at, state, reason, revoked_at
            FROM legacy_answers WHERE member = {member}
            """, Answer)
            .Concat(reader.All(
                $"""
                SELECT id, statement_hash, statement, signed_at, state, reason FROM legacy_waivers
                WHERE member = {member}
                """, Waiver))
            .OrderByDescending(receipt => receipt.At.Milliseconds)
            .ThenBy(receipt => receipt.Id, StringComparer.Ordinal),
    ];

    private static LegacyReceipt Answer(Row row)
    {
        var text = DisclosureBook.LegacyOffer(OfferFigures.FromJson(row.Text(5))).Text;
        return new(
            row.Text(0), row.Text(1), row.MoneyOrNull(2), row.Flag(3), row.Text(4), row.Flag(6) ? text.En : text.Zh,
            row.Flag(6), row.Text(7), row.At(8), row.Text(9), Refused(row.TextOrNull(10)), row.AtOrNull(11));
    }

    private static LegacyReceipt Waiver(Row row) => new(
        row.Text(0), "waiver", null, false, row.Text(1), row.Text(2),
        row.Text(2).StartsWith("I give", StringComparison.Ordinal), Page, row.At(3), row.Text(4),
        Refused(row.TextOrNull(5)), null);

    private static Bilingual? Refused(string? code) => code is null ? null : PoolWords.Of(code);
}

/// <summary>Keeps answers, revocations and waivers as the journal has them.</summary>
public sealed class OfferFollower(PoolClock clock) : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        if (record.Id is not { } id)
        {
            return;
        }

        switch (record.Event)
        {
            case PoolEvent.OfferAnswered answered:
                transaction.Execute($"UPDATE legacy_answers SET state = 'done' WHERE id = {id} AND state = 'waiting'");
                if (answered.Answer is not OfferAnswer.Yes && answered.Returned > Money.Zero)
                {
                    // A no after a yes takes that yes back.
                    OfferAnswers.Revoking(transaction, nameOf(answered.Member), id);
                    Revoke(transaction, id);
                }

                break;
            case PoolEvent.ConsentRevoked:
                Revoke(transaction, id);
                break;
            case PoolEvent.ClaimWaived:
                transaction.Execute($"UPDATE legacy_waivers SET state = 'done' WHERE id = {id}");
                break;
            case PoolEvent.Refused { Reason: var reason }:
                Refuse(transaction, id, reason.Code());
                break;
            case PoolEvent.Quarantined:
                Refuse(transaction, id, Refusal.Quarantined.Code());
                break;
        }
    }

    private void Revoke(ShopTransaction transaction, string command)
    {
        var now = clock.WallNow();
        transaction.Execute($"""
            UPDATE consents SET withdrawn_at = {now} WHERE withdrawn_at IS NULL
            AND id IN (SELECT consent FROM legacy_answers WHERE revoke = {command})
            """);
        transaction.Execute($"UPDATE legacy_answers SET revoked_at = {now} WHERE revoke = {command}");
    }

    private void Refuse(ShopTransaction transaction, string id, string reason)
    {
        transaction.Execute($"""
            UPDATE consents SET withdrawn_at = {clock.WallNow()} WHERE withdrawn_at IS NULL
            AND id = (SELECT consent FROM legacy_answers WHERE id = {id} AND state = 'waiting')
            """);
        transaction.Execute($"""
            UPDATE legacy_answers SET state = 'refused', reason = {reason} WHERE id = {id} AND state = 'waiting'
            """);
        transaction.Execute($"""
            UPDATE legacy_waivers SET state = 'refused', reason = {reason} WHERE id = {id} AND state = 'waiting'
            """);
        transaction.Execute($"UPDATE legacy_answers SET revoke = NULL WHERE revoke = {id}");
    }
}
