using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Finance;

/// <summary>Lets a suspicious order wait before it makes points, and go on once two people say so.</summary>
internal static class OrderHolds
{
    /// <summary>
    /// Asks the pool to hold an order. Where it has settled already the pool refuses, and the finding stays.
    /// </summary>
    public static void Hold(ShopTransaction transaction, string order, string code, Instant now) =>
        PoolGate.Enqueue(transaction, new PoolCommand.HoldOrder($"monitor.hold.{order}", now, order, code));

    /// <summary>Lets it go on; who approved stands in the journal.</summary>
    public static void Release(ShopTransaction transaction, string order, string by, Instant now) =>
        PoolGate.Enqueue(transaction, new PoolCommand.ReleaseOrder($"monitor.release.{order}", now, order, by));
}
