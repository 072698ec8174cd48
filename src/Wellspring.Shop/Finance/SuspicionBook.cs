using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Suspected illegal fund-raising 涉嫌非法集资信息: what was seen is kept, and a person decides within days whether the lead
/// authority is told (CN-RAI-10).
/// </summary>
public sealed class SuspicionBook(ShopDatabase database, PoolClock clock)
{
    private const int TextLimit = 4_000;

    /// <summary>Keeps what was seen, with the words as they were.</summary>
    /// <param name="source">Where: an address, a group, an order.</param>
    public Bilingual? Keep(string source, string text, string codes, string by) =>
        source.Trim().Length < 2 || text.Trim().Length < 2 || text.Length > TextLimit
            ? new("请写明来源和原文(最多 4000 字)。", "Say where it was and its words, at most 4000 characters.")
            : database.Write<Bilingual?>(transaction =>
            {
                var (id, now) = (Ids.New("sp"), clock.WallNow());
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
                transaction.Execute($"""
                    INSERT INTO suspicions (id, source, text, text_hash, codes, found_at, due_at, by)
                    VALUES ({id}, {source.Trim()}, {text}, {hash}, {codes.Trim()}, {now},
                        {now.Plus(Duration.Days(Limits.ReportDays))}, {by})
                    """);
                Audit.Note(transaction, now, by, "suspicion.kept", id, codes.Trim());
                return null;
            });

    /// <summary>A person decides: <c>reported</c> or <c>not-reported</c>, with the reason or the receipt.</summary>
    public Bilingual? Decide(string id, string by, string decision, string note) =>
        decision is not ("reported" or "not-reported") || note.Trim().Length < 5
            ? new("请选择决定并写明理由或回执号。", "Choose, and write the reason or the receipt's number.")
            : database.Write<Bilingual?>(transaction =>
            {
                var now = clock.WallNow();
                if (transaction.Execute($"""
                    UPDATE suspicions SET decision = {decision}, decided_at = {now}, decided_by = {by},
                        note = {note.Trim()}
                    WHERE id = {id} AND decision IS NULL
                    """) == 0)
                {
                    return new("这条已有决定。", "This was decided already.");
                }

                Audit.Note(transaction, now, by, $"suspicion.{decision}", id);
                return null;
            });

    /// <summary>What was kept, the newest first.</summary>
    public IReadOnlyList<Suspicion> All(int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, source, text, text_hash, codes, found_at, due_at, decision, decided_at, decided_by, note
        FROM suspicions ORDER BY found_at DESC, id LIMIT {most}
        """,
        row => new Suspicion(
            row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.At(5), row.At(6), row.TextOrNull(7),
            row.AtOrNull(8), row.TextOrNull(9), row.TextOrNull(10))));
}

/// <summary>One suspicion with the decision on it.</summary>
public sealed record Suspicion(
    string Id, string Source, string Text, string TextHash, string Codes, Instant FoundAt, Instant DueAt,
    string? Decision, Instant? DecidedAt, string? DecidedBy, string? Note);
