using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Who members are and where they are paid 实名核验: handed in with a separate consent, sealed, looked at by a person,
/// every look noted, erased with the member as far as tax law allows.
/// </summary>
public sealed class PayeeBook(ShopDatabase database, PersonalBox box, PoolClock clock)
{
    /// <summary>Hands an identity in. It waits for a person; an approved one stays in use until then.</summary>
    /// <param name="agreed">Whether the separate consent was ticked in this very form.</param>
    public PayeeAnswer Submit(string member, NewPayee typed, bool agreed, bool english, Plan plan)
    {
        // The form shows the notice and takes the consent; without the latter nothing of it is read.
        var use = new ConsentFacts
        {
            HasNotice = true, HasConsent = true, IsSensitive = true, HasSeparateConsent = agreed, Subject = "identity",
        };
        if (ConsentGuard.Review(use) is [var missing, ..])
        {
            return PayeeAnswer.No(missing.Zh, missing.En, missing.Code);
        }

        var now = clock.WallNow();
        var (details, wrong) = PayeeForm.Read(typed, Today(plan));
        if (details is null)
        {
            return wrong!;
        }

        var id = Ids.New("py");
        return database.Write(transaction =>
        {
            transaction.Execute($"DELETE FROM payees WHERE member = {member} AND state = 'submitted'");
            var consent = Consents.Give(
                transaction, member, IdentityConsent.Kind, IdentityConsent.Text, null, english, plan, now);
            transaction.Execute($"""
                INSERT INTO payees (id, member, state, sealed, id_hash, account_hash, account_tail, channel, consent,
                    submitted_at)
                VALUES ({id}, {member}, 'submitted', {box.Seal(id, details)}, {box.HashOf(details.Number)},
                    {box.HashOf(details.Channel + details.Account)}, {details.Account[^4..]}, {details.Channel},
                    {consent}, {now})
                """);
            Audit.Note(transaction, now, member, "payee.submitted", id);
            return new PayeeAnswer(id, "", new("已提交,等待人工核验。", "Handed in; a person looks at it."));
        });
    }

    /// <summary>A person has compared the papers: the identity may be paid to.</summary>
    public Bilingual? Approve(string id, string by) => database.Write<Bilingual?>(transaction =>
    {
        if (Find(transaction, id) is not { State: "submitted" } card)
        {
            return NotOpen;
        }

        if (Others(transaction, card) is > 0 and var others)
        {
            return new($"这个证件号已用于另外 {others} 个会员号,请先处理重复账户。",
                $"This document belongs to {others} other member(s) already; settle the double accounts first.");
        }

        var now = clock.WallNow();
        transaction.Execute($"""
            UPDATE payees SET state = 'replaced', decided_at = {now}
            WHERE member = {card.Member} AND state = 'approved'
            """);
        Decide(transaction, id, "approved", by, null, now);
        return null;
    });

    /// <summary>A person says what is wrong; the member reads it and may hand in another.</summary>
    public Bilingual? Reject(string id, string by, string reason) => database.Write<Bilingual?>(transaction =>
    {
        if (reason.Trim().Length < 2)
        {
            return new("请写明原因,会员会看到。", "Write the reason; the member reads it.");
        }

        if (Find(transaction, id) is not { State: "submitted" })
        {
            return NotOpen;
        }

        Decide(transaction, id, "rejected", by, reason.Trim(), clock.WallNow());
        return null;
    });

    /// <summary>Opens one identity for a person whose work needs it; the look is noted before it is given.</summary>
    /// <param name="why">What it is needed for, such as <c>review</c> or a withdrawal's id.</param>
    public PersonalDetails? Reveal(string id, string by, string why)
    {
        var bytes = database.Write(transaction =>
        {
            var found = transaction.One($"SELECT sealed FROM payees WHERE id = {id}", row => row.Bytes(0));
            if (found is not null)
            {
                Audit.Note(transaction, clock.WallNow(), by, "payee.revealed", id, why);
            }

            return found;
        });
        return bytes is null ? null : box.Open(id, bytes);
    }

    /// <summary>What the member themselves handed in last, for their own page and export.</summary>
    public (PayeeCard Card, PersonalDetails Details)? Own(string member) => database.Read(reader =>
        Latest(reader, member) is { } card ? (card, Details(reader, card.Id)) : ((PayeeCard, PersonalDetails)?)null);

    /// <summary>The identity a member is paid under now; null where none is approved.</summary>
    public PayeeCard? Approved(string member) => database.Read(reader => Approved(reader, member));

    public PayeeCard? Find(string id) => database.Read(reader => Find(reader, id));

    /// <summary>What waits for a person, oldest first.</summary>
    public IReadOnlyList<PayeeCard> Waiting(int most) => In("submitted", most);

