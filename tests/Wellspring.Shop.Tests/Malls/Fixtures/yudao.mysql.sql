-- ruoyi-vue-pro v2026.06, trade module; see README.md. Times are the server's local time, +08:00.
CREATE TABLE `trade_order` (
  `id` bigint NOT NULL AUTO_INCREMENT, `no` varchar(32) NOT NULL, `type` int NOT NULL, `terminal` int NOT NULL,
  `user_id` bigint NOT NULL, `status` int NOT NULL, `product_count` int NOT NULL, `cancel_type` int NULL,
  `pay_status` bit(1) NOT NULL, `pay_time` datetime NULL, `finish_time` datetime NULL, `cancel_time` datetime NULL,
  `total_price` int NULL, `discount_price` int NOT NULL, `delivery_price` int NOT NULL, `adjust_price` int NOT NULL,
  `pay_price` int NOT NULL, `delivery_type` int NOT NULL, `delivery_time` datetime NULL, `receive_time` datetime NULL,
  `pick_up_store_id` bigint NULL, `refund_status` int NULL, `refund_price` int NULL, `coupon_price` int NOT NULL,
  `point_price` int NOT NULL, `create_time` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `update_time` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
  `deleted` bit(1) NOT NULL DEFAULT b'0', PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE `trade_order_item` (
  `id` bigint NOT NULL AUTO_INCREMENT, `user_id` bigint NOT NULL, `order_id` bigint NOT NULL, `spu_id` bigint NOT NULL,
  `spu_name` varchar(255) NOT NULL, `sku_id` bigint NOT NULL, `count` int NOT NULL, `price` int NOT NULL,
  `discount_price` int NOT NULL, `pay_price` int NOT NULL, `after_sale_status` int NOT NULL,
  `deleted` bit(1) NOT NULL DEFAULT b'0', PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

-- step: rows
INSERT INTO trade_order (id, `no`, type, terminal, user_id, status, product_count, cancel_type, pay_status, pay_time,
  cancel_time, total_price, discount_price, delivery_price, adjust_price, pay_price, delivery_type, receive_time,
  pick_up_store_id, refund_status, refund_price, coupon_price, point_price, create_time, update_time, deleted) VALUES
(1, 'o202611101000001', 0, 20, 7, 10, 3, NULL, b'1', '2026-11-10 10:00:00', NULL, 10000, 0, 0, 0, 10000, 1, NULL,
  NULL, 0, 0, 0, 0, '2026-11-10 09:58:20', '2026-11-10 10:00:00', b'0'),
(2, 'o202611101100001', 0, 20, 8, 30, 1, NULL, b'1', '2026-11-10 11:00:00', NULL, 24000, 0, 1000, 0, 25000, 2,
  '2026-11-11 12:00:00', 3, 0, 0, 0, 0, '2026-11-10 10:58:20', '2026-11-11 12:00:00', b'0'),
(3, 'o202611101100002', 0, 20, 7, 0, 1, NULL, b'0', NULL, NULL, 5000, 0, 0, 0, 5000, 1, NULL,
  NULL, 0, 0, 0, 0, '2026-11-10 11:00:00', '2026-11-10 11:00:00', b'0'),
(4, 'o202611101200001', 0, 20, 7, 10, 4, NULL, b'1', '2026-11-10 12:00:00', NULL, 8000, 0, 0, 0, 8000, 1, NULL,
  NULL, 0, 0, 0, 0, '2026-11-10 11:58:20', '2026-11-10 12:00:00', b'0'),
-- Refunded whole, closed by it (40, cancel_type 20), and hidden by its buyer.
(5, 'o202611101300001', 0, 20, 9, 40, 1, 20, b'1', '2026-11-10 13:00:00', '2026-11-10 14:00:00', 3333, 0, 0, 0, 3333,
  1, NULL, NULL, 20, 3333, 0, 0, '2026-11-10 12:58:20', '2026-11-10 14:00:00', b'1'),
-- A group purchase that failed (40, cancel_type 40): refunded whole, and refund_price stays 0.
(6, 'o202611101300002', 3, 20, 9, 40, 1, 40, b'1', '2026-11-10 13:00:00', '2026-11-11 12:00:00', 12000, 0, 0, 0,
  12000, 1, NULL, NULL, 0, 0, 0, 0, '2026-11-10 12:58:20', '2026-11-11 12:00:00', b'0');
INSERT INTO trade_order_item (user_id, order_id, spu_id, spu_name, sku_id, `count`, price, discount_price, pay_price,
  after_sale_status) VALUES
(7, 1, 101, '商品一', 1, 1, 6000, 0, 6000, 0), (7, 1, 102, '商品二', 2, 2, 2000, 0, 4000, 0),
(8, 2, 103, '商品三', 3, 1, 24000, 0, 24000, 0), (7, 4, 104, '商品四', 4, 4, 2000, 0, 8000, 0),
(9, 5, 105, '商品五', 5, 1, 3333, 0, 3333, 20), (9, 6, 106, '商品六', 6, 3, 4000, 0, 12000, 0);

-- step: part-refund
UPDATE trade_order SET refund_status = 10, refund_price = 2000, update_time = '2026-11-12 09:00:00' WHERE id = 4;

-- step: whole-refund
UPDATE trade_order SET refund_status = 20, refund_price = 8000, update_time = '2026-11-13 09:00:00' WHERE id = 4;
UPDATE trade_order SET status = 40, cancel_type = 20, cancel_time = '2026-11-13 09:00:00',
  update_time = '2026-11-13 09:00:00' WHERE id = 4;

-- step: same-second
INSERT INTO trade_order (id, `no`, type, terminal, user_id, status, product_count, pay_status, pay_time, discount_price,
  delivery_price, adjust_price, pay_price, delivery_type, refund_status, refund_price, coupon_price, point_price,
  update_time) VALUES
(20, 'o202611130900001', 0, 20, 7, 10, 1, b'1', '2026-11-13 09:00:00', 0, 0, 0, 500, 1, 0, 0, 0, 0,
  '2026-11-13 09:00:00');

-- step: late
INSERT INTO trade_order (id, `no`, type, terminal, user_id, status, product_count, pay_status, pay_time, discount_price,
  delivery_price, adjust_price, pay_price, delivery_type, refund_status, refund_price, coupon_price, point_price,
  update_time) VALUES
(21, 'o202611130856001', 0, 20, 7, 10, 1, b'1', '2026-11-13 08:56:00', 0, 0, 0, 600, 1, 0, 0, 0, 0,
  '2026-11-13 08:56:00');
