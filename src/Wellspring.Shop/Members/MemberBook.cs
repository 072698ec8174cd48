using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>The members and their profiles.</summary>
public static class MemberBook
{
    /// <summary>Members who joined by themselves; a sandbox takes a limited number of them.</summary>
    public const string Self = "self";

    /// <summary>Members of demo records.</summary>
    public const string Demo = "demo";

    /// <summary>Members who came by a connected mall.</summary>
    public const string Mall = "mall";

    public static Member? Find(ShopReader reader, string id) => reader.One(
        $"""
        SELECT id, state, nickname, mail, phone, language, referrer, referral_code, joined_at, closed_at
        FROM members WHERE id = {id}
        """,
        Read);

    public static Member? Find(ShopReader reader, ContactAddress address) => reader.One(
        $"""
        SELECT id, state, nickname, mail, phone, language, referrer, referral_code, joined_at, closed_at
        FROM members WHERE (mail = {address.Value} OR phone = {address.Value}) AND state <> 'closed'
        """,
        Read);

    /// <summary>Members who may be counted as members now.</summary>
    public static long Count(ShopReader reader) =>
        reader.Number($"SELECT count(*) FROM members WHERE state <> 'closed'") ?? 0;

    /// <summary>A new pseudonym, for the consent that stands before the member.</summary>
    public static string NewId() => Ids.New("m");

    /// <summary>Writes a new member; the consent of the same person stands in the same transaction before it.</summary>
    /// <param name="id">From <see cref="NewId"/>: the pseudonym that the pool knows.</param>
    /// <param name="origin"><see cref="Self"/>, <see cref="Demo"/> or <see cref="Mall"/>.</param>
    public static void Admit(
        ShopTransaction transaction, string id, ContactAddress? address, string? nickname, string language,
        string? referrer, string origin, Instant at)
    {
        var mail = address is { IsMail: true } ? address.Value : null;
        var phone = address is { IsMail: false } ? address.Value : null;
        transaction.Execute($"""
            INSERT INTO members (id, state, nickname, mail, phone, language, referrer, referral_code, origin,
                joined_at)
            VALUES ({id}, 'active', {nickname}, {mail}, {phone}, {language}, {referrer}, {NewReferralCode()},
                {origin}, {at})
            """);
    }

    public static void Rename(ShopTransaction transaction, string id, string? nickname) =>
        transaction.Execute($"UPDATE members SET nickname = {nickname} WHERE id = {id} AND state <> 'closed'");

    /// <param name="language"><c>zh</c> or <c>en</c>: what messages to this member are written in first.</param>
    public static void Speak(ShopTransaction transaction, string id, string language) =>
        transaction.Execute($"UPDATE members SET language = {language} WHERE id = {id} AND state <> 'closed'");

    /// <summary>Puts a proved address in the place of the one of its kind; false where another member has it.</summary>
    public static bool Move(ShopTransaction transaction, string id, ContactAddress address)
    {
        if (Find(transaction, address) is { } owner)
        {
            return owner.Id == id;
        }

        return (address.IsMail
            ? transaction.Execute(
                $"UPDATE members SET mail = {address.Value} WHERE id = {id} AND state <> 'closed'")
            : transaction.Execute(
                $"UPDATE members SET phone = {address.Value} WHERE id = {id} AND state <> 'closed'")) == 1;
    }

    /// <summary>A nickname as it may stand: at most 20 characters of text; null when left out.</summary>
    public static bool TryReadNickname(string typed, out string? nickname)
    {
        var text = TypedText.Plain(typed);
        nickname = text.Length == 0 ? null : text;
        return text.Length <= 20 && !text.Any(char.IsControl);
    }

    private static string NewReferralCode() => Ids.New("r")[2..10];

    private static Member Read(Row row) => new(
        row.Text(0), Enum.Parse<MemberState>(row.Text(1), ignoreCase: true), row.TextOrNull(2), row.TextOrNull(3),
        row.TextOrNull(4), row.Text(5), row.TextOrNull(6), row.Text(7), row.At(8), row.AtOrNull(9));
}
