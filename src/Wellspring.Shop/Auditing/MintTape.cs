using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>One mint with the backing just before and just after it.</summary>
internal readonly record struct Mint(Settlement Order, Backing Before, Backing After);

/// <summary>
/// Finds every mint of a record and what stood behind it, by stepping through the record's parts one after the other.
/// </summary>
internal static class MintTape
{
    /// <exception cref="JournalDamagedException">The steps do not lead to what the record says.</exception>
    public static IEnumerable<Mint> Of(JournalRecord record, Backing before, Pool pool)
    {
        var backing = before;
        var found = false;
        foreach (var (order, exit, after) in Steps(record.Event))
        {
            if (order is not null)
            {
                found = true;
                var start = backing;
                backing = backing.Deposit(order.Inflow + order.Subsidy, order.Points);
                yield return new(order, start, backing);
                backing = !PlanOf(pool, order).Split.UnassignedToPool ? backing
                    : backing.IsEmpty ? backing.ToReserve(order.Remainder)
                    : backing.Add(order.Remainder);
            }

            backing = exit is { } left ? backing.Burn(left.Points, left.Paid) : backing;
            foreach (var forced in after.Exits)
            {
                backing = backing.Burn(forced.Points, forced.Paid);
            }

            for (var split = 0; split < after.Splits; split++)
            {
                backing = backing.Split();
            }
        }

        if (found && (backing.Pool != record.Pool || backing.Circulating != record.Circulating
            || backing.Scale != record.Scale))
        {
            throw new JournalDamagedException(record.Position, $"record {record.Position}: mints do not add up");
        }
    }

    // A record of due work may stand on both sides of a change of the plan; the order says which version it met.
    private static Plan PlanOf(Pool pool, Settlement order) => order.PlanVersion == 0 ? pool.PlanVersions.First().Plan
        : pool.PlanVersions.First(version => version.Plan.Settings.Version == order.PlanVersion).Plan;

    private static IEnumerable<(Settlement? Order, CapExit? Exit, Aftermath After)> Steps(PoolEvent happened)
    {
        if (happened is PoolEvent.OrderSettled settled)
        {
            yield return (settled.Settlement, null, settled.After);
        }
        else if (happened is PoolEvent.DueProcessed due)
        {
            foreach (var item in due.Items)
            {
                yield return (
                    (item as DueItem.OrderFinal)?.Settlement, (item as DueItem.NoticeEnded)?.Exit, item.After);
            }

            yield return (null, null, due.After);
        }
    }
}