    /// <summary>Identities in a state, oldest first.</summary>
    public IReadOnlyList<PayeeCard> In(string state, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, member, state, account_tail, channel, consent, submitted_at, decided_at, decided_by, reason
        FROM payees WHERE state = {state} ORDER BY submitted_at, id LIMIT {most}
        """,
        Read));

    /// <summary>Remembers that a member used a device; the device is a random number in its browser.</summary>
    public void NoteDevice(string member, string device) => database.Write(transaction =>
    {
        var (hash, now) = (box.HashOf("device " + device), clock.WallNow());
        transaction.Execute($"""
            INSERT INTO member_devices (member, device_hash, first_at, seen_at) VALUES ({member}, {hash}, {now}, {now})
            ON CONFLICT (device_hash, member) DO UPDATE SET seen_at = excluded.seen_at
            """);
    });

    /// <summary>Different accounts paid to from the devices a member used, and members who share its account.</summary>
    internal static int AccountsAround(ShopReader reader, string member) => (int)(reader.Number($"""
        SELECT count(DISTINCT account_hash) FROM payees WHERE state IN ('approved', 'submitted') AND (member = {member}
            OR member IN (SELECT other.member FROM member_devices own
                JOIN member_devices other ON other.device_hash = own.device_hash WHERE own.member = {member}))
        """) ?? 0);

    /// <summary>What a payout needs to know of a person, without opening more than it must.</summary>
    internal PayeeFacts FactsOf(ShopReader reader, string member, Plan plan)
    {
        if (Approved(reader, member) is not { } card)
        {
            return new(null, false, false, null, AccountsAround(reader, member));
        }

        var details = Details(reader, card.Id);
        return new(
            card, PayeeForm.IsSameName(details.Name, details.Holder), details.TaxId.Length > 0,
            PayeeForm.AgeOn(details.Born, Today(plan)), AccountsAround(reader, member));
    }

    /// <summary>Where the money goes, for the channel that sends it; never shown.</summary>
    internal (string Account, string Name) TargetOf(string id) => database.Read(reader => Details(reader, id)) is var it
        ? (it.Account, it.Holder)
        : default;

    /// <summary>
    /// The member leaves or takes the consent back. Without payouts all is erased; with them the account goes and name
    /// and numbers stay sealed for the tax books.
    /// </summary>
    internal void Erase(ShopTransaction transaction, string member, string state, Instant now)
    {
        var wasPaid = transaction.Number($"""
            SELECT 1 FROM tax_lines WHERE member = {member} AND state = 'withheld' LIMIT 1
            """) is not null;
        var kept = wasPaid && Approved(transaction, member) is { } card ? card.Id : null;
        transaction.Execute($"DELETE FROM member_devices WHERE member = {member}");
        transaction.Execute($"""
            DELETE FROM payees WHERE member = {member} AND id <> {kept ?? ""} AND state <> 'kept'
            """);
        if (kept is null)
        {
            return;
        }

        var details = Details(transaction, kept) with { Bank = "", Account = "", Holder = "", Channel = "", Born = "" };
        transaction.Execute($"""
            UPDATE payees SET state = {state}, sealed = {box.Seal(kept, details)}, account_hash = '', account_tail = '',
                channel = '', decided_at = {now} WHERE id = {kept}
            """);
    }

    /// <summary>Takes the consent back: nothing is paid any more, and what need not stay is erased.</summary>
    public void Withdraw(ShopTransaction transaction, string member, Instant now)
    {
        Erase(transaction, member, "kept", now);
        Audit.Note(transaction, now, member, "payee.withdrawn", member);
    }

    internal static PayeeCard? Approved(ShopReader reader, string member) => reader.One(
        $"""
        SELECT id, member, state, account_tail, channel, consent, submitted_at, decided_at, decided_by, reason
        FROM payees WHERE member = {member} AND state = 'approved' ORDER BY submitted_at DESC
        """,
        Read);

    private PersonalDetails Details(ShopReader reader, string id) =>
        box.Open(id, reader.One($"SELECT sealed FROM payees WHERE id = {id}", row => row.Bytes(0))
            ?? throw new InvalidOperationException("an identity that was listed is gone"));

    private static PayeeCard? Latest(ShopReader reader, string member) => reader.One(
        $"""
        SELECT id, member, state, account_tail, channel, consent, submitted_at, decided_at, decided_by, reason
        FROM payees WHERE member = {member} ORDER BY submitted_at DESC, decided_at IS NOT NULL, id
        """,
        Read);

    private static PayeeCard? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, member, state, account_tail, channel, consent, submitted_at, decided_at, decided_by, reason
        FROM payees WHERE id = {id}
        """,
        Read);

    private static long Others(ShopReader reader, PayeeCard card) => reader.Number($"""
        SELECT count(DISTINCT member) FROM payees WHERE state = 'approved' AND member <> {card.Member}
        AND id_hash = (SELECT id_hash FROM payees WHERE id = {card.Id})
        """) ?? 0;

    private static void Decide(
        ShopTransaction transaction, string id, string state, string by, string? reason, Instant now)
    {
        transaction.Execute($"""
            UPDATE payees SET state = {state}, decided_at = {now}, decided_by = {by}, reason = {reason} WHERE id = {id}
            """);
        Audit.Note(transaction, now, by, $"payee.{state}", id, reason);
    }

    private DateOnly Today(Plan plan) => DateOnly.FromDateTime(
        clock.WallNow().Plus(plan.Settings.TimeZone).ToDateTimeOffset().UtcDateTime);

    private static PayeeCard Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.At(6), row.AtOrNull(7),
        row.TextOrNull(8), row.TextOrNull(9));

    private static Bilingual NotOpen { get; } = new(
        "这份资料不在等待核验。", "This identity does not wait for a review.");
}

/// <summary>What a payout asks of a person.</summary>
/// <param name="Accounts">Different accounts behind the devices this person used.</param>
internal sealed record PayeeFacts(PayeeCard? Card, bool HolderIsMember, bool HasTaxId, int? Age, int Accounts);
