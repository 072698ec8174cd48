using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Members;

/// <summary>Notes who ever reached the cap, so that the disclosure can say how many did (CN-RAI-02).</summary>
public sealed class CapFollower : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        var due = record.Event is PoolEvent.DueProcessed processed ? processed.Items : [];
        var exits = due.SelectMany(item => item is DueItem.NoticeEnded ended
                ? item.After.Exits.Append(ended.Exit) : item.After.Exits)
            .Concat(record.Event.After.Exits);
        foreach (var exit in exits)
        {
            transaction.Execute($"""
                INSERT INTO cap_exits (member, at) VALUES ({nameOf(exit.Member)}, {record.At})
                ON CONFLICT (member) DO NOTHING
                """);
        }
    }
}
