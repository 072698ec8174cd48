using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>Reads a mall through the three views that <c>connectors/</c> ships for it, and writes nothing.</summary>
/// <param name="open">Gives a fresh connection, of an account that may read the views and nothing else.</param>
public sealed class SqlMallSource(MallSettings settings, Func<DbConnection> open, TimeProvider wall) : IMallSource
{
    private const string Columns = """
        o.order_row, o.order_key, o.user_key, o.store_key, o.currency, o.paid_fen, o.refunded_fen, o.paid_at,
        o.received_at
        """;

    // The first condition uses an index where the mall has one; the second goes on inside a sweep.
    private const string Changed = $"""
        SELECT c.changed_at, {Columns}
        FROM (SELECT order_row, MAX(changed_at) AS changed_at FROM wellspring_order_changes
            WHERE changed_at >= @since GROUP BY order_row) c
        JOIN wellspring_orders o ON o.order_row = c.order_row
        WHERE c.changed_at > @at OR (c.changed_at = @at AND c.order_row > @row)
        ORDER BY c.changed_at, c.order_row LIMIT @most
        """;

    private const string PaidBetween = $"""
        SELECT o.paid_at, {Columns}
        FROM wellspring_orders o WHERE o.paid_at >= @since AND o.paid_at < @at ORDER BY o.paid_at, o.order_row
        """;

    public async Task<MallPage> ReadAsync(string? cursor, CancellationToken cancellation)
    {
        var from = cursor is null ? MallCursor.Start(ToMall(settings.From)) : MallCursor.Read(cursor);
        var rows = await QueryAsync(
            Changed, [("since", Moment(from.Since)), ("at", Moment(from.At)), ("row", from.Row),
                ("most", settings.PageSize)], cancellation);
        var last = rows.Count > 0 ? from.After(rows[^1].ChangedAt, rows[^1].Row) : from;
        var more = rows.Count == settings.PageSize;
        var next = more ? last : last.NextSweep(ToMall(Instant.From(wall.GetUtcNow())), settings.Overlap);
        return Page(rows, next.ToString(), more);
    }

    public async Task<MallPage> PaidBetweenAsync(Instant from, Instant to, CancellationToken cancellation)
    {
        var rows = await QueryAsync(
            PaidBetween, [("since", Moment(ToMall(from))), ("at", Moment(ToMall(to)))], cancellation);
        return Page(rows, cursor: "", more: false);
    }

    private static MallPage Page(List<MallRow> rows, string cursor, bool more)
    {
        var orders = ImmutableArray.CreateBuilder<MallOrder>(rows.Count);
        var faults = ImmutableArray.CreateBuilder<MallFault>();
        foreach (var row in rows)
        {
            if (row.Fault() is { } fault)
            {
                faults.Add(fault);
            }
            else
            {
                orders.Add(row.Order());
            }
        }

        return new(orders.DrainToImmutable(), faults.DrainToImmutable(), cursor, more);
    }

