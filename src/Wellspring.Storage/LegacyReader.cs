using System.Data.Common;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Storage.Views;

namespace Wellspring.Storage;

/// <summary>Reads what the journal says about old debts: claims, coin orders, releases and the days' ends.</summary>
public sealed class LegacyReader
{
    private readonly IViewQueries _queries;

    internal LegacyReader(IViewQueries queries) => _queries = queries;

    private const string ClaimColumns = """
        SELECT claim, member, kind, amount, since, state, first, position FROM claims
        """;

    private const string CoinOrderColumns = """
        SELECT id, member, merchant, coins, value, deposit, locked, scale, state, day, first, position FROM coin_orders
        """;

    /// <summary>Claims in order of registration, from after a position on; a whole page of them may share it.</summary>
    public IReadOnlyList<ClaimRow> Claims(int most, long after = -1, MemberNumber? member = null) => _queries.All(
        $"""
        {ClaimColumns} WHERE first > $after AND ($member IS NULL OR member = $member) ORDER BY first LIMIT $most
        """,
        ClaimOf, ("$after", after), ("$member", member?.Value), ("$most", most));

    /// <summary>Coin orders, the latest paid first, from before a position on.</summary>
    public IReadOnlyList<CoinOrderRow> CoinOrders(
        int most, long before = long.MaxValue, MemberNumber? member = null, string? merchant = null) => _queries.All(
        $"""
        {CoinOrderColumns} WHERE first < $before AND ($member IS NULL OR member = $member)
            AND ($merchant IS NULL OR merchant = $merchant) ORDER BY first DESC LIMIT $most
        """,
        CoinOrderOf, ("$before", before), ("$member", member?.Value), ("$merchant", merchant), ("$most", most));

    /// <summary>The coin part of one order; null when it has none.</summary>
    public CoinOrderRow? CoinOrder(string order) => CoinOrder(_queries, order);

    /// <summary>What coin orders of some days, both included, took of the fund, less what came back.</summary>
    public Money CoinsTaken(long from, long until) => _queries.All(
        """
        SELECT CAST(coalesce(sum(value + deposit), 0) AS bigint) FROM coin_orders WHERE day BETWEEN $from AND $until
        """,
        row => Money.FromUnits(row.GetInt64(0)), ("$from", from), ("$until", until))[0];

    /// <summary>What coins bought on some days, both included, less what came back.</summary>
    public Money CoinsUsed(long from, long until) => _queries.All(
        "SELECT CAST(coalesce(sum(value), 0) AS bigint) FROM coin_orders WHERE day BETWEEN $from AND $until",
        row => Money.FromUnits(row.GetInt64(0)), ("$from", from), ("$until", until))[0];

    /// <summary>What coins, value and deposit of all orders in these states come to.</summary>
    public (Money Coins, Money Value, Money Deposit) CoinsOf(string state, string other) => _queries.All(
        """
        SELECT CAST(coalesce(sum(coins), 0) AS bigint), CAST(coalesce(sum(value), 0) AS bigint),
            CAST(coalesce(sum(deposit), 0) AS bigint) FROM coin_orders
        WHERE state IN ($state, $other)
        """,
        row => (Money.FromUnits(row.GetInt64(0)), Money.FromUnits(row.GetInt64(1)), Money.FromUnits(row.GetInt64(2))),
        ("$state", state), ("$other", other))[0];

    /// <summary>The last record that changed a coin order; -1 where there is none.</summary>
    public long LastCoinOrder => _queries.All(
        "SELECT coalesce(max(position), -1) FROM coin_orders", row => row.GetInt64(0))[0];

    /// <summary>What double entry posted to accounts of a kind before a record; a debit counts up.</summary>
    public long Posted(AccountKind kind, long before) => _queries.All(
        "SELECT CAST(coalesce(sum(units), 0) AS bigint) FROM postings WHERE kind = $kind AND position < $before",
        row => row.GetInt64(0), ("$kind", (long)kind), ("$before", before))[0];

