using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;

namespace Wellspring.Shop.Auditing;

/// <summary>One mint with the backing just before and just after it.</summary>
/// <param name="Order">The order that minted; null where the operator bought locked points for a creditor.</param>
/// <param name="Deposit">The operator's money that came in for a creditor's locked points.</param>
/// <param name="MintValue">What all points of the mint are worth at the price before.</param>
internal readonly record struct Mint(
    Settlement? Order, MemberNumber Member, Money Deposit, Money MintValue, Points Points, Backing Before,
    Backing After);

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
            if (record.Event is PoolEvent.LockedPointsBought bought)
            {
                found = true;
                var start = backing;
                backing = backing.Deposit(bought.Amount, bought.Points);
                yield return new(
                    null, bought.Member, bought.Amount, pool.Plan.Pool.MintRatio.Of(bought.Amount), bought.Points,
                    start, backing);
            }

            if (order is not null)
            {
                found = true;
                var (deposit, locked) = (order.Coins?.Deposit ?? Money.Zero, order.Coins?.Points ?? Points.Zero);
                var start = backing;
                backing = backing.Deposit(order.Inflow + order.Subsidy + deposit, order.Points + locked);
                yield return new(
                    order, order.Member, deposit, order.MintValue + LockedValue(PlanOf(pool, order), order, deposit),
                    order.Points + locked, start, backing);
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

    // What a coin part's deposit may mint, within what the plan lets one order mint.
    private static Money LockedValue(Plan plan, Settlement order, Money deposit)
    {
        var value = plan.Pool.MintRatio.Of(deposit);
        return plan.Pool.MaxMintValuePerOrder is { } most ? value.AtMost(most.LessAtMost(order.MintValue)) : value;
    }

    // A record of due work may stand on both sides of a change of the plan; the order says which version it met.
    private static Plan PlanOf(Pool pool, Settlement order) => order.PlanVersion == 0 ? pool.PlanVersions.First().Plan
        : pool.PlanVersions.First(version => version.Plan.Settings.Version == order.PlanVersion).Plan;

    private static IEnumerable<(Settlement? Order, CapExit? Exit, Aftermath After)> Steps(PoolEvent happened)
    {
        if (happened is PoolEvent.LockedPointsBought bought)
        {
            yield return (null, null, bought.After);
        }
        else if (happened is PoolEvent.OrderSettled settled)
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
