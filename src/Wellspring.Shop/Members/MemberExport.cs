using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Shop.Members;

/// <summary>Everything the platform holds about one member, as one JSON document (PIPL 45).</summary>
/// <remarks>A test compares the list below with the schema, so that no table about members is forgotten.</remarks>
public sealed class MemberExport(
    PoolGate gate, ShopDatabase database, ViewStore views, PoolClock clock, PayeeBook payees)
{
    public const string Format = "wellspring-member-export/1";

    private static readonly JsonWriterOptions Written = new()
    {
        Indented = true,

        // A file for people, never put into a page: Chinese stays Chinese.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Columns that hold money in units of the house; points are in theirs.
    private static readonly HashSet<string> MoneyColumns =
    [
        "total", "cash", "redeemed", "credit", "refunded", "commission", "inflow", "amount", "fee", "from_sales",
        "from_rewards", "from_dividends", "goods", "paid", "refunded_cash", "refunded_goods", "credit_kept", "settled",
        "gross", "tax", "taken", "budget", "remainder", "coins", "coin_value", "refunded_coins", "coin_deposit",
        "coin_settled",
    ];

    private static readonly HashSet<string> PointColumns = ["points_asked", "minted", "asked", "points", "locked"];

    /// <summary>The tables that are read, each with the rows of one member.</summary>
    internal static IReadOnlyList<(string Table, Func<ShopReader, string, IReadOnlyList<Cells>> Read)> Tables { get; } =
    [
        ("members", (reader, id) => reader.All($"SELECT * FROM members WHERE id = {id}", CellsOf)),
        ("member_addresses", (reader, id) =>
            reader.All($"SELECT * FROM member_addresses WHERE member = {id} ORDER BY id", CellsOf)),
        ("consents", (reader, id) =>
            reader.All($"SELECT * FROM consents WHERE member = {id} ORDER BY given_at, id", CellsOf)),
        ("enrolments", (reader, id) =>
            reader.All($"SELECT language, given_at FROM enrolments WHERE member = {id}", CellsOf)),
        ("sessions", (reader, id) => reader.All(
            $"""
            SELECT created_at, seen_at, expires_at FROM sessions WHERE kind = 'member' AND subject = {id}
            ORDER BY created_at
            """,
            CellsOf)),
        ("legacy_deeds", (reader, id) => reader.All(
            $"SELECT position, at, kind, amount FROM legacy_deeds WHERE member = {id} ORDER BY position", CellsOf)),
        ("claim_holders", (reader, id) => reader.All($"SELECT * FROM claim_holders WHERE member = {id}", CellsOf)),
        ("cap_exits", (reader, id) => reader.All($"SELECT * FROM cap_exits WHERE member = {id}", CellsOf)),
        ("tickets", (reader, id) =>
            reader.All($"SELECT * FROM tickets WHERE member = {id} ORDER BY opened_at, id", CellsOf)),
        ("ticket_messages", (reader, id) => reader.All(
            $"""
            SELECT * FROM ticket_messages WHERE ticket IN (SELECT id FROM tickets WHERE member = {id})
            ORDER BY ticket, line
            """,
            CellsOf)),
        ("orders", (reader, id) =>
            reader.All($"SELECT * FROM orders WHERE member = {id} ORDER BY created_at, id", CellsOf)),
        ("order_lines", (reader, id) => reader.All(
            $"""
            SELECT orders, line, goods AS item, name, quantity, amount FROM order_lines
            WHERE orders IN (SELECT id FROM orders WHERE member = {id}) ORDER BY orders, line
            """,
            CellsOf)),
        ("payments", (reader, id) => reader.All(
            $"""
            SELECT id, orders, channel, amount, state, created_at, paid_at, refunded FROM payments
            WHERE orders IN (SELECT id FROM orders WHERE member = {id}) ORDER BY created_at, id
            """,
            CellsOf)),
        ("refunds", (reader, id) => reader.All(
            $"""
            SELECT * FROM refunds WHERE orders IN (SELECT id FROM orders WHERE member = {id})
            ORDER BY requested_at, id
            """,
            CellsOf)),
        ("order_steps", (reader, id) => reader.All(
            $"""
            SELECT orders, line, at, what, amount, detail, position FROM order_steps
            WHERE orders IN (SELECT id FROM orders WHERE member = {id}) ORDER BY orders, line
            """,
            CellsOf)),
        ("credit_returns", (reader, id) =>
            reader.All($"SELECT * FROM credit_returns WHERE member = {id} ORDER BY at, refund", CellsOf)),
        ("withdrawals", (reader, id) =>
            reader.All($"SELECT * FROM withdrawals WHERE member = {id} ORDER BY requested_at, id", CellsOf)),
        ("merchant_people", (reader, id) =>
            reader.All($"SELECT * FROM merchant_people WHERE member = {id} ORDER BY merchant", CellsOf)),
        ("customer_locks", (reader, id) =>
            reader.All($"SELECT * FROM customer_locks WHERE member = {id}", CellsOf)),
        ("locked_rewards", (reader, id) =>
            reader.All($"SELECT * FROM locked_rewards WHERE member = {id} ORDER BY position, line", CellsOf)),
        ("promoters", (reader, id) => reader.All($"SELECT * FROM promoters WHERE member = {id}", CellsOf)),
        ("referrals", (reader, id) =>
            reader.All($"SELECT * FROM referrals WHERE member = {id} ORDER BY asked_at, id", CellsOf)),
        ("reward_orders", (reader, id) =>
            reader.All($"SELECT * FROM reward_orders WHERE buyer = {id} ORDER BY position, orders", CellsOf)),
        ("rewards", (reader, id) => reader.All(
            $"""
            SELECT kind, rate, amount, taken, at, position, taken_position FROM rewards WHERE payee = {id}
            ORDER BY position, orders, kind
            """,
            CellsOf)),
        ("expected_rewards", (reader, id) => reader.All(
            $"SELECT orders, kind, placed_at FROM expected_rewards WHERE buyer = {id} ORDER BY orders, kind", CellsOf)),
        ("agencies", (reader, id) =>
            reader.All($"SELECT * FROM agencies WHERE member = {id} ORDER BY drafted_at, id", CellsOf)),
        ("agency_reports", (reader, id) => reader.All(
            $"""
            SELECT * FROM agency_reports WHERE agency IN (SELECT id FROM agencies WHERE member = {id})
            ORDER BY agency, month, line
            """,
            CellsOf)),
        ("mall_users", (reader, id) =>
            reader.All($"SELECT * FROM mall_users WHERE member = {id} ORDER BY linked_at", CellsOf)),
        ("mall_orders", (reader, id) =>
            reader.All($"SELECT * FROM mall_orders WHERE member = {id} ORDER BY mall, number", CellsOf)),
        ("mall_reservations", (reader, id) =>
            reader.All($"SELECT * FROM mall_reservations WHERE member = {id} ORDER BY made_at, id", CellsOf)),
        ("payees", (reader, id) => reader.All(
            $"""
            SELECT id, state, account_tail, channel, consent, submitted_at, decided_at, reason FROM payees
            WHERE member = {id} ORDER BY submitted_at, id
            """,
            CellsOf)),
        ("member_devices", (reader, id) => reader.All(
            $"SELECT first_at, seen_at FROM member_devices WHERE member = {id} ORDER BY first_at", CellsOf)),
        ("tax_lines", (reader, id) =>
            reader.All($"SELECT * FROM tax_lines WHERE member = {id} ORDER BY at, withdrawal, type", CellsOf)),
        ("payout_holds", (reader, id) =>
            reader.All($"SELECT * FROM payout_holds WHERE member = {id} ORDER BY held_at, id", CellsOf)),
        ("payee_holds", (reader, id) =>
            reader.All($"SELECT * FROM payee_holds WHERE member = {id} ORDER BY held_at, finding", CellsOf)),
        ("reward_edges", (reader, id) => reader.All(
            $"SELECT kind, orders, amount, last_at FROM reward_edges WHERE payee = {id} ORDER BY last_at", CellsOf)),
        ("privacy_requests", (reader, id) =>
            reader.All($"SELECT * FROM privacy_requests WHERE member = {id} ORDER BY opened_at, id", CellsOf)),
        ("creditors", (reader, id) => reader.All($"SELECT * FROM creditors WHERE member = {id}", CellsOf)),
        ("legacy_answers", (reader, id) =>
            reader.All($"SELECT * FROM legacy_answers WHERE member = {id} ORDER BY given_at, id", CellsOf)),
        ("legacy_waivers", (reader, id) =>
            reader.All($"SELECT * FROM legacy_waivers WHERE member = {id} ORDER BY signed_at, id", CellsOf)),
        ("legacy_deeds", (reader, id) => reader.All(
            $"SELECT at, kind, amount, position FROM legacy_deeds WHERE member = {id} ORDER BY position", CellsOf)),
        ("legacy_reminders", (reader, id) =>
            reader.All($"SELECT at FROM legacy_reminders WHERE member = {id} ORDER BY at", CellsOf)),
        ("audit", (reader, id) => reader.All(
            $"SELECT at, act, detail FROM audit WHERE subject = {id} OR who = {id} ORDER BY sequence", CellsOf)),
    ];

    /// <summary>Writes the document: shop records, what the pool holds, the statement from the journal.</summary>
    public async Task<byte[]> WriteAsync(string member, CancellationToken cancellation)
    {
        var balance = await gate.ReadAsync(desk => desk.Pool.Member(desk.Names.Find(member)), cancellation);
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream, Written))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteString("member", member);
            json.WriteString("asOf", clock.WallNow().ToString());
            WritePool(json, balance);
            WriteIdentity(json, payees.Own(member)?.Details);
            WriteStatement(json, balance.Number);
            WriteRecords(json, member);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static Cells CellsOf(Row row) => new([.. Enumerable.Range(0, row.Columns)
        .Select(column => (row.NameOf(column), row.Stored(column)))]);

    private static void WritePool(Utf8JsonWriter json, MemberBalance balance)
    {
        json.WriteStartObject("pool");
        json.WriteString("points", balance.Points.ToString());
        json.WriteString("value", balance.Value.ToString());
        json.WriteString("spent", balance.Spent.ToString());
        json.WriteString("received", balance.Received.ToString());
        json.WriteString("walletFromSales", balance.SaleMoney.ToString());
        json.WriteString("walletFromRewards", balance.RewardMoney.ToString());
        json.WriteString("walletFromDividends", balance.DividendMoney.ToString());
        json.WriteString("goodsCredit", balance.GoodsCredit.ToString());
        json.WriteString("receivable", balance.Receivable.ToString());
        json.WriteEndObject();
    }

    // Sealed in the records; to the person it belongs to it is opened.
    private static void WriteIdentity(Utf8JsonWriter json, PersonalDetails? identity)
    {
        json.WritePropertyName("identity");
        JsonSerializer.Serialize(json, identity);
    }

    private void WriteStatement(Utf8JsonWriter json, MemberNumber number)
    {
        json.WriteStartArray("statement");
        var lines = number == MemberNumber.None ? [] : views.StatementOf(number, int.MaxValue);
        foreach (var row in lines)
        {
            json.WriteStartObject();
            json.WriteNumber("position", row.Position);
            json.WriteString("at", row.At.ToString());
            json.WriteString("what", row.Line.What);
            json.WriteString("reference", row.Line.Reference);
            json.WriteString("money", Decimals.Write(row.Line.MoneyUnits, Money.Decimals));
            json.WriteString("points", Decimals.Write(row.Line.PointUnits, Points.Decimals));
            json.WriteNumber("scale", row.Line.Scale);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRecords(Utf8JsonWriter json, string member)
    {
        json.WriteStartObject("records");
        var records = database.Read(reader =>
            Tables.Select(table => (table.Table, table.Read(reader, member))).ToList());
        foreach (var (table, rows) in records)
        {
            json.WriteStartArray(table);
            foreach (var row in rows)
            {
                json.WriteStartObject();
                foreach (var (name, value) in row.Values)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case long at when name == "at" || name.EndsWith("_at", StringComparison.Ordinal):
                json.WriteStringValue(new Instant(at).ToString());
                break;
            case long units when MoneyColumns.Contains(name):
                json.WriteStringValue(Decimals.Write(units, Money.Decimals));
                break;
            case long units when PointColumns.Contains(name):
                json.WriteStringValue(Decimals.Write(units, Points.Decimals));
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case byte[] bytes:
                json.WriteStringValue(Convert.ToHexStringLower(bytes));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>One row as it is stored.</summary>
    internal sealed record Cells(IReadOnlyList<(string Name, object? Value)> Values);
}
