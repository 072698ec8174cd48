using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;

namespace Wellspring.Storage.Views;

/// <summary>Makes the view rows of old debts; a pool without them costs nothing.</summary>
/// <param name="funded">All that ever came into the settlement fund before.</param>
/// <param name="runDay">The day of the last run of the release that began before.</param>
internal sealed class LegacyBuilder(Money funded, long runDay)
{
    private LegacyDayRow? _present;
    private Money _funded = funded;
    private long _runDay = runDay;

    /// <param name="pool">As the record left it.</param>
    public void Take(JournalRecord record, Pool pool, ViewBatch rows, Func<string, CoinOrderRow?> coinOrder)
    {
        if (pool.Legacy is not { } totals)
        {
            return;
        }

        var day = pool.Clock.DayAt(pool.Plan.Settings.TimeZone);
        if (_present is { } before && before.Day != day)
        {
            EndDay(rows);
        }

        _funded += record.Event is PoolEvent.SettlementFunded funded ? funded.Amount : Money.Zero;
        _present = new(day, record.Position, totals, record.Scale, _funded);
        AddClaim(record, pool, rows);
        AddCoinOrders(record, pool, rows, day, coinOrder);
        AddReleases(record, rows);
    }

    /// <summary>Adds the day under way as it stands; the next record of the same day adds it again.</summary>
    public void EndDay(ViewBatch rows)
    {
        if (_present is not null)
        {
            rows.Set(_present);
        }
    }

    // A claim's row is what the pool knows of it right after a record about it.
    private static void AddClaim(JournalRecord record, Pool pool, ViewBatch rows)
    {
        if (LegacyLines.ClaimOf(record.Event) is { } id && pool.Claim(id) is { } claim)
        {
            rows.Add(new ClaimRow(
                claim.Id, claim.Member, claim.Kind, claim.Amount, claim.Since, claim.State, record.Position,
                record.Position));
        }
    }

    private static void AddCoinOrders(
        JournalRecord record, Pool pool, ViewBatch rows, long day, Func<string, CoinOrderRow?> coinOrder)
    {
        foreach (var changed in LegacyLines.CoinOrdersOf(
            record, order => StateOf(rows.CoinOrder(order) ?? coinOrder(order)),
            order => pool.PendingOf(order)?.Merchant))
        {
            rows.Add(new CoinOrderRow(
                changed.Order, changed.Member, changed.Merchant, changed.Coins, changed.Value, changed.Deposit,
                changed.Locked, changed.Scale, changed.State, day, record.Position, record.Position));
        }
    }

    private static CoinOrderState? StateOf(CoinOrderRow? row) => row is null
        ? null
        : new(row.Order, row.Member, row.Merchant, row.Coins, row.Value, row.Deposit, row.Locked, row.Scale, row.State);

    private void AddReleases(JournalRecord record, ViewBatch rows)
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
                rows.Begin(new(
                    began.Day, record.Position, began.Budget, Points.Zero, 0, scale, record.Pool, record.Circulating,
                    began.Allowance));
            }
            else if (item is DueItem.PointsReleased released)
            {
                rows.Add(new ReleaseRow(
                    released.Member, record.Position, line++, _runDay, released.Points, scale,
                    LegacyLines.ValueOf(record, released.Points, scale), released.Basis));
            }

            scale += item.After.Splits;
        }
    }
}
