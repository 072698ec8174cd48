-- Views for the Wellspring connector on a nopCommerce database, PostgreSQL.
-- Written against 4.70.5; see README.md beside this file.
-- Run once, as an account that may create views. They read; nothing here or in the connector writes to the mall.

-- nopCommerce keeps no time of change on an order, but notes every step of its life.
CREATE OR REPLACE VIEW wellspring_order_changes AS
SELECT "OrderId"::bigint AS order_row, "CreatedOnUtc" AS changed_at FROM "OrderNote";

-- PaymentStatusId: 30 paid, 35 partly refunded, 40 refunded. ShippingStatusId: 10 not required, 40 delivered.
-- OrderStatusId: 30 complete. Amounts are in the shop's primary currency; the connector takes no other than CNY.
CREATE OR REPLACE VIEW wellspring_orders AS
SELECT o."Id"::bigint AS order_row, o."Id"::text AS order_key, o."CustomerId"::text AS user_key,
    o."StoreId"::text AS store_key,
    COALESCE((SELECT c."CurrencyCode"::text FROM "Setting" s JOIN "Currency" c ON c."Id"::text = s."Value"::text
        WHERE LOWER(s."Name"::text) = 'currencysettings.primarystorecurrencyid' AND s."StoreId" = 0 LIMIT 1),
        '') AS currency,
    FLOOR(o."OrderTotal" * 100)::bigint AS paid_fen,
    FLOOR(o."RefundedAmount" * 100)::bigint AS refunded_fen,
    COALESCE(o."PaidDateUtc", o."CreatedOnUtc") AS paid_at,
    CASE
        WHEN o."ShippingStatusId" = 40
            THEN (SELECT MAX(p."DeliveryDateUtc") FROM "Shipment" p WHERE p."OrderId" = o."Id")
        WHEN o."ShippingStatusId" = 10 AND o."OrderStatusId" = 30
            THEN (SELECT MAX(n."CreatedOnUtc") FROM "OrderNote" n WHERE n."OrderId" = o."Id")
    END AS received_at
FROM "Order" o
WHERE o."PaymentStatusId" IN (30, 35, 40);

CREATE OR REPLACE VIEW wellspring_order_lines AS
SELECT "OrderId"::bigint AS order_row, "Id"::bigint AS line_row, "ProductId"::text AS goods_key,
    "Quantity"::bigint AS quantity, FLOOR("PriceInclTax" * 100)::bigint AS amount_fen
FROM "OrderItem";
