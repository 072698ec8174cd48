using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Rewards;

/// <summary>Merchants whose application named a promoter's code 招商： what each of them brought.</summary>
public static class DevelopedStores
{
    /// <summary>The merchants a member brought in, the latest first.</summary>
    public static IReadOnlyList<DevelopedStore> Of(ShopReader reader, string developer) => reader.All(
        $"""
        SELECT m.id, m.name, m.state, m.applied_at,
            (SELECT coalesce(sum(r.amount), 0) FROM rewards r JOIN reward_orders o ON o.orders = r.orders
                WHERE r.payee = m.developer AND r.kind = {(long)RewardKind.MerchantDeveloper} AND o.merchant = m.id),
            (SELECT coalesce(sum(r.taken), 0) FROM rewards r JOIN reward_orders o ON o.orders = r.orders
                WHERE r.payee = m.developer AND r.kind = {(long)RewardKind.MerchantDeveloper} AND o.merchant = m.id)
        FROM merchants m WHERE m.developer = {developer} AND m.state <> 'rejected'
        ORDER BY m.applied_at DESC, m.id LIMIT 200
        """,
        row => new DevelopedStore(
            row.Text(0), row.Text(1), Codes.State(row.Text(2)), row.At(3), row.Money(4) - row.Money(5)));
}

/// <param name="Kept">Rewards of its orders, less what refunds took back.</param>
public sealed record DevelopedStore(string Id, string Name, MerchantState State, Instant Since, Money Kept);
