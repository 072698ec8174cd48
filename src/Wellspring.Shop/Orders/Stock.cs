using Wellspring.Shop.Database;

namespace Wellspring.Shop.Orders;

/// <summary>Pieces on the shelf: taken in the transaction that makes the order, put back when it ends.</summary>
internal static class Stock
{
    /// <summary>Takes pieces; false where there are not that many. Goods without a count never run out.</summary>
    public static bool Take(ShopTransaction transaction, string goods, long quantity) => transaction.Execute($"""
        UPDATE goods SET stock = stock - {quantity} WHERE id = {goods} AND (stock IS NULL OR stock >= {quantity})
        """) == 1;

    /// <summary>Puts the pieces of an order back, once.</summary>
    public static void Free(ShopTransaction transaction, string order)
    {
        transaction.Execute($"""
            UPDATE goods SET stock = stock + (SELECT sum(line.reserved) FROM order_lines line
                WHERE line.orders = {order} AND line.goods = goods.id)
            WHERE stock IS NOT NULL AND id IN (SELECT goods FROM order_lines WHERE orders = {order} AND reserved > 0)
            """);
        transaction.Execute($"UPDATE order_lines SET reserved = 0 WHERE orders = {order}");
    }
}
