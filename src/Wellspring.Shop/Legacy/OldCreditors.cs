using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy.Files;
using Wellspring.Shop.Members;
using Wellspring.Shop.Rewards;

namespace Wellspring.Shop.Legacy;

/// <summary>Somebody whom the old platform owed 债权人: a pseudonym for the pool, and how to reach the person.</summary>
/// <param name="JoinedAt">When the person joined; null while the pseudonym waits for its owner.</param>
public sealed record OldCreditor(
    string Member, string? Account, string? Mail, string? Phone, string? Name, string? Referrer, Instant? JoinedAt)
{
    public ContactAddress? Contact => (Mail ?? Phone) is { } typed ? ContactAddress.Read(typed) : null;
}

/// <summary>Who stands behind which claim. The pool knows pseudonyms; accounts and addresses stay here.</summary>
/// <remarks>
/// A creditor need not be a member: the pseudonym is reserved, and whoever joins with the mail or phone of the old
/// platform's list gets it. Nobody is enrolled by a file.
/// </remarks>
public static class OldCreditors
{
    /// <summary>How a binding came about: by the referral tree of the old platform.</summary>
    public const string Migration = "migration";

    public static OldCreditor? Find(ShopReader reader, string member) => reader.One(
        $"""
        SELECT member, account, mail, phone, name, referrer, joined_at FROM creditors WHERE member = {member}
        """, Read);

    /// <summary>The creditor whom a cell names: a member's id, an account of the old platform, or an address.</summary>
    public static string? Known(ShopReader reader, string cell) =>
        reader.Text($"SELECT member FROM creditors WHERE account = {cell}")
        ?? reader.Text($"SELECT id FROM members WHERE id = {cell}")
        ?? reader.Text($"SELECT member FROM creditors WHERE member = {cell}")
        ?? (ContactAddress.Read(cell) is { } address ? ByAddress(reader, address) : null);

    /// <summary>The same for many cells: whom each names, or null for somebody new.</summary>
    public static IReadOnlyDictionary<string, string?> Known(ShopReader reader, IEnumerable<string> cells) =>
        cells.ToDictionary(cell => cell, cell => Known(reader, cell), StringComparer.Ordinal);

    /// <summary>The pseudonym of whom a cell names; a new one is reserved for whom nobody knows yet.</summary>
    public static string Resolve(ShopTransaction transaction, string cell, Instant now)
    {
        if (Known(transaction, cell) is { } known)
        {
            return known;
        }

        var (member, address) = (MemberBook.NewId(), ContactAddress.Read(cell));
        Insert(transaction, new(
            member, address is null ? cell : null, address is { IsMail: true } ? address.Value : null,
            address is { IsMail: false } ? address.Value : null, null, null, null), now);
        return member;
    }

    /// <summary>Notes one person of the old platform's list; false where another pseudonym has the address.</summary>
    public static bool Note(ShopTransaction transaction, OldMember person, Instant now)
    {
        var byAccount = transaction.Text($"SELECT member FROM creditors WHERE account = {person.Account}");
        var byAddress = ByAddress(transaction, person.Contact);
        if (byAccount is not null && byAddress is not null && byAccount != byAddress)
        {
            return false;
        }

        var member = byAccount ?? byAddress ?? MemberBook.NewId();
        var known = Find(transaction, member);
        if (known?.Account is { } other && other != person.Account)
        {
            return false;
        }

        var joined = MemberBook.Find(transaction, member)?.JoinedAt;
        var (mail, phone) = person.Contact.IsMail
            ? (person.Contact.Value, known?.Phone)
            : (known?.Mail, (string?)person.Contact.Value);
        Insert(transaction, new(member, person.Account, mail, phone, person.Name, person.Referrer, joined), now);
        if (joined is not null)
        {
            Bind(transaction, member, now);
        }

        return true;
    }

    /// <summary>The pseudonym that waits for whoever proved this address; null where none does.</summary>
    internal static string? Waiting(ShopReader reader, ContactAddress address) => reader.Text($"""
        SELECT member FROM creditors WHERE joined_at IS NULL AND (mail = {address.Value} OR phone = {address.Value})
        """);

    /// <summary>The owner of a pseudonym has joined: the old platform's referrer is asked of the pool.</summary>
    /// <param name="now">The journal's time.</param>
    internal static void Joined(ShopTransaction transaction, string member, bool isInvited, Instant now)
    {
        if (transaction.Execute(
            $"UPDATE creditors SET joined_at = {now} WHERE member = {member} AND joined_at IS NULL") == 1)
        {
            Bind(transaction, member, now, isInvited);
        }
    }

    // Both sides must have joined; whoever joins second brings the binding about. It is asked for once.
    private static void Bind(ShopTransaction transaction, string member, Instant now, bool isInvited = false)
    {
        if (Find(transaction, member) is not { } joined)
        {
            return;
        }

        if (!isInvited && joined.Referrer is { } account
            && transaction.Text($"SELECT member FROM creditors WHERE account = {account}") is { } referrer)
        {
            Ask(transaction, member, referrer, now);
        }

        if (joined.Account is { } own)
        {
            foreach (var referee in transaction.All(
                $"SELECT member FROM creditors WHERE referrer = {own} AND joined_at IS NOT NULL", row => row.Text(0)))
            {
                Ask(transaction, referee, member, now);
            }
        }
    }

    private static void Ask(ShopTransaction transaction, string member, string referrer, Instant now)
    {
        if (MemberBook.Find(transaction, member) is { IsActive: true, Referrer: null }
            && MemberBook.Find(transaction, referrer) is { IsActive: true } inviter)
        {
            Referrals.Ask(
                transaction, $"migration.bind.{member}", member, new Inviter(inviter, null), Migration, now);
        }
    }

    private static string? ByAddress(ShopReader reader, ContactAddress address) =>
        MemberBook.Find(reader, address)?.Id
        ?? reader.Text($"SELECT member FROM creditors WHERE mail = {address.Value} OR phone = {address.Value}");

    private static void Insert(ShopTransaction transaction, OldCreditor one, Instant now) => transaction.Execute($"""
        INSERT INTO creditors (member, account, mail, phone, name, referrer, noted_at, joined_at)
        VALUES ({one.Member}, {one.Account}, {one.Mail}, {one.Phone}, {one.Name}, {one.Referrer}, {now},
            {one.JoinedAt})
        ON CONFLICT (member) DO UPDATE SET account = excluded.account, mail = excluded.mail, phone = excluded.phone,
            name = excluded.name, referrer = excluded.referrer,
            joined_at = coalesce(creditors.joined_at, excluded.joined_at)
        """);

    private static OldCreditor Read(Row row) => new(
        row.Text(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5),
        row.AtOrNull(6));
}
