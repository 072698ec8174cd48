namespace Wellspring.Shop.Database;

/// <summary>Merchants, their people, stores, goods and deposits.</summary>
internal static class MerchantTables
{
    // merchants.state: applied | active | suspended | rejected. funding: own-goods | merchant-direct | licensed-split.
    // merchant_people.role: owner | staff; the person is a member. goods.inflow_basis: commission | margin.
    // goods.mints_until and stock: an order past either mints nothing ("mint only while stock lasts").
    public const string Sql = """
        CREATE TABLE merchants (id TEXT PRIMARY KEY, name TEXT NOT NULL, licence TEXT, licence_hash TEXT,
            contact TEXT, state TEXT NOT NULL, commission INTEGER NOT NULL, funding TEXT NOT NULL,
            class TEXT NOT NULL, developer TEXT, note TEXT, applied_at INTEGER NOT NULL, decided_at INTEGER,
            decided_by TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE merchant_people (merchant TEXT NOT NULL, member TEXT NOT NULL, role TEXT NOT NULL,
            added_at INTEGER NOT NULL, PRIMARY KEY (merchant, member)) STRICT, WITHOUT ROWID;
        CREATE INDEX merchant_people_member ON merchant_people (member);
        CREATE TABLE stores (id TEXT PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, name TEXT NOT NULL,
            region TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX stores_merchant ON stores (merchant);
        CREATE TABLE goods (id TEXT PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, name TEXT NOT NULL,
            description TEXT NOT NULL, category TEXT NOT NULL, kind TEXT NOT NULL, price INTEGER NOT NULL,
            cost INTEGER, inflow_basis TEXT NOT NULL, stock INTEGER, mints_until INTEGER,
            state TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX goods_merchant ON goods (merchant);
        CREATE TABLE deposit_topups (id TEXT PRIMARY KEY, merchant TEXT NOT NULL, amount INTEGER NOT NULL,
            voucher TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE settlement_batches (id TEXT PRIMARY KEY, merchant TEXT NOT NULL, day TEXT NOT NULL,
            orders INTEGER NOT NULL, gross INTEGER NOT NULL, commission INTEGER NOT NULL, refunded INTEGER NOT NULL,
            net INTEGER NOT NULL, state TEXT NOT NULL, voucher TEXT, paid_at INTEGER, paid_by TEXT,
            UNIQUE (merchant, day)) STRICT, WITHOUT ROWID;
        CREATE TABLE customer_locks (member TEXT PRIMARY KEY, merchant TEXT NOT NULL, at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;

        """;
}
