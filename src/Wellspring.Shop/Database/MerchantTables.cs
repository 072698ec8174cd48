namespace Wellspring.Shop.Database;

/// <summary>Merchants, their people, stores, goods, deposits and what is settled with them by day.</summary>
internal static class MerchantTables
{
    // merchants.state: applied | active | suspended | rejected. funding: own-goods | merchant-direct | licensed-split
    // (operator-collects in a sandbox only). revision counts registrations with the pool. licence_hash names the file.
    // merchant_people.role: owner | staff; the person is a member. invitations wait until the invited member accepts.
    // goods.kind: shipped | service | in-store. inflow_basis: commission | margin. state: offered | withdrawn.
    // goods.mints_until and stock: an order past either mints nothing ("mint only while stock lasts").
    // deposit_topups.state: announced | confirmed | rejected; a voucher counts once it is confirmed.
    // settlement_lines: what one settled, reversed or returned order means for its merchant, from the journal; and what
    // customers paid with goods credit, from the orders. source says which, so that nothing is written twice.
    // settlement_batches.state: open (due is to be paid) | paid | none (nothing to pay). net, brought and carried may
    // be negative: a day whose refunds exceed its sales, and crumbs below a fen, go to the next batch.
    public const string Sql = """
        CREATE TABLE commission_classes (code TEXT PRIMARY KEY, zh TEXT NOT NULL, en TEXT NOT NULL,
            commission INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE merchants (id TEXT PRIMARY KEY, name TEXT NOT NULL, licence TEXT, licence_hash TEXT,
            contact TEXT, state TEXT NOT NULL, commission INTEGER NOT NULL, funding TEXT NOT NULL,
            class TEXT NOT NULL, developer TEXT, note TEXT, applied_at INTEGER NOT NULL, decided_at INTEGER,
            decided_by TEXT, revision INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        CREATE INDEX merchants_state ON merchants (state, applied_at);
        CREATE TABLE merchant_people (merchant TEXT NOT NULL, member TEXT NOT NULL, role TEXT NOT NULL,
            added_at INTEGER NOT NULL, PRIMARY KEY (merchant, member)) STRICT, WITHOUT ROWID;
        CREATE INDEX merchant_people_member ON merchant_people (member);
        CREATE TABLE merchant_invitations (id TEXT PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants,
            address TEXT NOT NULL, role TEXT NOT NULL, invited_by TEXT NOT NULL, at INTEGER NOT NULL,
            UNIQUE (merchant, address)) STRICT, WITHOUT ROWID;
        CREATE INDEX merchant_invitations_address ON merchant_invitations (address);
        CREATE TABLE stores (id TEXT PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, name TEXT NOT NULL,
            region TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX stores_merchant ON stores (merchant);
        CREATE TABLE goods (id TEXT PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchants, name TEXT NOT NULL,
            description TEXT NOT NULL, category TEXT NOT NULL, kind TEXT NOT NULL, price INTEGER NOT NULL,
            cost INTEGER, inflow_basis TEXT NOT NULL, stock INTEGER, mints_until INTEGER,
            state TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX goods_merchant ON goods (merchant);
        CREATE TABLE deposit_topups (id TEXT PRIMARY KEY, merchant TEXT NOT NULL, amount INTEGER NOT NULL,
            voucher TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL, state TEXT NOT NULL, decided_at INTEGER,
            decided_by TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX deposit_topups_voucher ON deposit_topups (voucher) WHERE state = 'confirmed';
        CREATE INDEX deposit_topups_merchant ON deposit_topups (merchant, at);
        CREATE INDEX deposit_topups_state ON deposit_topups (state, at);
        CREATE TABLE settlement_lines (sequence INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, position INTEGER,
            merchant TEXT NOT NULL, day TEXT NOT NULL, orders TEXT NOT NULL, kind TEXT NOT NULL, mode TEXT NOT NULL,
            amount INTEGER NOT NULL, commission INTEGER NOT NULL, goods INTEGER NOT NULL, at INTEGER NOT NULL,
            coins INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE INDEX settlement_lines_day ON settlement_lines (merchant, day);
        CREATE INDEX settlement_lines_all ON settlement_lines (day);
        CREATE TABLE settlement_batches (id TEXT PRIMARY KEY, merchant TEXT NOT NULL, day TEXT NOT NULL,
            orders INTEGER NOT NULL, gross INTEGER NOT NULL, goods INTEGER NOT NULL, commission INTEGER NOT NULL,
            returned INTEGER NOT NULL, refunded INTEGER NOT NULL, drawn INTEGER NOT NULL, direct INTEGER NOT NULL,
            net INTEGER NOT NULL, brought INTEGER NOT NULL, due INTEGER NOT NULL, carried INTEGER NOT NULL,
            state TEXT NOT NULL, voucher TEXT UNIQUE, paid_at INTEGER, paid_by TEXT,
            coins INTEGER NOT NULL DEFAULT 0, UNIQUE (merchant, day)) STRICT, WITHOUT ROWID;
        CREATE INDEX settlement_batches_state ON settlement_batches (state, day);
        CREATE TABLE customer_locks (member TEXT PRIMARY KEY, merchant TEXT NOT NULL, store TEXT, owner TEXT NOT NULL,
            at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX customer_locks_merchant ON customer_locks (merchant, at);
        CREATE TABLE locked_rewards (position INTEGER NOT NULL, line INTEGER NOT NULL, member TEXT NOT NULL,
            merchant TEXT NOT NULL, elsewhere TEXT NOT NULL, orders TEXT NOT NULL, amount INTEGER NOT NULL,
            rate INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (position, line)) STRICT, WITHOUT ROWID;
        CREATE INDEX locked_rewards_member ON locked_rewards (merchant, member);

        """;
}
