using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>Who works at a merchant: owners invite, the invited accept, and only then see anything 店员.</summary>
public sealed class MerchantPeople(ShopDatabase database, PoolClock clock)
{
    private const int MostPeople = 50;

    /// <summary>What a member is at a merchant; null when it does not work there.</summary>
    public MerchantRole? RoleOf(string merchant, string member) => database.Read(reader => reader.Text(
        $"SELECT role FROM merchant_people WHERE merchant = {merchant} AND member = {member}")) is { } role
        ? Codes.Role(role)
        : null;

    public IReadOnlyList<MerchantPerson> At(string merchant) => database.Read(reader => reader.All(
        $"""
        SELECT member, nickname, role, added_at FROM merchant_people LEFT JOIN members ON id = member
        WHERE merchant = {merchant} ORDER BY role, added_at, member
        """,
        row => new MerchantPerson(row.Text(0), row.TextOrNull(1), Codes.Role(row.Text(2))!.Value, row.At(3))));

    /// <summary>A merchant's first owner: whom its QR makes the referrer of the customers it brings.</summary>
    public static string? OwnerOf(ShopReader reader, string merchant) => reader.Text($"""
        SELECT member FROM merchant_people WHERE merchant = {merchant} AND role = 'owner'
        ORDER BY added_at, member LIMIT 1
        """);

    public IReadOnlyList<Invitation> InvitationsOf(string merchant) => database.Read(reader => reader.All(
        $"""
        SELECT i.id, i.merchant, name, i.address, role, at FROM merchant_invitations i JOIN merchants m
        ON m.id = i.merchant WHERE i.merchant = {merchant} ORDER BY at, i.id
        """,
        Read));

    /// <summary>Invitations to the addresses a member logs in with.</summary>
    public IReadOnlyList<Invitation> InvitationsTo(string member) => database.Read(reader => InvitationsTo(
        reader, member));

    /// <summary>Invites whoever logs in with an address; whether anybody does is not said.</summary>
    public Bilingual? Invite(string merchant, string? address, MerchantRole role, string by)
    {
        if (ContactAddress.Read(address ?? "") is not { Value: var normal })
        {
            return ContactAddress.Mistake;
        }

        return database.Write(transaction =>
        {
            var count = transaction.Number($"""
                SELECT (SELECT count(*) FROM merchant_people WHERE merchant = {merchant})
                    + (SELECT count(*) FROM merchant_invitations WHERE merchant = {merchant})
                """);
            if (count >= MostPeople)
            {
                return new($"一家商户最多 {MostPeople} 人；请先移除或撤回。",
                    $"A merchant has at most {MostPeople} people; remove or withdraw some first.");
            }

            var now = clock.Now();
            transaction.Execute($"""
                INSERT INTO merchant_invitations (id, merchant, address, role, invited_by, at)
                VALUES ({Ids.New("mi")}, {merchant}, {normal}, {role.Code()}, {by}, {now})
                ON CONFLICT (merchant, address) DO UPDATE SET role = excluded.role, at = excluded.at
                """);
            Audit.Note(transaction, now, by, "merchant-person.invited", merchant, role.Code());
            return (Bilingual?)null;
        });
    }

    /// <summary>Takes an invitation back, by the owner, or turns it down, by the invited.</summary>
    public void Withdraw(string merchant, string invitation, string by) => database.Write(transaction =>
    {
        if (transaction.Execute($"""
            DELETE FROM merchant_invitations WHERE id = {invitation} AND merchant = {merchant}
            """) > 0)
        {
            Audit.Note(transaction, clock.Now(), by, "merchant-person.invitation-ended", merchant);
        }
    });

    /// <summary>Accepts or declines; null when there is no such invitation to this member.</summary>
    /// <returns>The merchant.</returns>
    public string? Answer(string invitation, string member, bool accepts) => database.Write(transaction =>
    {
        if (InvitationsTo(transaction, member).FirstOrDefault(entry => entry.Id == invitation) is not { } found)
        {
            return null;
        }

        transaction.Execute($"DELETE FROM merchant_invitations WHERE id = {invitation}");
        var now = clock.Now();
        if (accepts)
        {
            transaction.Execute($"""
                INSERT INTO merchant_people (merchant, member, role, added_at)
                VALUES ({found.Merchant}, {member}, {found.Role.Code()}, {now})
                ON CONFLICT (merchant, member) DO UPDATE SET role = excluded.role
                WHERE merchant_people.role = 'staff'
                """);
        }

        Audit.Note(transaction, now, member, accepts ? "merchant-person.joined" : "merchant-person.declined",
            found.Merchant, found.Role.Code());
        return found.Merchant;
    });

    /// <summary>
    /// Removes a person. The last owner stays, but for a merchant that never came to be: that application ends.
    /// </summary>
    public Bilingual? Remove(string merchant, string member, string by) => database.Write(transaction =>
    {
        var owners = transaction.Number($"""
            SELECT count(*) FROM merchant_people
            WHERE merchant = {merchant} AND role = 'owner' AND member <> {member}
            """);
        var trades = MerchantBook.Find(transaction, merchant) is
            { State: MerchantState.Active or MerchantState.Suspended };
        if (owners == 0 && trades)
        {
            return new("至少要有一位店主；请先邀请另一位店主。", "There must be an owner; invite another one first.");
        }

        if (transaction.Execute($"""
            DELETE FROM merchant_people WHERE merchant = {merchant} AND member = {member}
            """) > 0)
        {
            Audit.Note(transaction, clock.Now(), by, "merchant-person.removed", merchant, member);
        }

        if (owners == 0)
        {
            transaction.Execute($"""
                UPDATE merchants SET state = {MerchantState.Rejected.Code()}, contact = NULL WHERE id = {merchant}
                """);
            transaction.Execute($"DELETE FROM merchant_people WHERE merchant = {merchant}");
            transaction.Execute($"DELETE FROM merchant_invitations WHERE merchant = {merchant}");
        }

        return (Bilingual?)null;
    });

    private static IReadOnlyList<Invitation> InvitationsTo(ShopReader reader, string member) => reader.All(
        $"""
        SELECT i.id, i.merchant, name, i.address, role, at FROM members p
        JOIN merchant_invitations i ON i.address IN (p.mail, p.phone)
        JOIN merchants m ON m.id = i.merchant WHERE p.id = {member} AND p.state = 'active' ORDER BY at, i.id
        """,
        Read);

    private static Invitation Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), Codes.Role(row.Text(4))!.Value, row.At(5));
}
