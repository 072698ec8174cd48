-- CRMEB v4.7.0, crmeb/public/install/crmeb.sql; see README.md.
CREATE TABLE `eb_store_order` (
  `id` int(11) UNSIGNED NOT NULL AUTO_INCREMENT, `pid` int(10) NOT NULL DEFAULT '0',
  `order_id` varchar(32) NOT NULL DEFAULT '0', `uid` int(11) UNSIGNED NOT NULL DEFAULT '0',
  `total_price` decimal(8,2) UNSIGNED NOT NULL DEFAULT '0.00',
  `pay_price` decimal(8,2) UNSIGNED NOT NULL DEFAULT '0.00',
  `pay_postage` decimal(8,2) UNSIGNED NOT NULL DEFAULT '0.00',
  `paid` tinyint(1) UNSIGNED NOT NULL DEFAULT '0', `pay_time` int(11) UNSIGNED NOT NULL DEFAULT '0',
  `pay_type` varchar(32) NOT NULL DEFAULT '', `add_time` int(11) UNSIGNED NOT NULL DEFAULT '0',
  `status` tinyint(1) NOT NULL DEFAULT '0', `refund_status` tinyint(1) UNSIGNED NOT NULL DEFAULT '0',
  `refund_type` tinyint(1) NOT NULL DEFAULT '0', `refund_price` decimal(8,2) UNSIGNED NOT NULL DEFAULT '0.00',
  `is_del` tinyint(1) UNSIGNED NOT NULL DEFAULT '0', `unique` char(32) NOT NULL DEFAULT '',
  `store_id` int(11) NOT NULL DEFAULT '0', `shipping_type` tinyint(1) NOT NULL DEFAULT '1',
  PRIMARY KEY (`id`), UNIQUE KEY `order_id_2` (`order_id`,`uid`), UNIQUE KEY `unique` (`unique`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE `eb_store_order_status` (
  `oid` int(10) UNSIGNED NOT NULL DEFAULT '0', `change_type` varchar(32) NOT NULL DEFAULT '',
  `change_message` varchar(256) NOT NULL DEFAULT '', `change_time` int(10) UNSIGNED NOT NULL DEFAULT '0',
  KEY `oid` (`oid`), KEY `change_type` (`change_type`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
CREATE TABLE `eb_store_order_cart_info` (
  `id` int(11) NOT NULL AUTO_INCREMENT, `oid` int(11) NOT NULL DEFAULT '0', `uid` int(11) NOT NULL DEFAULT '0',
  `cart_id` varchar(50) NOT NULL DEFAULT '0', `product_id` int(10) NOT NULL DEFAULT '0',
  `cart_num` int(10) NOT NULL DEFAULT '0', `cart_info` text, `unique` char(32) NOT NULL DEFAULT '',
  PRIMARY KEY (`id`), UNIQUE KEY `oid` (`oid`,`unique`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

-- step: rows
INSERT INTO eb_store_order (id, pid, order_id, uid, total_price, pay_price, pay_postage, paid, pay_time, pay_type,
  add_time, status, refund_status, refund_type, refund_price, is_del, `unique`, store_id, shipping_type) VALUES
(1, 0, 'cp101', 7, 100.00, 100.00, 0, 1, 1794276000, 'weixin', 1794275900, 0, 0, 0, 0, 0, 'u1', 0, 1),
(2, 0, 'cp102', 8, 240.00, 250.00, 10, 1, 1794279600, 'alipay', 1794279500, 2, 0, 0, 0, 1, 'u2', 3, 2),
(3, 0, 'cp103', 7, 50.00, 50.00, 0, 0, 0, '', 1794279600, 0, 0, 0, 0, 0, 'u3', 0, 1),
(4, 0, 'cp104', 7, 80.00, 80.00, 0, 1, 1794283200, 'weixin', 1794283100, 0, 0, 0, 0, 0, 'u4', 0, 1),
(5, 0, 'cp105', 9, 33.33, 33.33, 0, 1, 1794286800, 'yue', 1794286700, -2, 2, 6, 33.33, 0, 'u5', 0, 1),
-- Split by its partial refund: the order keeps what was paid, its parts say what happened.
(6, -1, 'cp106', 9, 120.00, 120.00, 0, 1, 1794286800, 'weixin', 1794286700, 0, 3, 0, 0, 0, 'u6', 0, 1),
(7, 6, 'cp107', 9, 40.00, 40.00, 0, 1, 1794286800, 'weixin', 1794286700, -2, 2, 6, 40.00, 0, 'u7', 0, 1),
(8, 6, 'cp108', 9, 80.00, 80.00, 0, 1, 1794286800, 'weixin', 1794286700, 3, 0, 0, 0, 0, 'u8', 0, 1);
INSERT INTO eb_store_order_status (oid, change_type, change_message, change_time) VALUES
(1, 'cache_key_create_order', '订单生成', 1794275900), (1, 'pay_success', '用户付款成功', 1794276000),
(2, 'pay_success', '用户付款成功', 1794279600), (2, 'take_delivery', '已收货', 1794369600),
(3, 'cache_key_create_order', '订单生成', 1794279600),
(4, 'pay_success', '用户付款成功', 1794283200),
(5, 'pay_success', '用户付款成功', 1794286800), (5, 'refund_price', '退款给用户：33.33元', 1794290400),
(6, 'pay_success', '用户付款成功', 1794286800), (7, 'pay_success', '用户付款成功', 1794286800),
(8, 'pay_success', '用户付款成功', 1794286800), (7, 'split_create_order', '拆分订单生成', 1794290400),
(8, 'split_create_order', '拆分订单生成', 1794290400), (7, 'refund_price', '退款给用户：40.00元', 1794290400),
(8, 'take_delivery', '已收货', 1794369600);
INSERT INTO eb_store_order_cart_info (oid, uid, cart_id, product_id, cart_num, cart_info, `unique`) VALUES
(1, 7, 'c1', 101, 1, '{"product_id":101,"cart_num":1,"truePrice":60,"sum_true_price":"60.00"}', 'i1'),
(1, 7, 'c2', 102, 2, '{"product_id":102,"cart_num":2,"truePrice":20,"sum_true_price":"40.00"}', 'i2'),
(2, 8, 'c3', 103, 1, '{"product_id":103,"cart_num":1,"truePrice":240,"sum_true_price":"240.00"}', 'i3'),
(4, 7, 'c4', 104, 4, '{"product_id":104,"cart_num":4,"truePrice":20,"sum_true_price":"80.00"}', 'i4'),
(5, 9, 'c5', 105, 1, '{"product_id":105,"cart_num":1,"truePrice":33.33,"sum_true_price":"33.33"}', 'i5'),
(6, 9, 'c6', 106, 3, '{"product_id":106,"cart_num":3,"truePrice":40,"sum_true_price":"120.00"}', 'i6');

-- step: part-refund
-- agreeRefund of one of four pieces: equalSplit makes two parts, the refunded one gets its refund_price.
INSERT INTO eb_store_order (id, pid, order_id, uid, total_price, pay_price, paid, pay_time, pay_type, add_time, status,
  refund_status, refund_type, refund_price, `unique`) VALUES
(9, 4, 'cp109', 7, 20.00, 20.00, 1, 1794283200, 'weixin', 1794283100, -2, 2, 6, 20.00, 'u9'),
(10, 4, 'cp110', 7, 60.00, 60.00, 1, 1794283200, 'weixin', 1794283100, 0, 0, 0, 0, 'u10');
UPDATE eb_store_order SET pid = -1 WHERE id = 4;
INSERT INTO eb_store_order_status (oid, change_type, change_message, change_time) VALUES
(9, 'pay_success', '用户付款成功', 1794283200), (10, 'pay_success', '用户付款成功', 1794283200),
(9, 'split_create_order', '拆分订单生成', 1794445200), (10, 'split_create_order', '拆分订单生成', 1794445200),
(9, 'refund_price', '退款给用户：20元', 1794445200);

-- step: whole-refund
UPDATE eb_store_order SET status = -2, refund_status = 2, refund_type = 6, refund_price = 60.00 WHERE id = 10;
INSERT INTO eb_store_order_status (oid, change_type, change_message, change_time) VALUES
(10, 'refund_price', '退款给用户：60元', 1794531600);

-- step: same-second
INSERT INTO eb_store_order (id, pid, order_id, uid, pay_price, paid, pay_time, add_time, `unique`) VALUES
(20, 0, 'cp120', 7, 5.00, 1, 1794531600, 1794531600, 'u20');
INSERT INTO eb_store_order_status (oid, change_type, change_message, change_time) VALUES
(20, 'pay_success', '用户付款成功', 1794531600);

-- step: late
INSERT INTO eb_store_order (id, pid, order_id, uid, pay_price, paid, pay_time, add_time, `unique`) VALUES
(21, 0, 'cp121', 7, 6.00, 1, 1794531360, 1794531360, 'u21');
INSERT INTO eb_store_order_status (oid, change_type, change_message, change_time) VALUES
(21, 'pay_success', '用户付款成功', 1794531360);
