using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;

namespace Wellspring.Shop.Merchants;

/// <summary>
/// Customers whom a merchant's QR brought 锁客: its owner is their referrer, in every shop. Made once, at joining.
/// </summary>
public sealed class CustomerLocks(ShopDatabase database)
{
    /// <summary>
    /// Whom joining by a store's QR binds: the merchant's owner; null where there is no such open store.
    /// </summary>
    public static string? ReferrerOf(ShopReader reader, string store) =>
        StoreBook.Find(reader, store) is { IsOpen: true } found
        && MerchantBook.Find(reader, found.Merchant) is { Sells: true }
            ? MerchantPeople.OwnerOf(reader, found.Merchant)
            : null;

    /// <summary>
    /// Locks a new member to the merchant of a store, in the transaction that binds its referrer; the first lock
    /// stays.
    /// </summary>
    public static void Lock(ShopTransaction transaction, string member, string store, Instant at)
    {
        if (ReferrerOf(transaction, store) is { } owner && owner != member)
        {
            transaction.Execute($"""
                INSERT INTO customer_locks (member, merchant, store, owner, at)
                SELECT {member}, merchant, id, {owner}, {at} FROM stores WHERE id = {store}
                ON CONFLICT (member) DO NOTHING
                """);
        }
    }

    /// <summary>A merchant's locked customers, newest first, with nothing that says who they are.</summary>
    public LockedCustomers Of(string merchant, int most = 100) => database.Read(reader => new LockedCustomers(
        reader.Number($"SELECT count(*) FROM customer_locks WHERE merchant = {merchant}") ?? 0,
        Balance.FromUnits(reader.Number(
            $"SELECT sum(amount) FROM locked_rewards WHERE merchant = {merchant}") ?? 0),
        reader.All(
            $"""
            SELECT l.member, at, (SELECT coalesce(sum(amount), 0) FROM locked_rewards r
                WHERE r.merchant = l.merchant AND r.member = l.member),
                (SELECT count(DISTINCT orders) FROM locked_rewards r
                WHERE r.merchant = l.merchant AND r.member = l.member)
            FROM customer_locks l WHERE l.merchant = {merchant} ORDER BY at DESC, l.member LIMIT {most}
            """,
            row => (Member: row.Text(0), Since: row.At(1), Earned: Balance.FromUnits(row.Integer(2)),
                Orders: row.Integer(3)))
            .Select(one => new LockedCustomer(
                MemberBook.Find(reader, one.Member)?.MaskedName ?? "**", one.Since, one.Earned, one.Orders))
            .ToList()));
}

/// <param name="Earned">What they earned the owner at other shops, less what refunds took back.</param>
public sealed record LockedCustomers(long Count, Balance Earned, IReadOnlyList<LockedCustomer> Newest);

/// <param name="Name">Masked.</param>
/// <param name="Orders">Orders at other shops that earned something.</param>
public sealed record LockedCustomer(string Name, Instant Since, Balance Earned, long Orders);
