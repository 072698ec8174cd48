namespace Wellspring.Shop.Database;

/// <summary>Orders with a life, their lines, payments and refunds.</summary>
internal static class OrderTables
{
    // orders.state: created | paid | funded | delivered | final | refunded | cancelled (pool-rules 11). kind: shipped |
    // code | in-store. total = cash + redeemed + credit + coin_value always; redeemed is the quote until
    // redeem_position is set. coins are yuan of the claim, coin_value what they pay; coin_settled (what settled of it),
    // coin_deposit, locked and locked_scale are copied from the settlement.
    // points are what the buyer gives at points_scale; credit_kept is the part of credit that the shop itself owed
    // (credit_returns), the rest comes from the pool's goods credit. plain: earns no points. commission, inflow, minted
    // and scale are copied from the settlement, held is why a final order waits, note why one was cancelled: codes.
    // created_at … final_at are journal time; expires_at is wall time.
    // payments.state: created | claimed | pending | unknown | paid | failed | mismatched. splits.state: created |
    // claimed | unknown | done | failed. "claimed" is written before the channel is called (engine rule 12).
    // refunds.state: requested | rejected | approved (asked of the pool) | booked (may be paid) | claimed | unknown |
    // shop-pays | paid | failed. cause: asked | surplus | cancelled | late. form: channel | shop | none.
    // simulated_deeds.state: waiting | silent | done | failed; about is the payment (or split) that a deed takes from.
    // manual_deeds.state: waiting | done | failed.
    public const string Sql = """
        CREATE TABLE orders (id TEXT PRIMARY KEY, member TEXT NOT NULL, merchant TEXT NOT NULL, store TEXT,
            kind TEXT NOT NULL, state TEXT NOT NULL, total INTEGER NOT NULL, cash INTEGER NOT NULL,
            redeemed INTEGER NOT NULL, credit INTEGER NOT NULL, credit_kept INTEGER NOT NULL, points INTEGER NOT NULL,
            points_scale INTEGER NOT NULL, plain INTEGER NOT NULL, region TEXT NOT NULL, recipient TEXT, phone TEXT,
            address TEXT, verify_code TEXT, carrier TEXT, tracking TEXT, funding TEXT NOT NULL, funding_reference TEXT,
            created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, paid_at INTEGER, shipped_at INTEGER,
            delivered_at INTEGER, due_at INTEGER, final_at INTEGER, placed_position INTEGER, credit_position INTEGER,
            redeem_position INTEGER, settled_position INTEGER, refunded INTEGER NOT NULL DEFAULT 0,
            refunded_cash INTEGER NOT NULL DEFAULT 0, refunded_goods INTEGER NOT NULL DEFAULT 0,
            settled INTEGER, commission INTEGER, inflow INTEGER, minted INTEGER, scale INTEGER, held TEXT, note TEXT,
            coins INTEGER NOT NULL DEFAULT 0, coin_value INTEGER NOT NULL DEFAULT 0, coins_position INTEGER,
            refunded_coins INTEGER NOT NULL DEFAULT 0, coin_settled INTEGER, coin_deposit INTEGER, locked INTEGER,
            locked_scale INTEGER)
            STRICT, WITHOUT ROWID;
        CREATE INDEX orders_member ON orders (member, created_at, id);
        CREATE INDEX orders_merchant ON orders (merchant, created_at, id);
        CREATE INDEX orders_state ON orders (state, created_at);
        CREATE INDEX orders_code ON orders (merchant, verify_code) WHERE verify_code IS NOT NULL;
        CREATE TABLE order_lines (orders TEXT NOT NULL REFERENCES orders, line INTEGER NOT NULL, goods TEXT,
            name TEXT NOT NULL, quantity INTEGER NOT NULL, amount INTEGER NOT NULL, cost INTEGER,
            reserved INTEGER NOT NULL, PRIMARY KEY (orders, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE order_steps (orders TEXT NOT NULL REFERENCES orders, line INTEGER NOT NULL, at INTEGER NOT NULL,
            what TEXT NOT NULL, who TEXT NOT NULL, amount INTEGER, detail TEXT, position INTEGER,
            PRIMARY KEY (orders, line)) STRICT, WITHOUT ROWID;
        CREATE VIEW order_cards AS SELECT o.id, o.member, o.merchant, m.name AS merchant_name, o.store,
            s.name AS store_name, s.address AS store_address, o.kind,
            o.state, o.total, o.cash, o.redeemed, o.credit, o.credit_kept, o.points, o.points_scale, o.plain, o.region,
            o.recipient, o.phone, o.address, o.verify_code, o.carrier, o.tracking, o.funding, o.funding_reference,
            o.created_at, o.expires_at, o.paid_at, o.shipped_at, o.delivered_at, o.due_at, o.final_at,
            o.placed_position, o.credit_position, o.redeem_position, o.settled_position, o.refunded, o.refunded_cash,
            o.refunded_goods, o.commission, o.inflow, o.minted, o.scale, o.held, o.note, o.settled, o.coins,
            o.coin_value, o.coins_position, o.refunded_coins, o.coin_deposit, o.locked, o.locked_scale, o.coin_settled
            FROM orders o JOIN merchants m ON m.id = o.merchant LEFT JOIN stores s ON s.id = o.store;
        CREATE TABLE payments (id TEXT PRIMARY KEY, orders TEXT NOT NULL REFERENCES orders, channel TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, reference TEXT, start_kind TEXT, start TEXT,
            payer_address TEXT, created_at INTEGER NOT NULL, paid_at INTEGER, refunded INTEGER NOT NULL DEFAULT 0,
            queries INTEGER NOT NULL DEFAULT 0, next_query_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX payments_order ON payments (orders);
        CREATE INDEX payments_open ON payments (next_query_at)
            WHERE state IN ('created', 'claimed', 'pending', 'unknown');
        CREATE TABLE splits (id TEXT PRIMARY KEY, orders TEXT NOT NULL UNIQUE REFERENCES orders, payment TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, reference TEXT, created_at INTEGER NOT NULL,
            queries INTEGER NOT NULL DEFAULT 0, next_query_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE refunds (id TEXT PRIMARY KEY, orders TEXT NOT NULL REFERENCES orders, payment TEXT,
            amount INTEGER NOT NULL, cash INTEGER NOT NULL, goods INTEGER NOT NULL, credit INTEGER NOT NULL,
            coins INTEGER NOT NULL DEFAULT 0, cause TEXT NOT NULL, form TEXT NOT NULL, state TEXT NOT NULL,
            reason TEXT NOT NULL, answer TEXT,
            commands INTEGER NOT NULL DEFAULT 0, split_return TEXT, reference TEXT, requested_by TEXT NOT NULL,
            requested_at INTEGER NOT NULL, decided_by TEXT, decided_at INTEGER, done_at INTEGER,
            queries INTEGER NOT NULL DEFAULT 0, next_query_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX refunds_order ON refunds (orders);
        CREATE INDEX refunds_state ON refunds (state, requested_at);
        CREATE TABLE credit_returns (refund TEXT PRIMARY KEY, member TEXT NOT NULL, amount INTEGER NOT NULL,
            at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX credit_returns_member ON credit_returns (member);
        CREATE TABLE notices (channel TEXT NOT NULL, delivery TEXT NOT NULL, at INTEGER NOT NULL,
            accepted INTEGER NOT NULL, what TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (channel, delivery))
            STRICT, WITHOUT ROWID;
        CREATE TABLE verify_tries (sequence INTEGER PRIMARY KEY, merchant TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
        CREATE INDEX verify_tries_merchant ON verify_tries (merchant, at);
        CREATE TABLE simulated_deeds (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, reference TEXT NOT NULL, at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX simulated_deeds_about ON simulated_deeds (about);
        CREATE TABLE manual_deeds (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL,
            amount INTEGER NOT NULL, state TEXT NOT NULL, voucher TEXT UNIQUE, asked_at INTEGER NOT NULL,
            done_at INTEGER, done_by TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX manual_deeds_state ON manual_deeds (state, asked_at);

        """;
}
