using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>Notes who is a creditor 债权人, so that pages need not ask the pool.</summary>
public sealed class CreditorFollower : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        if (record.Event is PoolEvent.ClaimRegistered { Claim: var registered })
        {
            Note(registered.Member);
        }
        else if (record.Event is PoolEvent.ClaimTransferred transferred)
        {
            Note(transferred.To);
        }

        void Note(MemberNumber member) => transaction.Execute($"""
            INSERT INTO claim_holders (member, first_at) VALUES ({nameOf(member)}, {record.At})
            ON CONFLICT (member) DO NOTHING
            """);
    }

    /// <summary>Whether a member ever was named as a creditor.</summary>
    public static bool IsCreditor(ShopReader reader, string member) =>
        reader.Number($"SELECT 1 FROM claim_holders WHERE member = {member}") is not null;
}
