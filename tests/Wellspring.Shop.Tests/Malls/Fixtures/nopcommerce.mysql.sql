-- nopCommerce 4.70.5 on MySQL; see README.md. Read with ANSI_QUOTES, so that rows are shared with PostgreSQL.
CREATE TABLE "Order" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "CustomOrderNumber" longtext NOT NULL, "StoreId" int NOT NULL, "CustomerId" int NOT NULL,
  "OrderStatusId" int NOT NULL, "ShippingStatusId" int NOT NULL, "PaymentStatusId" int NOT NULL,
  "CustomerCurrencyCode" longtext, "CurrencyRate" decimal(18,4) NOT NULL, "OrderTotal" decimal(18,4) NOT NULL,
  "RefundedAmount" decimal(18,4) NOT NULL, "PickupInStore" tinyint(1) NOT NULL, "Deleted" tinyint(1) NOT NULL,
  "PaidDateUtc" datetime(6) NULL, "CreatedOnUtc" datetime(6) NOT NULL);
CREATE TABLE "OrderItem" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "OrderId" int NOT NULL, "ProductId" int NOT NULL, "Quantity" int NOT NULL,
  "UnitPriceInclTax" decimal(18,4) NOT NULL, "PriceInclTax" decimal(18,4) NOT NULL);
CREATE TABLE "OrderNote" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "OrderId" int NOT NULL, "Note" longtext NOT NULL, "DownloadId" int NOT NULL,
  "DisplayToCustomer" tinyint(1) NOT NULL, "CreatedOnUtc" datetime(6) NOT NULL);
CREATE TABLE "Shipment" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "OrderId" int NOT NULL, "ShippedDateUtc" datetime(6) NULL, "DeliveryDateUtc" datetime(6) NULL,
  "CreatedOnUtc" datetime(6) NOT NULL);
CREATE TABLE "Currency" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "Name" varchar(50) NOT NULL, "CurrencyCode" varchar(5) NOT NULL,
  "Rate" decimal(18,4) NOT NULL);
CREATE TABLE "Setting" ("Id" int NOT NULL AUTO_INCREMENT PRIMARY KEY, "Name" varchar(200) NOT NULL, "Value" varchar(6000) NOT NULL,
  "StoreId" int NOT NULL);
