using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Shop.Members;

/// <summary>What members agreed to: which words, under which plan, when, and whether they took it back.</summary>
public static class Consents
{
    /// <summary>To the disclosure before joining, 7.1.</summary>
    public const string Join = "join";

    /// <summary>To the sale at the cap, asked separately (CN-CON-02).</summary>
    public const string CapExit = "cap-exit";

    /// <summary>To what a promoter may not say or take, 7.5.</summary>
    public const string Promoter = "promoter";

    /// <summary>To a region agent's disclosure and contract, 7.6.</summary>
    public const string Agent = "agent";

    /// <param name="shown">What fills the text's holes, to show the very text again; null where it has none.</param>
    /// <returns>The consent's id, which is also its receipt's number.</returns>
    public static string Give(
        ShopTransaction transaction, string member, string kind, DisclosureText text, string? shown, bool english,
        Plan plan, Instant at)
    {
        var id = Ids.New("c");
        transaction.Execute($"""
            INSERT INTO consents (id, member, kind, template_hash, text_hash, english, shown, plan_version, plan_hash,
                given_at)
            VALUES ({id}, {member}, {kind}, {text.Disclosure.Hash}, {text.HashIn(english)}, {english}, {shown},
                {plan.Settings.Version}, {plan.Hash}, {at})
            """);
        return id;
    }

    /// <summary>Takes a consent back; false where the member has no such consent or took it back before.</summary>
    public static bool Withdraw(ShopTransaction transaction, string member, string id, Instant at) =>
        transaction.Execute($"""
            UPDATE consents SET withdrawn_at = {at}
            WHERE id = {id} AND member = {member} AND withdrawn_at IS NULL
            """) == 1;

    /// <summary>Whether a consent of this kind is in force.</summary>
    public static bool Has(ShopReader reader, string member, string kind) => reader.Number($"""
        SELECT 1 FROM consents WHERE member = {member} AND kind = {kind} AND withdrawn_at IS NULL
        """) is not null;

    /// <summary>A member's own consent; another member's id finds nothing.</summary>
    public static Consent? Find(ShopReader reader, string member, string id) => reader.One(
        $"""
        SELECT id, kind, template_hash, text_hash, english, shown, plan_version, plan_hash, given_at, withdrawn_at
        FROM consents WHERE id = {id} AND member = {member}
        """,
        Read);

    /// <summary>A member's consents, newest first.</summary>
    public static IReadOnlyList<Consent> Of(ShopReader reader, string member) => reader.All(
        $"""
        SELECT id, kind, template_hash, text_hash, english, shown, plan_version, plan_hash, given_at, withdrawn_at
        FROM consents WHERE member = {member} ORDER BY given_at DESC, id
        """,
        Read);

    private static Consent Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Flag(4), row.TextOrNull(5), row.Integer(6),
        row.Text(7), row.At(8), row.AtOrNull(9));
}

/// <summary>One consent with its receipt.</summary>
/// <param name="TextHash">SHA-256 of the words in the language they were shown in.</param>
public sealed record Consent(
    string Id, string Kind, string TemplateHash, string TextHash, bool English, string? Shown, long PlanVersion,
    string PlanHash, Instant GivenAt, Instant? WithdrawnAt);
