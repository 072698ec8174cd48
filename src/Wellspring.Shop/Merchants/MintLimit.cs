using Wellspring.Core;

namespace Wellspring.Shop.Merchants;

/// <summary>What of an order line brings money into the pool: a rate of the price, or price less cost.</summary>
public enum InflowBasis
{
    Commission = 1,

    /// <summary>自营毛利: for the operator's own goods only.</summary>
    Margin = 2,
}

/// <summary>"Mint only while stock lasts" 库存发完即止: which pieces of clearance goods still earn points.</summary>
/// <remarks>
/// Goods with an end date are clearance goods. Their stock counts the pieces that earn points; when it is gone, or the
/// date has come, they are sold on as an order of its own, without points. Such an order goes to the pool under the
/// merchant's second entry, which is registered with commission 0%: the journal says truly that nothing was drawn. It
/// is decided when the order is paid, and stays so.
/// </remarks>
public static class MintLimit
{
    private const string Plain = ".plain";

    /// <summary>How many of <paramref name="quantity"/> pieces, paid then, earn points, and how many none.</summary>
    /// <param name="stock">Pieces left; null for goods that are not counted.</param>
    /// <param name="mintsUntil">The first moment without points; null for goods that are not for clearance.</param>
    public static (long WithPoints, long Without) Pieces(
        long quantity, long? stock, Instant? mintsUntil, Instant paidAt)
    {
        if (mintsUntil is not { } end)
        {
            return (quantity, 0);
        }

        var earning = paidAt < end ? Math.Min(quantity, stock ?? quantity) : 0;
        return (earning, quantity - earning);
    }

    /// <summary>The merchant as the pool knows it, for an order with points or without.</summary>
    public static string PoolMerchant(string merchant, bool withPoints) =>
        withPoints ? merchant : merchant + Plain;

    /// <summary>The merchant behind what the pool knows it as, with points or without.</summary>
    public static string MerchantOf(string poolMerchant) => poolMerchant.EndsWith(Plain, StringComparison.Ordinal)
        ? poolMerchant[..^Plain.Length]
        : poolMerchant;
}
