using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Compliance;

/// <summary>Reads the facts that <see cref="PostingGuard"/> asks about off what a record did to a pool.</summary>
public static class PostingReading
{
    /// <summary>What the rules say of one record, an event of any kind.</summary>
    /// <param name="before">The pool's backing before the record was booked, and after it.</param>
    /// <param name="unassignedToPool">Whether the plan gives the pool what no payee earns.</param>
    public static ImmutableArray<Finding> Review(
        PoolEvent happened, Backing before, Backing after, bool unassignedToPool) =>
        [.. Of(happened, before, after, unassignedToPool).SelectMany(facts => PostingGuard.Review(facts))];

    /// <summary>One for each order that settled, and one for the record as a whole.</summary>
    public static IEnumerable<PostingFacts> Of(
        PoolEvent happened, Backing before, Backing after, bool unassignedToPool)
    {
        var settled = Settlements(happened).ToArray();
        foreach (var order in settled)
        {
            yield return new()
            {
                Minted = order.Points + (order.Coins?.Points ?? Points.Zero),
                Deposited = order.Inflow + order.Subsidy + (order.Coins?.Deposit ?? Money.Zero),
                HasOrder = order.Order.Length > 0,
                ReferralPayees = ReferralPayees(order.Rewards),
                Subject = $"order {order.Order}",
            };
        }

        var deposited = Sum(settled.Select(
            order => order.Inflow + order.Subsidy + (order.Coins?.Deposit ?? Money.Zero)
                + (unassignedToPool ? order.Remainder : Money.Zero)))
            + (happened is PoolEvent.LockedPointsBought bought ? bought.Amount : Money.Zero);
        var withdrawn = (before.Pool + before.Reserve + deposited + OtherMoneyIn(happened))
            .LessAtMost(after.Pool + after.Reserve);
        var (outflow, lawful) = Lawful(happened);
        yield return new()
        {
            PoolBefore = before.Pool,
            PoolAfter = after.Pool,
            PointsBefore = before.Circulating,
            PointsAfter = after.Circulating,
            Splits = after.Scale - before.Scale,
            Minted = Minted(
                happened, before, after,
                settled.Any(order => order.Points > Points.Zero || order.Coins is { Points.Units: > 0 })),
            Deposited = deposited,

            // 自有资金购买: the operator's own money, whole, for a creditor who consented.
            HasOrder = settled.Length > 0 || happened is PoolEvent.LockedPointsBought,
            Withdrawn = withdrawn,
            Outflow = withdrawn > lawful ? PoolOutflow.Other : outflow,
            Subject = happened.GetType().Name,
        };
    }

    /// <summary>
    /// Points the record brought into circulation. The float of an opening is the operator's own money for points that
    /// nobody can ever sell: no mint.
    /// </summary>
    private static Points Minted(PoolEvent happened, Backing before, Backing after, bool mints)
    {
        var more = after.Circulating.Units
            - (before.Circulating.Units * BigInteger.Pow(10, after.Scale - before.Scale));
        return happened is PoolEvent.PoolOpened opened && opened.FloatPoints == after.Circulating ? Points.Zero
            : more > 0 ? Points.FromUnits((long)more)
            : mints ? Points.FromUnits(1)
            : Points.Zero;
    }

    private static IEnumerable<Settlement> Settlements(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled settled => [settled.Settlement],
        PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement),
        _ => [],
    };

    private static int ReferralPayees(ImmutableArray<Reward> rewards) => rewards
        .Where(one => one.Kind is RewardKind.Direct or RewardKind.Indirect or RewardKind.Level or RewardKind.Peer)
        .Select(one => one.Payee).Distinct().Count();

    private static Money OtherMoneyIn(PoolEvent happened) => happened switch
    {
        PoolEvent.PoolOpened opened => opened.Float,
        PoolEvent.CapitalInjected injected => injected.Amount,
        _ => Money.Zero,
    };

    /// <summary>
    /// How much this record may take out of the pool, and why. A kind that is not here may take nothing.
    /// </summary>
    private static (PoolOutflow Outflow, Money Amount) Lawful(PoolEvent happened)
    {
        var exits = Sum(Exits(happened).Select(exit => exit.Paid));
        return happened switch
        {
            PoolEvent.PointsSold sold => (PoolOutflow.MemberSale, sold.Paid + exits),
            PoolEvent.PointsRedeemed redeemed => (PoolOutflow.Redemption, redeemed.Credit + exits),
            PoolEvent.OrderReversed reversed => (
                PoolOutflow.RefundClawback, reversed.Released + (reversed.Coins?.Deposit ?? Money.Zero) + exits),
            PoolEvent.PoolWasClosed closed => (
                PoolOutflow.Closing, Sum(closed.Payments.Select(payment => payment.Paid)) + closed.ToOperator),
            _ => (exits > Money.Zero ? PoolOutflow.CapExit : PoolOutflow.None, exits),
        };
    }

    private static IEnumerable<CapExit> Exits(PoolEvent happened) => happened is PoolEvent.DueProcessed due
        ? due.Items.SelectMany(item => item.After.Exits.Concat(
            item is DueItem.NoticeEnded ended ? [ended.Exit] : [])).Concat(due.After.Exits)
        : happened.After.Exits;

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, one) => sum + one);
}
