using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Payments.Bills;

namespace Wellspring.Shop.Staff;

/// <summary>One disagreement between a channel's bill and our records 对账差异.</summary>
/// <param name="Kind">
/// <c>unknown-here</c>, <c>missing-there</c>, <c>amount</c> or <c>state</c> (the channel has it, we do not).
/// </param>
/// <param name="Deed">Our id of the payment or refund.</param>
public sealed record BillDifference(
    string Id, string Channel, string Deed, string Kind, Money? Ours, Money? Theirs, string Bill, Instant FoundAt,
    Instant? ClearedAt, string? ClearedBy, string? Note);

/// <summary>What matching one bill found.</summary>
public sealed record BillMatch(
    string Channel, int Rows, int Matched, int Differences, IReadOnlyList<ChannelBillProblem> Problems);

/// <summary>Compares the bills that channels publish with our payments and refunds, row by row, both ways.</summary>
public sealed class BillMatching(ShopDatabase database, TimeProvider wall)
{
    // Channels cut their days at midnight in China.
    private static readonly Duration ChannelZone = new(8 * 3_600_000L);

    /// <summary>Matches one file. The same file again finds the same differences and adds none.</summary>
    public BillMatch Match(ReadOnlySpan<byte> file, string by)
    {
        var bill = ChannelBill.Read(file);
        var name = Convert.ToHexStringLower(SHA256.HashData(file))[..16];
        if (bill.Channel.Length == 0)
        {
            return new("", 0, 0, 0, bill.Problems);
        }

        return database.Write(transaction =>
        {
            var found = Differences(transaction, bill);
            var now = Instant.From(wall.GetUtcNow());
            foreach (var one in found)
            {
                transaction.Execute($"""
                    INSERT INTO bill_differences (id, channel, deed, kind, ours, theirs, bill, found_at)
                    VALUES ({IdOf(bill.Channel, one)}, {bill.Channel}, {one.Deed}, {one.Kind}, {one.Ours}, {one.Theirs},
                        {name}, {now})
                    ON CONFLICT (id) DO NOTHING
                    """);
            }

            var wrong = found.Count(one => one.Kind != "missing-there");
            Audit.Note(transaction, now, by, "bill.matched", name, $"{bill.Channel} {bill.Rows.Count}/{found.Count}");
            return new BillMatch(bill.Channel, bill.Rows.Count, bill.Rows.Count - wrong, found.Count, bill.Problems);
        });
    }

    /// <summary>What is not cleared yet, oldest first; cleared ones too when asked for.</summary>
    public IReadOnlyList<BillDifference> All(bool cleared, int most) => database.Read(reader => reader.All(
        $"""
        SELECT id, channel, deed, kind, ours, theirs, bill, found_at, cleared_at, cleared_by, note FROM bill_differences
        WHERE CASE WHEN cleared_at IS NULL THEN 0 ELSE 1 END = {cleared} ORDER BY found_at, id LIMIT {most}
        """,
        row => new BillDifference(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.MoneyOrNull(4),
            row.MoneyOrNull(5), row.Text(6), row.At(7), row.AtOrNull(8), row.TextOrNull(9), row.TextOrNull(10))));

    /// <summary>Somebody explains a difference; it stays on record.</summary>
    public Bilingual? Clear(string id, string by, string note) => note.Trim() is not { Length: > 1 and <= 200 } text
        ? new("请写明差异的原因和处理。", "Write where the difference came from and what was done.")
        : database.Write(transaction =>
        {
            var now = Instant.From(wall.GetUtcNow());
            if (transaction.Execute($"""
                UPDATE bill_differences SET cleared_at = {now}, cleared_by = {by}, note = {text}
                WHERE id = {id} AND cleared_at IS NULL
                """) == 0)
            {
                return new("这条差异已经核销。", "This difference was cleared already.");
            }

            Audit.Note(transaction, now, by, "bill.cleared", id, text);
            return (Bilingual?)null;
        });

    private static List<Found> Differences(ShopReader reader, ChannelBill bill)
    {
        var found = new List<Found>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in bill.Rows)
        {
            seen.Add(row.Id);
            var ours = row.Kind is ChannelDeed.Refund
                ? reader.One($"SELECT cash, state FROM refunds WHERE id = {row.Id}", Read)
                : reader.One(
                    $"SELECT amount, state FROM payments WHERE id = {row.Id} AND channel = {bill.Channel}", Read);
            var kind = ours is null ? "unknown-here"
                : ours.Amount != row.Amount ? "amount"
                : ours.State != "paid" ? "state"
                : null;
            if (kind is not null)
            {
                found.Add(new(row.Id, kind, ours?.Amount, row.Amount));
            }
        }

        foreach (var day in bill.Rows.Select(row => Instant.From(row.At).DayAt(ChannelZone)).Distinct())
        {
            var from = new Instant((day * Instant.MillisecondsPerDay) - ChannelZone.Milliseconds);
            var until = from.Plus(Duration.Days(1));
            found.AddRange(reader.All(
                $"""
                SELECT id, amount FROM payments WHERE channel = {bill.Channel} AND state = 'paid'
                    AND paid_at >= {from} AND paid_at < {until}
                """,
                row => new Found(row.Text(0), "missing-there", row.Money(1), null))
                .Where(one => !seen.Contains(one.Deed)));
        }

        return found;
    }

    private static Own Read(Row row) => new(row.Money(0), row.Text(1));

    private static string IdOf(string channel, Found one) => "bd-" + Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{channel} {one.Kind} {one.Deed} {one.Ours} {one.Theirs}")))[..16];

    private sealed record Own(Money Amount, string State);

    private sealed record Found(string Deed, string Kind, Money? Ours, Money? Theirs);
}
