namespace Wellspring.Shop.Database;

/// <summary>Orders with a life, their lines, payments and refunds.</summary>
internal static class OrderTables
{
    // orders.state: created | paid | funded | delivered | final | refunded | cancelled (pool-rules 11).
    // Amounts: total = cash + redeemed + credit. commission, inflow, minted and scale are copied from the settlement.
    // payments.state: created | pending | paid | failed | unknown. refunds.state: requested | approved | claimed |
    // paid | failed | unknown | rejected. "claimed" is written before the channel is called (engine rule 12).
    // simulated_deeds.state: waiting | done | failed; about is the payment (or split) that a deed takes from.
    public const string Sql = """
        CREATE TABLE orders (id TEXT PRIMARY KEY, member TEXT NOT NULL, merchant TEXT NOT NULL, store TEXT,
            kind TEXT NOT NULL, state TEXT NOT NULL, total INTEGER NOT NULL, cash INTEGER NOT NULL,
            redeemed INTEGER NOT NULL, credit INTEGER NOT NULL, points_asked INTEGER, points_scale INTEGER,
            region TEXT NOT NULL, address TEXT, verify_code TEXT, tracking TEXT, funding TEXT,
            funding_reference TEXT, created_at INTEGER NOT NULL, paid_at INTEGER, delivered_at INTEGER,
            final_at INTEGER, settled_position INTEGER, refunded INTEGER NOT NULL, commission INTEGER,
            inflow INTEGER, minted INTEGER, scale INTEGER, held TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX orders_member ON orders (member, created_at);
        CREATE INDEX orders_merchant ON orders (merchant, created_at);
        CREATE INDEX orders_state ON orders (state, created_at);
        CREATE TABLE order_lines (orders TEXT NOT NULL REFERENCES orders, line INTEGER NOT NULL, goods TEXT,
            name TEXT NOT NULL, quantity INTEGER NOT NULL, amount INTEGER NOT NULL, cost INTEGER,
            PRIMARY KEY (orders, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE payments (id TEXT PRIMARY KEY, orders TEXT NOT NULL REFERENCES orders, channel TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, reference TEXT, start TEXT, created_at INTEGER NOT NULL,
            paid_at INTEGER, refunded INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX payments_order ON payments (orders);
        CREATE TABLE refunds (id TEXT PRIMARY KEY, orders TEXT NOT NULL REFERENCES orders, payment TEXT,
            amount INTEGER NOT NULL, goods INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
            reference TEXT, requested_by TEXT NOT NULL, requested_at INTEGER NOT NULL, decided_by TEXT,
            done_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX refunds_order ON refunds (orders);
        CREATE TABLE notices (channel TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL,
            accepted INTEGER NOT NULL, what TEXT NOT NULL, PRIMARY KEY (channel, delivery)) STRICT, WITHOUT ROWID;
        CREATE TABLE simulated_deeds (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, reference TEXT NOT NULL, at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX simulated_deeds_about ON simulated_deeds (about);

        """;
}
