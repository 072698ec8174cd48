using System.Data.Common;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Views;
using Wellspring.Storage.Views;

namespace Wellspring.Storage;

/// <summary>Reads the views page by page, beside whoever follows the journal.</summary>
/// <remarks>Each page goes on where the last one ended, so rows that are added meanwhile move nothing.</remarks>
public sealed class ViewReader
{
    private readonly IViewQueries _queries;

    internal ViewReader(IViewQueries queries) => (_queries, Legacy) = (queries, new(queries));

    /// <summary>Old debts: claims, coin orders, releases.</summary>
    public LegacyReader Legacy { get; }

    /// <summary>
    /// Price history: one row a record that moved the pool; thinned to about <paramref name="most"/> rows.
    /// </summary>
    public IReadOnlyList<PriceRow> Prices(int most) => All(
        """
        WITH total AS (SELECT count(*) AS found FROM prices),
            numbered AS (SELECT *, row_number() OVER (ORDER BY position) AS n FROM prices)
        SELECT position, at, pool, circulating, scale, orders FROM numbered, total
        WHERE n = 1 OR n = found OR n % CASE WHEN found < $most THEN 1 ELSE found / $most END = 0 ORDER BY position
        """,
        PriceOf, ("$most", Math.Max(1, most)));

    /// <summary>Price history from one position on, every row.</summary>
    public IReadOnlyList<PriceRow> PricesFrom(long position, int most) => All(
        """
        SELECT position, at, pool, circulating, scale, orders FROM prices
        WHERE position >= $position ORDER BY position LIMIT $most
        """,
        PriceOf, ("$position", position), ("$most", most));

    /// <summary>Pool and reserve together as they stood at a moment; nothing before the first record.</summary>
    public Money BookAt(Instant at) => All(
        """
        WITH later AS (SELECT coalesce(min(position), 9223372036854775807) AS position FROM prices WHERE at > $at)
        SELECT coalesce((SELECT pool FROM prices WHERE at <= $at ORDER BY position DESC LIMIT 1), 0)
            - CAST(coalesce((SELECT sum(units) FROM postings WHERE kind = $reserve AND number = 0
                AND position < (SELECT position FROM later)), 0) AS bigint)
        """,
        row => Money.FromUnits(row.GetInt64(0)), ("$at", at.Milliseconds), ("$reserve", (long)AccountKind.Reserve))[0];

    /// <summary>
    /// What records from one position up to another added to everything payable to members: their wallets and
    /// withdrawals under way, by the double entry. Negative where more left than came.
    /// </summary>
    public long WalletsMoved(long from, long until) => All(
        """
        SELECT CAST(coalesce(sum(-units), 0) AS bigint) FROM postings WHERE position >= $from AND position < $until
            AND kind IN ($sales, $rewards, $credit, $withdrawals, $dividends)
        """,
        row => row.GetInt64(0), ("$from", from), ("$until", until), ("$sales", (long)AccountKind.WalletSales),
        ("$rewards", (long)AccountKind.WalletRewards), ("$credit", (long)AccountKind.WalletCredit),
        ("$withdrawals", (long)AccountKind.Withdrawals), ("$dividends", (long)AccountKind.WalletDividends))[0];

    /// <summary>A member's statement, newest first, from before a place on.</summary>
    public IReadOnlyList<StatementRow> StatementOf(MemberNumber member, int most, StatementPlace? before = null) => All(
        """
        SELECT position, at, what, reference, money, points, scale, line, kind, rate FROM statements
        WHERE member = $member AND (position, line) < ($position, $line)
        ORDER BY position DESC, line DESC LIMIT $most
        """,
        row => new StatementRow(row.GetInt64(0), new(row.GetInt64(1)), new(member, row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt32(6))
        {
            Kind = row.IsDBNull(8) ? null : (RewardKind)row.GetInt32(8),
            Rate = row.IsDBNull(9) ? null : Rate.FromParts(row.GetInt32(9)),
        },
            row.GetInt64(7)),
        ("$member", member.Value), ("$position", before?.Position ?? long.MaxValue),
        ("$line", before?.Line ?? long.MaxValue), ("$most", most));

    /// <summary>Orders, the latest placed first, from before a position on.</summary>
    /// <param name="member">Only this member's; null for everybody's.</param>
    public IReadOnlyList<OrderViewRow> Orders(
        int most, long before = long.MaxValue, MemberNumber? member = null, string? merchant = null,
        string? state = null) => All(
        $"""
        {OrderColumns} WHERE first < $before AND ($member IS NULL OR member = $member)
            AND ($merchant IS NULL OR merchant = $merchant) AND ($state IS NULL OR state = $state)
        ORDER BY first DESC LIMIT $most
        """,
        OrderOf, ("$before", before), ("$member", member?.Value), ("$merchant", merchant), ("$state", state),
        ("$most", most));

    /// <summary>One order; null when no record was about it.</summary>
    public OrderViewRow? Order(string order) =>
        All($"{OrderColumns} WHERE id = $id", OrderOf, ("$id", order)) is [var found] ? found : null;

    private const string OrderColumns = """
        SELECT id, state, member, merchant, amount, inflow, points, scale, refunded, position, first FROM orders
        """;

    private static PriceRow PriceOf(DbDataReader row) => new(
        row.GetInt64(0), new(row.GetInt64(1)), Money.FromUnits(row.GetInt64(2)), Points.FromUnits(row.GetInt64(3)),
        row.GetInt32(4), row.GetInt64(5));

    private static OrderViewRow OrderOf(DbDataReader row) => new(
        new(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : new(row.GetInt64(2)),
            row.IsDBNull(3) ? null : row.GetString(3), MoneyAt(row, 4), MoneyAt(row, 5),
            row.IsDBNull(6) ? null : Points.FromUnits(row.GetInt64(6)), row.IsDBNull(7) ? null : row.GetInt32(7),
            MoneyAt(row, 8)),
        row.GetInt64(9), row.GetInt64(10));

    private static Money? MoneyAt(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : Money.FromUnits(row.GetInt64(column));

    private List<T> All<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<Given> parameters) =>
        _queries.All(sql, read, parameters);
}

/// <summary>The pool after one record: what charts are drawn from.</summary>
public readonly record struct PriceRow(
    long Position, Instant At, Money Pool, Points Circulating, int Scale, long Orders);

/// <summary>A statement line with its place in the journal and its business date.</summary>
/// <param name="Number">Which line of the record's: a record may write several.</param>
public readonly record struct StatementRow(long Position, Instant At, StatementLine Line, long Number = 0);

/// <summary>Where a page of a statement ended.</summary>
public readonly record struct StatementPlace(long Position, long Line);

/// <summary>An order with the records that were first and last about it.</summary>
public sealed record OrderViewRow(Engine.Views.OrderLine Line, long Position, long First);