    /// <summary>Releases to a member, or to everybody, the newest first.</summary>
    public IReadOnlyList<ReleaseRow> Releases(int most, MemberNumber? member = null, StatementPlace? before = null) =>
        _queries.All(
            """
            SELECT member, position, line, day, points, scale, value, basis FROM releases
            WHERE ($member IS NULL OR member = $member) AND (position, line) < ($position, $line)
            ORDER BY position DESC, line DESC LIMIT $most
            """,
            row => new ReleaseRow(
                new(row.GetInt64(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3),
                Points.FromUnits(row.GetInt64(4)), row.GetInt32(5), Money.FromUnits(row.GetInt64(6)),
                Money.FromUnits(row.GetInt64(7))),
            ("$member", member?.Value), ("$position", before?.Position ?? long.MaxValue),
            ("$line", before?.Line ?? long.MaxValue), ("$most", most));

    /// <summary>All releases in one: to how many creditors, on how many days, worth how much on those days.</summary>
    public ReleaseSum ReleaseSum() => _queries.All(
        "SELECT count(DISTINCT member), count(DISTINCT day), CAST(coalesce(sum(value), 0) AS bigint) FROM releases",
        row => new ReleaseSum(row.GetInt64(0), row.GetInt64(1), Money.FromUnits(row.GetInt64(2))))[0];

    /// <summary>Days with a run of the release, the newest first, from before a day on.</summary>
    public IReadOnlyList<ReleaseDayRow> ReleaseDays(int most, long before = long.MaxValue) => _queries.All(
        """
        SELECT day, position, budget, released, creditors, scale, price_money, price_points, allowance
        FROM release_days WHERE day < $before ORDER BY day DESC LIMIT $most
        """,
        row => new ReleaseDayRow(
            row.GetInt64(0), row.GetInt64(1), Points.FromUnits(row.GetInt64(2)), Points.FromUnits(row.GetInt64(3)),
            row.GetInt64(4), row.GetInt32(5), Money.FromUnits(row.GetInt64(6)), Points.FromUnits(row.GetInt64(7)),
            Money.FromUnits(row.GetInt64(8))),
        ("$before", before), ("$most", most));

    /// <summary>The old debt at the ends of days, oldest first; a day without a record has no row.</summary>
    public IReadOnlyList<LegacyDayRow> Days(long from = long.MinValue, long until = long.MaxValue) => _queries.All(
        """
        SELECT day, position, creditors, consented, claimed, disputed, unconverted, coins, goods, proceeds, waived,
            fund, held, deposits, locked, scale, locked_value, allowance, stopped, last_run, funded
        FROM legacy_days WHERE day BETWEEN $from AND $until ORDER BY day
        """,
        DayOf, ("$from", from), ("$until", until));

    /// <summary>Everybody who ever got goods for coins or points released, and so must have said yes.</summary>
    public IReadOnlyList<MemberNumber> MembersPaid() => _queries.All(
        "SELECT member FROM coin_orders UNION SELECT member FROM releases ORDER BY member",
        row => new MemberNumber(row.GetInt64(0)));

    internal static CoinOrderRow? CoinOrder(IViewQueries queries, string order) =>
        queries.All($"{CoinOrderColumns} WHERE id = $id", CoinOrderOf, ("$id", order)) is [var found] ? found : null;

    private static ClaimRow ClaimOf(DbDataReader row) => new(
        row.GetString(0), new(row.GetInt64(1)), (ClaimKind)row.GetInt32(2), Money.FromUnits(row.GetInt64(3)),
        row.GetInt64(4), (ClaimState)row.GetInt32(5), row.GetInt64(6), row.GetInt64(7));

    private static CoinOrderRow CoinOrderOf(DbDataReader row) => new(
        row.GetString(0), new(row.GetInt64(1)), row.GetString(2), Money.FromUnits(row.GetInt64(3)),
        Money.FromUnits(row.GetInt64(4)), Money.FromUnits(row.GetInt64(5)), Points.FromUnits(row.GetInt64(6)),
        row.GetInt32(7), row.GetString(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11));

    private static LegacyDayRow DayOf(DbDataReader row)
    {
        var column = 2;
        var totals = new LegacyTotals(
            row.GetInt64(column++), row.GetInt64(column++), Next(), Next(), Next(), Next(), Next(), Next(), Next(),
            Next(), Next(), Next(), Points.FromUnits(row.GetInt64(14)), Money.FromUnits(row.GetInt64(16)),
            Money.FromUnits(row.GetInt64(17)), row.GetInt64(18) != 0, row.GetInt64(19));
        return new(row.GetInt64(0), row.GetInt64(1), totals, row.GetInt32(15), Money.FromUnits(row.GetInt64(20)));

        Money Next() => Money.FromUnits(row.GetInt64(column++));
    }
}

/// <summary>A claim as it stands after the last record about it.</summary>
/// <param name="Since">The day it came about, counted from 1970-01-01.</param>
/// <param name="First">The record that registered it.</param>
/// <param name="Position">The last record about it.</param>
public sealed record ClaimRow(
    string Claim, MemberNumber Member, ClaimKind Kind, Money Amount, long Since, ClaimState State, long First,
    long Position);

/// <summary>The part of an order that was paid with coins.</summary>
/// <param name="Value">What the coins paid for; less after a refund of a part.</param>
/// <param name="Locked">Points that its deposit bought, in <paramref name="Scale"/>; zero before it settled.</param>
/// <param name="State">held, settled, refunded (closed before finality) or reversed.</param>
/// <param name="Day">The day of the pool's clock on which the coins were paid.</param>
public sealed record CoinOrderRow(
    string Order, MemberNumber Member, string Merchant, Money Coins, Money Value, Money Deposit, Points Locked,
    int Scale, string State, long Day, long First, long Position);

/// <summary>Points that became a creditor's own on one day.</summary>
/// <param name="Value">At the price right after the record.</param>
/// <param name="Basis">The part of the claim that these points stand for.</param>
public sealed record ReleaseRow(
    MemberNumber Member, long Position, long Line, long Day, Points Points, int Scale, Money Value, Money Basis);

/// <summary>Releases of a whole pool in one figure each.</summary>
public sealed record ReleaseSum(long Creditors, long Days, Money Value);

/// <summary>One day's run of the release.</summary>
/// <param name="Budget">The most that this day could release, by the rule and the cap.</param>
/// <param name="Allowance">What the rule has left over for the days after.</param>
public sealed record ReleaseDayRow(
    long Day, long Position, Points Budget, Points Released, long Creditors, int Scale, Money PriceMoney,
    Points PricePoints, Money Allowance);

/// <summary>The old debt after the last record of a day.</summary>
/// <param name="Scale">Of the locked points.</param>
/// <param name="Funded">All that ever came into the settlement fund.</param>
public sealed record LegacyDayRow(long Day, long Position, LegacyTotals Totals, int Scale, Money Funded);
