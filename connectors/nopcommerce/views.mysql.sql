-- Views for the Wellspring connector on a nopCommerce database, MySQL.
-- Written against 4.70.5; see README.md beside this file.
-- Run once, as an account that may create views. They read; nothing here or in the connector writes to the mall.

-- nopCommerce keeps no time of change on an order, but notes every step of its life.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_changes AS
SELECT OrderId AS order_row, CreatedOnUtc AS changed_at FROM OrderNote;

-- PaymentStatusId: 30 paid, 35 partly refunded, 40 refunded. ShippingStatusId: 10 not required, 40 delivered.
-- OrderStatusId: 30 complete. Amounts are in the shop's primary currency; the connector takes no other than CNY.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_orders AS
SELECT o.Id AS order_row, CAST(o.Id AS CHAR) AS order_key, CAST(o.CustomerId AS CHAR) AS user_key,
    CAST(o.StoreId AS CHAR) AS store_key,
    COALESCE((SELECT c.CurrencyCode FROM Setting s JOIN Currency c ON CAST(c.Id AS CHAR) = s.Value
        WHERE LOWER(s.Name) = 'currencysettings.primarystorecurrencyid' AND s.StoreId = 0 LIMIT 1), '') AS currency,
    CAST(FLOOR(o.OrderTotal * 100) AS SIGNED) AS paid_fen,
    CAST(FLOOR(o.RefundedAmount * 100) AS SIGNED) AS refunded_fen,
    COALESCE(o.PaidDateUtc, o.CreatedOnUtc) AS paid_at,
    CASE
        WHEN o.ShippingStatusId = 40 THEN (SELECT MAX(p.DeliveryDateUtc) FROM Shipment p WHERE p.OrderId = o.Id)
        WHEN o.ShippingStatusId = 10 AND o.OrderStatusId = 30
            THEN (SELECT MAX(n.CreatedOnUtc) FROM OrderNote n WHERE n.OrderId = o.Id)
    END AS received_at
FROM `Order` o
WHERE o.PaymentStatusId IN (30, 35, 40);

CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_lines AS
SELECT OrderId AS order_row, Id AS line_row, CAST(ProductId AS CHAR) AS goods_key, Quantity AS quantity,
    CAST(FLOOR(PriceInclTax * 100) AS SIGNED) AS amount_fen
FROM OrderItem;
