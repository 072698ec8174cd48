using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>
/// Keeps who was paid for whose orders, out of the journal: the tree that the law counts is that of money.
/// </summary>
public sealed class RewardEdges : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        switch (record.Event)
        {
            case PoolEvent.OrderSettled settled:
                Add(transaction, settled.Settlement, record.At, nameOf);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var final in due.Items.OfType<DueItem.OrderFinal>())
                {
                    Add(transaction, final.Settlement, due.Clock, nameOf);
                }

                break;
        }
    }

    private static void Add(
        ShopTransaction transaction, Settlement order, Instant at, Func<MemberNumber, string> nameOf)
    {
        foreach (var reward in order.Rewards.Where(one => one.Kind is RewardKind.Direct or RewardKind.Indirect))
        {
            transaction.Execute($"""
                INSERT INTO reward_edges (buyer, payee, kind, orders, amount, last_at)
                VALUES ({nameOf(order.Member)}, {nameOf(reward.Payee)}, {(long)reward.Kind}, 1, {reward.Amount}, {at})
                ON CONFLICT (buyer, payee, kind) DO UPDATE SET orders = reward_edges.orders + 1,
                    amount = reward_edges.amount + excluded.amount,
                    last_at = excluded.last_at
                """);
        }
    }
}
