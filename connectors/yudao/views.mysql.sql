-- Views for the Wellspring connector on a ruoyi-vue-pro (yudao) mall database, MySQL.
-- Written against v2026.06; see README.md beside this file.
-- Run once, as an account that may create views. They read; nothing here or in the connector writes to the mall.
-- With more than one tenant: add "AND tenant_id = N" to the first two views and use one connector a tenant.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_changes AS
SELECT id AS order_row, update_time AS changed_at FROM trade_order WHERE pay_status = 1;

-- One row for each paid order, also where its buyer has hidden it (deleted): its money moved all the same.
-- A cancelled group purchase (status 40, cancel_type 40) is refunded whole without an entry in refund_price.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_orders AS
SELECT id AS order_row, `no` AS order_key, CAST(user_id AS CHAR) AS user_key,
    CAST(COALESCE(pick_up_store_id, 0) AS CHAR) AS store_key, 'CNY' AS currency,
    CAST(pay_price AS SIGNED) AS paid_fen,
    CAST(CASE WHEN status = 40 AND cancel_type = 40 THEN pay_price ELSE COALESCE(refund_price, 0) END
        AS SIGNED) AS refunded_fen,
    pay_time AS paid_at, receive_time AS received_at
FROM trade_order
WHERE pay_status = 1;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW wellspring_order_lines AS
SELECT order_id AS order_row, id AS line_row, CAST(spu_id AS CHAR) AS goods_key, count AS quantity,
    CAST(pay_price AS SIGNED) AS amount_fen
FROM trade_order_item;
