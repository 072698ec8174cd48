-- Views for the Wellspring connector on a CRMEB (single-merchant, PHP) database, table prefix eb_.
-- Written against v4.7.0 (install script) and v5.4.0 (program); see README.md beside this file.
-- Run once, as an account that may create views. They read; nothing here or in the connector writes to the mall.

-- One row for each change of an order, by the mall's own log. A split order's parts count for the order they came from.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_changes AS
SELECT CASE WHEN o.pid > 0 THEN o.pid ELSE o.id END AS order_row, s.change_time AS changed_at
FROM eb_store_order_status s JOIN eb_store_order o ON o.id = s.oid;

-- One row for each paid order. pid: 0 an order, -1 an order that was split, above 0 a part of a split order.
-- A split order keeps what was paid; what was refunded and what arrived stands on its parts.
-- status: 2 received, 3 rated; refund_status: 2 refunded, 3 and 4 parts of it are.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_orders AS
SELECT o.id AS order_row, o.order_id AS order_key, CAST(o.uid AS CHAR) AS user_key,
    CAST(o.store_id AS CHAR) AS store_key, 'CNY' AS currency,
    CAST(ROUND(o.pay_price * 100) AS SIGNED) AS paid_fen,
    CAST(ROUND(100 * (CASE
        WHEN o.pid = -1 THEN (SELECT COALESCE(SUM(c.refund_price), 0) FROM eb_store_order c WHERE c.pid = o.id)
        WHEN o.refund_status IN (3, 4) THEN o.refund_price + (SELECT COALESCE(SUM(c.refund_price), 0)
            FROM eb_store_order c WHERE c.pid = o.id AND c.refund_status = 2)
        ELSE o.refund_price END)) AS SIGNED) AS refunded_fen,
    CASE WHEN o.pay_time > 0 THEN o.pay_time ELSE o.add_time END AS paid_at,
    CASE
        WHEN o.pid = 0 AND o.status IN (2, 3) THEN (SELECT MAX(s.change_time) FROM eb_store_order_status s
            WHERE s.oid = o.id AND s.change_type IN ('take_delivery', 'user_take_delivery'))
        WHEN o.pid = -1
            AND EXISTS (SELECT 1 FROM eb_store_order c WHERE c.pid = o.id AND c.refund_status <> 2)
            AND NOT EXISTS (SELECT 1 FROM eb_store_order c
                WHERE c.pid = o.id AND c.refund_status <> 2 AND c.status NOT IN (2, 3))
        THEN (SELECT MAX(s.change_time) FROM eb_store_order_status s JOIN eb_store_order c ON c.id = s.oid
            WHERE c.pid = o.id AND s.change_type IN ('take_delivery', 'user_take_delivery'))
    END AS received_at
FROM eb_store_order o
WHERE o.paid = 1 AND o.pid <= 0;

-- The goods of an order: what the customer was charged for each, net of coupons (cart_info is the mall's JSON).
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_lines AS
SELECT i.oid AS order_row, i.id AS line_row, CAST(i.product_id AS CHAR) AS goods_key, i.cart_num AS quantity,
    CAST(ROUND(100 * CAST(COALESCE(JSON_UNQUOTE(JSON_EXTRACT(i.cart_info, '$.sum_true_price')), '0')
        AS DECIMAL(18, 4))) AS SIGNED) AS amount_fen
FROM eb_store_order_cart_info i;
