using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Rewards;

/// <summary>How a member came to a referrer.</summary>
public static class Touches
{
    public const string Link = "link";

    /// <summary>The short code, typed.</summary>
    public const string Code = "code";

    /// <summary>A store's payment code: its owner is the referrer.</summary>
    public const string MerchantQr = "merchant-qr";
}

/// <summary>Whose invitation a code is: an active promoter's own, or an open store's.</summary>
/// <param name="Store">The store whose QR it is; null for a promoter's code.</param>
public sealed record Inviter(Member Member, string? Store);

/// <summary>Buyers and their referrers 推荐关系： asked for here, decided by the pool, ended by the buyer.</summary>
/// <remarks>
/// The pool is one writer, so two people who name each other at the same moment can never both be bound. What it
/// decided comes back by the journal (<see cref="ReferralFollower"/>); until then nobody is shown as anybody's
/// referrer.
/// </remarks>
public static class Referrals
{
    /// <summary>The active member whom a code binds to; null for a code nobody has.</summary>
    public static Inviter? Find(ShopReader reader, string? code)
    {
        if (code is null)
        {
            return null;
        }

        if (CustomerLocks.ReferrerOf(reader, code) is { } owner)
        {
            return MemberBook.Find(reader, owner) is { IsActive: true } member ? new(member, code) : null;
        }

        var id = reader.Text($"""
            SELECT id FROM members JOIN promoters ON member = id
            WHERE referral_code = {code} AND promoters.state = 'active'
            """);
        return id is not null && MemberBook.Find(reader, id) is { IsActive: true } found ? new(found, null) : null;
    }

    /// <summary>Asks the pool to bind; in the transaction of the consent it rests on.</summary>
    /// <param name="id">The command's id: the same one again is the same wish.</param>
    public static void Ask(
        ShopTransaction transaction, string id, string member, Inviter inviter, string how, Instant at)
    {
        transaction.Execute($"""
            INSERT INTO referrals (id, member, referrer, how, store, state, asked_at)
            VALUES ({id}, {member}, {inviter.Member.Id}, {(inviter.Store is null ? how : Touches.MerchantQr)},
                {inviter.Store}, 'waiting', {at}) ON CONFLICT DO NOTHING
            """);
        PoolGate.Enqueue(transaction, new PoolCommand.BindReferrer(id, at, member, inviter.Member.Id));
    }

    /// <summary>Why a member cannot ask for this referrer; null where the pool may decide.</summary>
    public static Bilingual? Obstacle(ShopReader reader, string member, string? code) =>
        Find(reader, code) is not { } inviter
            ? new("没有这个推荐码，或它已停用；请核对后再填。", "Nobody has this code, or it is no longer in use; check it.")
        : inviter.Member.Id == member
            ? new("这是您自己的推荐码；不能推荐自己。", "This is your own code; nobody refers themselves.")
        : null;

    /// <summary>The buyer leaves: orders paid from now on earn the referrer nothing.</summary>
    public static void Leave(ShopTransaction transaction, string id, string member, Instant at)
    {
        PoolGate.Enqueue(transaction, new PoolCommand.UnbindReferrer(id, at, member));
        Audit.Note(transaction, at, member, "referrer.unbind-asked", member);
    }

    /// <summary>What became of a wish; null while it waits.</summary>
    public static Bilingual? RefusalOf(ShopReader reader, string id) => reader.Text(
        $"SELECT reason FROM referrals WHERE id = {id} AND state = 'refused'") is { } code
        ? Words(code)
        : null;

    /// <summary>Whether a newer invitation takes the place of one that was followed before it.</summary>
    public static bool LastTouchWins(Plan plan) => plan.Rewards.Binding.Mode is BindingMode.Override;

    private static Bilingual Words(string code)
    {
        foreach (var refusal in Enum.GetValues<Refusal>())
        {
            if (refusal.Code() == code && RefusalText.Of(refusal) is var (zh, en))
            {
                return new(zh, en);
            }
        }

        return new(code, code);
    }
}

/// <summary>Keeps members' referrers and merchants' customers as the journal has them.</summary>
public sealed class ReferralFollower : IFollowsJournal
{
    public void Follow(ShopTransaction transaction, JournalRecord record, Func<MemberNumber, string> nameOf)
    {
        switch (record.Event)
        {
            case PoolEvent.ReferrerBound bound:
                Bind(transaction, record, nameOf(bound.Member), nameOf(bound.Referrer));
                break;
            case PoolEvent.ReferrerUnbound unbound:
                Unbind(transaction, record, nameOf(unbound.Member));
                break;
            case PoolEvent.Refused { Reason: var reason }:
                Refuse(transaction, record, reason.Code());
                break;
            case PoolEvent.Quarantined:
                Refuse(transaction, record, Refusal.Quarantined.Code());
                break;
        }
    }

    private static void Bind(ShopTransaction transaction, JournalRecord record, string member, string referrer)
    {
        End(transaction, record, member);
        transaction.Execute($"UPDATE members SET referrer = {referrer} WHERE id = {member}");
        transaction.Execute($"""
            UPDATE referrals SET state = 'bound', bound_at = {record.At}, position = {record.Position}
            WHERE id = {record.Id ?? ""}
            """);

        // A customer belongs to the shop whose code brought it, for as long as its owner is the referrer.
        transaction.Execute($"DELETE FROM customer_locks WHERE member = {member} AND owner <> {referrer}");
        if (transaction.Text($"SELECT store FROM referrals WHERE id = {record.Id ?? ""}") is { } store)
        {
            CustomerLocks.Lock(transaction, member, store, record.At);
        }
    }

    private static void Unbind(ShopTransaction transaction, JournalRecord record, string member)
    {
        End(transaction, record, member);
        transaction.Execute($"UPDATE members SET referrer = NULL WHERE id = {member}");
        transaction.Execute($"DELETE FROM customer_locks WHERE member = {member}");
    }

    private static void End(ShopTransaction transaction, JournalRecord record, string member) =>
        transaction.Execute($"""
            UPDATE referrals SET state = 'ended', ended_at = {record.At} WHERE member = {member} AND state = 'bound'
            """);

    private static void Refuse(ShopTransaction transaction, JournalRecord record, string reason) =>
        transaction.Execute($"""
            UPDATE referrals SET state = 'refused', reason = {reason}, position = {record.Position}
            WHERE id = {record.Id ?? ""} AND state = 'waiting'
            """);
}