    private async Task<List<MallRow>> QueryAsync(
        string sql, (string Name, object Value)[] parameters, CancellationToken cancellation)
    {
        await using var connection = open();
        await connection.OpenAsync(cancellation);

        // One moment for orders and their lines.
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellation);
        var rows = new List<MallRow>();
        await using (var command = Command(connection, transaction, sql, parameters))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                rows.Add(Read(reader));
            }
        }

        foreach (var chunk in rows.Chunk(500))
        {
            await ReadLinesAsync(connection, transaction, chunk, cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return rows;
    }

    private MallRow Read(DbDataReader reader) => new(
        ToMicroseconds(reader.GetValue(0)), Whole(reader, 1), Text(reader, 2), Text(reader, 3), Text(reader, 4),
        Text(reader, 5), Whole(reader, 6), Whole(reader, 7), ToInstant(ToMicroseconds(reader.GetValue(8))),
        reader.IsDBNull(9) ? null : ToInstant(ToMicroseconds(reader.GetValue(9))), []);

    private static async Task ReadLinesAsync(
        DbConnection connection, DbTransaction transaction, MallRow[] rows, CancellationToken cancellation)
    {
        var byRow = rows.ToDictionary(row => row.Row);
        var parameters = rows.Select((row, index) => (Name: Hole(index), Value: (object)row.Row)).ToArray();
        var holes = string.Join(", ", parameters.Select(parameter => "@" + parameter.Name));
        await using var command = Command(connection, transaction, $"""
            SELECT l.order_row, l.goods_key, l.quantity, l.amount_fen FROM wellspring_order_lines l
            WHERE l.order_row IN ({holes}) ORDER BY l.order_row, l.line_row
            """, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            byRow[Whole(reader, 0)].Lines.Add((Text(reader, 1), Whole(reader, 2), Whole(reader, 3)));
        }
    }

    private static DbCommand Command(
        DbConnection connection, DbTransaction transaction, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static string Hole(int index) => "l" + index.ToString(CultureInfo.InvariantCulture);

    private static string Text(DbDataReader reader, int column) =>
        Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "";

    private static long Whole(DbDataReader reader, int column) =>
        Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    // The mall's own clock, in microseconds: the finest of the three malls.
    private long ToMall(Instant moment) => (moment.Milliseconds + settings.ClockOffset.Milliseconds) * 1_000;

    private Instant ToInstant(long microseconds) => new((microseconds / 1_000) - settings.ClockOffset.Milliseconds);

    private object Moment(long microseconds) => settings.Kind.Time is MallTime.UnixSeconds
        ? microseconds / 1_000_000
        : new DateTime(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond));

    private static long ToMicroseconds(object value) => value is DateTime moment
        ? (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond
        : Convert.ToInt64(value, CultureInfo.InvariantCulture) * 1_000_000;
}

/// <summary>One row of the view of orders, before anybody believed it.</summary>
internal sealed record MallRow(
    long ChangedAt, long Row, string Key, string User, string Store, string Currency, long PaidFen, long RefundedFen,
    Instant PaidAt, Instant? ReceivedAt, List<(string Goods, long Quantity, long Fen)> Lines)
{
    private static readonly Money Largest = Money.FromYuan(1_000_000_000);

    // The times a command may carry: 2000 to 2199.
    private static readonly Instant Earliest = new(946_684_800_000);
    private static readonly Instant Latest = new(7_258_118_400_000);

    public MallFault? Fault() =>
        Key.Length is 0 or > 64 || User.Length is 0 or > 64
            ? new(Key.Length is 0 ? $"#{Row}" : Key, new(
                "订单号或用户号为空或超过 64 个字符；请检查视图 wellspring_orders。",
                "The order's or user's number is empty or longer than 64 characters; check view wellspring_orders."))
        : Currency != "CNY"
            ? new(Key, new(
                $"金额币种是「{Currency}」；本平台只接受人民币 CNY 的商城。",
                $"The amounts are in «{Currency}»; malls are taken in CNY only."))
        : PaidFen < 0 || RefundedFen < 0 || RefundedFen > PaidFen || PaidFen > Largest.Units / Money.UnitsPerFen
            ? new(Key, new(
                $"实付 {PaidFen} 分、退款 {RefundedFen} 分不合理（须为 0 ≤ 退款 ≤ 实付 ≤ 10 亿元）；请到商城核对。",
                $"Paid {PaidFen} fen, refunded {RefundedFen} fen: it must be 0 ≤ refunded ≤ paid ≤ 1e9 yuan; check."))
        : !IsTime(PaidAt) || (ReceivedAt is { } received && !IsTime(received))
            ? new(Key, new(
                "付款或收货时间不在 2000 至 2199 年之间；请到商城核对。",
                "The time of payment or receipt is not in the years 2000 to 2199; check in the mall."))
        : null;

    public MallOrder Order() => new(
        Key, User, Store, Fen(PaidFen), Fen(RefundedFen), PaidAt, ReceivedAt,
        [.. Lines.Where(line => line.Fen >= 0).Select(line => new MallLine(line.Goods, line.Quantity, Fen(line.Fen)))]);

    private static bool IsTime(Instant at) => at >= Earliest && at < Latest;

    private static Money Fen(long fen) => Money.FromUnits(fen * Money.UnitsPerFen);
}
