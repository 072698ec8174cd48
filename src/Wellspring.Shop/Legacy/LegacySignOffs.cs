using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Legacy;

/// <summary>A reconciliation report of the old debt that two people signed, word for word.</summary>
/// <param name="Hash">SHA-256 of <paramref name="Text"/> in UTF-8: what the two signed.</param>
/// <param name="Position">The journal's record that the report stands at.</param>
public sealed record SignedReport(
    string Id, string Hash, long Position, string Text, string AskedBy, string SignedBy, Instant At);

/// <summary>
/// Signing 签署 of the reconciliation report: one person checks it and asks, another signs. What is signed is the text
/// as it was shown, and it is kept.
/// </summary>
public sealed class LegacySignOffs(ShopDatabase database) : ISecondActs
{
    public IReadOnlyList<string> Kinds { get; } = [ActRules.SignReconciliation];

    /// <summary>A report as an act of two people.</summary>
    /// <param name="text">The whole report; it is kept as it is.</param>
    /// <param name="balances">Whether its books agree; one that does not is signed by nobody.</param>
    public static (TwoPersonAct? Act, Bilingual? Mistake) Draft(string text, long position, bool balances) => !balances
        ? (null, new("核对表不平，不能签署；请先查明差异。",
            "The reconciliation does not balance and cannot be signed; find the difference first."))
        : (ActJson.Act(ActRules.SignReconciliation, HashOf(text), new Signing(position, text)), null);

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>What was signed, newest first.</summary>
    public IReadOnlyList<SignedReport> Newest(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, hash, position, text, asked_by, signed_by, at FROM legacy_signatures
        ORDER BY at DESC, id LIMIT {most}
        """,
        Read));

    public SignedReport? Find(string id) => database.Read(reader => reader.One(
        $"SELECT id, hash, position, text, asked_by, signed_by, at FROM legacy_signatures WHERE id = {id}", Read));

    public (IReadOnlyList<Bilingual> Lines, Bilingual? Refusal) Effect(ShopReader reader, TwoPersonAct act)
    {
        var signing = ActJson.Of<Signing>(act.Commands);
        return HashOf(signing.Text) != act.Subject
            ? ([], new("核对表的文字与指纹不符，没有签署。", "The report's text does not have this fingerprint; nothing was signed."))
            : reader.Number($"SELECT 1 FROM legacy_signatures WHERE hash = {act.Subject}") is not null
                ? ([], new("这份核对表已经签署。", "This report is signed already."))
            : ([new($"签署账本第 {signing.Position} 条记录时的历史债务核对表，指纹 {act.Subject[..16]}…；原文保存，不能更改。",
                $"The reconciliation of the old debt as of record {signing.Position} is signed, fingerprint "
                + $"{act.Subject[..16]}…; its text is kept and cannot be changed.")], null);
    }

    public void Apply(ShopTransaction transaction, Approval approval, string by, Instant now)
    {
        var signing = ActJson.Of<Signing>(approval.Commands);
        var id = Ids.New("lr");
        transaction.Execute($"""
            INSERT INTO legacy_signatures (id, hash, position, text, asked_by, signed_by, at)
            VALUES ({id}, {approval.Subject}, {signing.Position}, {signing.Text}, {approval.AskedBy}, {by}, {now})
            """);
        Audit.Note(transaction, now, by, "legacy.report-signed", id, approval.Subject);
    }

    private static SignedReport Read(Row row) => new(
        row.Text(0), row.Text(1), row.Integer(2), row.Text(3), row.Text(4), row.Text(5), row.At(6));

    private sealed record Signing(long Position, string Text);
}
