-- nopCommerce 4.70.5, rows for both databases; see README.md. Times are UTC.
INSERT INTO "Currency" ("Id", "Name", "CurrencyCode", "Rate") VALUES
(1, 'US Dollar', 'USD', 0.14), (9, 'Chinese Yuan', 'CNY', 1);
INSERT INTO "Setting" ("Name", "Value", "StoreId") VALUES ('currencysettings.primarystorecurrencyid', '9', 0);
INSERT INTO "Order" ("Id", "CustomOrderNumber", "StoreId", "CustomerId", "OrderStatusId", "ShippingStatusId",
  "PaymentStatusId", "CustomerCurrencyCode", "CurrencyRate", "OrderTotal", "RefundedAmount", "PickupInStore", "Deleted",
  "PaidDateUtc", "CreatedOnUtc") VALUES
(1, '1', 0, 7, 20, 20, 30, 'CNY', 1, 100.0000, 0, FALSE, FALSE, '2026-11-10 02:00:00', '2026-11-10 01:58:20'),
(2, '2', 3, 8, 30, 40, 30, 'CNY', 1, 250.0000, 0, TRUE, FALSE, '2026-11-10 03:00:00', '2026-11-10 02:58:20'),
(3, '3', 0, 7, 10, 20, 10, 'CNY', 1, 50.0000, 0, FALSE, FALSE, NULL, '2026-11-10 03:00:00'),
(4, '4', 0, 7, 20, 20, 30, 'CNY', 1, 80.0000, 0, FALSE, FALSE, '2026-11-10 04:00:00', '2026-11-10 03:58:20'),
-- Refunded whole, then deleted by an administrator.
(5, '5', 0, 9, 20, 20, 40, 'CNY', 1, 33.3300, 33.3300, FALSE, TRUE, '2026-11-10 05:00:00', '2026-11-10 04:58:20'),
-- Nothing to ship: complete is received.
(6, '6', 0, 9, 30, 10, 35, 'CNY', 1, 120.0049, 40.0000, FALSE, FALSE, '2026-11-10 05:00:00', '2026-11-10 04:58:20');
INSERT INTO "OrderItem" ("OrderId", "ProductId", "Quantity", "UnitPriceInclTax", "PriceInclTax") VALUES
(1, 101, 1, 60, 60), (1, 102, 2, 20, 40), (2, 103, 1, 240, 240), (4, 104, 4, 20, 80), (5, 105, 1, 33.33, 33.33),
(6, 106, 3, 40, 120);
INSERT INTO "Shipment" ("OrderId", "ShippedDateUtc", "DeliveryDateUtc", "CreatedOnUtc") VALUES
(2, NULL, '2026-11-11 04:00:00', '2026-11-10 04:00:00');
INSERT INTO "OrderNote" ("OrderId", "Note", "DownloadId", "DisplayToCustomer", "CreatedOnUtc") VALUES
(1, 'Order placed', 0, FALSE, '2026-11-10 01:58:20'),
(1, 'Order has been marked as paid', 0, FALSE, '2026-11-10 02:00:00'),
(2, 'Order has been marked as paid', 0, FALSE, '2026-11-10 03:00:00'),
(2, 'Shipment# 1 has been delivered', 0, FALSE, '2026-11-11 04:00:00'),
(3, 'Order placed', 0, FALSE, '2026-11-10 03:00:00'),
(4, 'Order has been marked as paid', 0, FALSE, '2026-11-10 04:00:00'),
(5, 'Order has been marked as paid', 0, FALSE, '2026-11-10 05:00:00'),
(5, 'Order has been refunded. Amount = 33.3300', 0, FALSE, '2026-11-10 06:00:00'),
(5, 'Order has been deleted', 0, FALSE, '2026-11-10 06:00:00'),
(6, 'Order has been partially refunded. Amount = 40', 0, FALSE, '2026-11-10 06:00:00'),
(6, 'Order status has been changed to Complete', 0, FALSE, '2026-11-11 04:00:00');

-- step: part-refund
UPDATE "Order" SET "RefundedAmount" = 20.0000, "PaymentStatusId" = 35 WHERE "Id" = 4;
INSERT INTO "OrderNote" ("OrderId", "Note", "DownloadId", "DisplayToCustomer", "CreatedOnUtc") VALUES
(4, 'Order has been partially refunded. Amount = 20', 0, FALSE, '2026-11-12 01:00:00');

-- step: whole-refund
UPDATE "Order" SET "RefundedAmount" = 80.0000, "PaymentStatusId" = 40 WHERE "Id" = 4;
INSERT INTO "OrderNote" ("OrderId", "Note", "DownloadId", "DisplayToCustomer", "CreatedOnUtc") VALUES
(4, 'Order has been partially refunded. Amount = 60', 0, FALSE, '2026-11-13 01:00:00');

-- step: same-second
INSERT INTO "Order" ("Id", "CustomOrderNumber", "StoreId", "CustomerId", "OrderStatusId", "ShippingStatusId",
  "PaymentStatusId", "CurrencyRate", "OrderTotal", "RefundedAmount", "PickupInStore", "Deleted", "PaidDateUtc",
  "CreatedOnUtc") VALUES
(20, '20', 0, 7, 20, 20, 30, 1, 5, 0, FALSE, FALSE, '2026-11-13 01:00:00', '2026-11-13 01:00:00');
INSERT INTO "OrderNote" ("OrderId", "Note", "DownloadId", "DisplayToCustomer", "CreatedOnUtc") VALUES
(20, 'Order has been marked as paid', 0, FALSE, '2026-11-13 01:00:00');

-- step: late
INSERT INTO "Order" ("Id", "CustomOrderNumber", "StoreId", "CustomerId", "OrderStatusId", "ShippingStatusId",
  "PaymentStatusId", "CurrencyRate", "OrderTotal", "RefundedAmount", "PickupInStore", "Deleted", "PaidDateUtc",
  "CreatedOnUtc") VALUES
(21, '21', 0, 7, 20, 20, 30, 1, 6, 0, FALSE, FALSE, '2026-11-13 00:56:00', '2026-11-13 00:56:00');
INSERT INTO "OrderNote" ("OrderId", "Note", "DownloadId", "DisplayToCustomer", "CreatedOnUtc") VALUES
(21, 'Order has been marked as paid', 0, FALSE, '2026-11-13 00:56:00');
