using Microsoft.Data.Sqlite;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;

namespace Wellspring.Storage;

/// <summary>Writes the view rows of old debts; a pool without them costs nothing.</summary>
internal sealed class LegacyRows(SqliteConnection connection) : IDisposable
{
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS claims (claim TEXT PRIMARY KEY, member INTEGER NOT NULL, kind INTEGER NOT NULL,
            amount INTEGER NOT NULL, since INTEGER NOT NULL, state INTEGER NOT NULL, first INTEGER NOT NULL,
            position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS claims_first ON claims (first);
        CREATE INDEX IF NOT EXISTS claims_member ON claims (member, first);
        CREATE TABLE IF NOT EXISTS coin_orders (id TEXT PRIMARY KEY, member INTEGER NOT NULL, merchant TEXT NOT NULL,
            coins INTEGER NOT NULL, value INTEGER NOT NULL, deposit INTEGER NOT NULL, locked INTEGER NOT NULL,
            scale INTEGER NOT NULL, state TEXT NOT NULL, day INTEGER NOT NULL, first INTEGER NOT NULL,
            position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS coin_orders_first ON coin_orders (first);
        CREATE INDEX IF NOT EXISTS coin_orders_member ON coin_orders (member, first);
        CREATE INDEX IF NOT EXISTS coin_orders_day ON coin_orders (day);
        CREATE TABLE IF NOT EXISTS releases (member INTEGER NOT NULL, position INTEGER NOT NULL,
            line INTEGER NOT NULL, day INTEGER NOT NULL, points INTEGER NOT NULL, scale INTEGER NOT NULL,
            value INTEGER NOT NULL, basis INTEGER NOT NULL, PRIMARY KEY (member, position, line)) STRICT, WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS releases_position ON releases (position, line);
        CREATE TABLE IF NOT EXISTS release_days (day INTEGER PRIMARY KEY, position INTEGER NOT NULL,
            budget INTEGER NOT NULL, released INTEGER NOT NULL, creditors INTEGER NOT NULL, scale INTEGER NOT NULL,
            price_money INTEGER NOT NULL, price_points INTEGER NOT NULL, allowance INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS legacy_days (day INTEGER PRIMARY KEY, position INTEGER NOT NULL,
            creditors INTEGER NOT NULL, consented INTEGER NOT NULL, claimed INTEGER NOT NULL, disputed INTEGER NOT NULL,
            unconverted INTEGER NOT NULL, coins INTEGER NOT NULL, goods INTEGER NOT NULL, proceeds INTEGER NOT NULL,
            waived INTEGER NOT NULL, fund INTEGER NOT NULL, held INTEGER NOT NULL, deposits INTEGER NOT NULL,
            locked INTEGER NOT NULL, scale INTEGER NOT NULL, locked_value INTEGER NOT NULL, allowance INTEGER NOT NULL,
            stopped INTEGER NOT NULL, last_run INTEGER NOT NULL, funded INTEGER NOT NULL) STRICT;
        """;

    public static readonly string[] Tables = ["claims", "coin_orders", "releases", "release_days", "legacy_days"];

    private readonly SqliteCommand _claim = ViewRows.Prepare(connection, """
        INSERT INTO claims VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
        ON CONFLICT (claim) DO UPDATE SET member = $2, amount = $4, state = $6, position = $7
        """, 7);

    private readonly SqliteCommand _coins = ViewRows.Prepare(connection, """
        INSERT INTO coin_orders VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
        ON CONFLICT (id) DO UPDATE SET coins = $4, value = $5, deposit = $6, locked = $7, scale = $8, state = $9,
            position = $11
        """, 11);

    private readonly SqliteCommand _find = ViewRows.Prepare(connection, """
        SELECT member, merchant, coins, value, deposit, locked, scale, state FROM coin_orders WHERE id = $1
        """, 1);

    private readonly SqliteCommand _release = ViewRows.Prepare(
        connection, "INSERT INTO releases VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);

    private readonly SqliteCommand _began = ViewRows.Prepare(
        connection, "INSERT INTO release_days VALUES ($1, $2, $3, 0, 0, $4, $5, $6, $7)", 7);

    private readonly SqliteCommand _ran = ViewRows.Prepare(connection, """
        UPDATE release_days SET released = released + $2, creditors = creditors + 1 WHERE day = $1
        """, 2);

    private readonly SqliteCommand _day = ViewRows.Prepare(connection, """
        INSERT OR REPLACE INTO legacy_days
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        """, 21);

    private LegacyDayRow? _present;
    private Money _funded;
    private long _runDay;

    /// <summary>Notes what a record did; rows that are there already are only remembered.</summary>
    /// <param name="pool">As the record left it.</param>
    public void Follow(SqliteTransaction transaction, JournalRecord record, Pool pool, bool isNew)
    {
        if (pool.Legacy is not { } totals)
        {
            return;
        }

        var day = pool.Clock.DayAt(pool.Plan.Settings.TimeZone);
        if (_present is { } before && before.Day != day)
        {
            EndDay(transaction);
        }

        _funded += record.Event is PoolEvent.SettlementFunded funded ? funded.Amount : Money.Zero;
        _present = new(day, record.Position, totals, record.Scale, _funded);
        if (isNew)
        {
            InsertClaim(transaction, record, pool);
            InsertCoinOrders(transaction, record, pool, day);
        }

        InsertReleases(transaction, record, isNew);
    }

    /// <summary>Writes the day under way as it stands; the next record of the same day writes it again.</summary>
    public void EndDay(SqliteTransaction transaction)
    {
        if (_present is not var (day, position, totals, scale, funded))
        {
            return;
        }

        ViewRows.Run(_day, transaction, day, position, totals.Creditors, totals.Consented, totals.Claimed.Units,
            totals.Disputed.Units, totals.Unconverted.Units, totals.Coins.Units, totals.SettledByGoods.Units,
            totals.SettledByProceeds.Units, totals.Waived.Units, totals.Fund.Units, totals.FundHeld.Units,
            totals.Deposits.Units, totals.Locked.Units, (long)scale, totals.LockedValue.Units, totals.Allowance.Units,
            totals.IsStopped ? 1L : 0L, totals.LastDay, funded.Units);
    }

    public void Dispose()
    {
        foreach (var command in new[] { _claim, _coins, _find, _release, _began, _ran, _day })
        {
            command.Dispose();
        }
    }

    // A claim's row is what the pool knows of it right after a record about it.
    private void InsertClaim(SqliteTransaction transaction, JournalRecord record, Pool pool)
    {
        if (LegacyLines.ClaimOf(record.Event) is { } id && pool.Claim(id) is { } claim)
        {
            ViewRows.Run(_claim, transaction, claim.Id, claim.Member.Value, (long)claim.Kind, claim.Amount.Units,
                claim.Since, (long)claim.State, record.Position);
        }
    }

    private void InsertCoinOrders(SqliteTransaction transaction, JournalRecord record, Pool pool, long day)
    {
        foreach (var changed in LegacyLines.CoinOrdersOf(
            record, order => Find(transaction, order), order => pool.PendingOf(order)?.Merchant))
        {
            ViewRows.Run(_coins, transaction, changed.Order, changed.Member.Value, changed.Merchant,
                changed.Coins.Units, changed.Value.Units, changed.Deposit.Units, changed.Locked.Units,
                (long)changed.Scale, changed.State, day, record.Position);
        }
    }

    private CoinOrderState? Find(SqliteTransaction transaction, string order)
    {
        _find.Transaction = transaction;
        _find.Parameters[0].Value = order;
        using var row = _find.ExecuteReader();
        return row.Read()
            ? new(order, new(row.GetInt64(0)), row.GetString(1), Money.FromUnits(row.GetInt64(2)),
                Money.FromUnits(row.GetInt64(3)), Money.FromUnits(row.GetInt64(4)), Points.FromUnits(row.GetInt64(5)),
                row.GetInt32(6), row.GetString(7))
            : null;
    }

    private void InsertReleases(SqliteTransaction transaction, JournalRecord record, bool isNew)
    {
        if (record.Event is not PoolEvent.DueProcessed due)
        {
            return;
        }

        var scale = record.Scale - due.After.Splits - due.Items.Sum(item => item.After.Splits);
        var line = 0L;
        foreach (var item in due.Items)
        {
            if (item is DueItem.ReleaseBegan began)
            {
                _runDay = began.Day;
                if (isNew)
                {
                    ViewRows.Run(_began, transaction, began.Day, record.Position, began.Budget.Units, (long)scale,
                        record.Pool.Units, record.Circulating.Units, began.Allowance.Units);
                }
            }
            else if (item is DueItem.PointsReleased released && isNew)
            {
                ViewRows.Run(_release, transaction, released.Member.Value, record.Position, line++, _runDay,
                    released.Points.Units, (long)scale, LegacyLines.ValueOf(record, released.Points, scale).Units,
                    released.Basis.Units);
                ViewRows.Run(_ran, transaction, _runDay, released.Points.Units);
            }

            scale += item.After.Splits;
        }
    }
}
