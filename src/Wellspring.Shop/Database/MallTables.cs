namespace Wellspring.Shop.Database;

/// <summary>Existing malls: how far each was read, whose user is whose, orders, points, comparisons.</summary>
internal static class MallTables
{
    // mall_orders.state: pending (nobody joined yet) | reserved (waits for points to be confirmed) | placed (the pool
    // was told) | lapsed (refunded whole before it was placed) | skipped (nothing paid). paid is cash; credit is what
    // points paid at the mall's checkout. seen: the mall itself has told the order, not only its checkout.
    // mall_refunds.kind: cash | goods; state: sent | done | refused. command is the last one sent for it.
    // mall_reservations.state: held | confirming | redeeming | confirmed | cancelled | expired | refused.
    // mall_user is the mall's and personal: it is erased with the member's profile.
    public const string Sql = """
        CREATE TABLE mall_cursors (mall TEXT PRIMARY KEY, cursor TEXT, read_at INTEGER NOT NULL,
            failure TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE mall_users (mall TEXT NOT NULL, mall_user TEXT NOT NULL, member TEXT NOT NULL,
            consent TEXT NOT NULL, linked_at INTEGER NOT NULL, unlinked_at INTEGER) STRICT;
        CREATE UNIQUE INDEX mall_users_user ON mall_users (mall, mall_user) WHERE unlinked_at IS NULL;
        CREATE UNIQUE INDEX mall_users_member ON mall_users (member, mall) WHERE unlinked_at IS NULL;
        CREATE TABLE mall_orders (mall TEXT NOT NULL, number TEXT NOT NULL, pool_order TEXT NOT NULL,
            mall_user TEXT NOT NULL, store TEXT NOT NULL, paid INTEGER NOT NULL, credit INTEGER NOT NULL,
            refunded INTEGER NOT NULL, paid_at INTEGER NOT NULL, received_at INTEGER, lines TEXT NOT NULL,
            state TEXT NOT NULL, member TEXT, seen INTEGER NOT NULL,
            PRIMARY KEY (mall, number)) STRICT, WITHOUT ROWID;
        CREATE INDEX mall_orders_user ON mall_orders (mall, mall_user) WHERE state = 'pending';
        CREATE INDEX mall_orders_paid ON mall_orders (mall, paid_at);
        CREATE TABLE mall_refunds (mall TEXT NOT NULL, number TEXT NOT NULL, refund INTEGER NOT NULL,
            kind TEXT NOT NULL, amount INTEGER NOT NULL, command TEXT NOT NULL, state TEXT NOT NULL,
            PRIMARY KEY (mall, number, refund)) STRICT, WITHOUT ROWID;
        CREATE INDEX mall_refunds_sent ON mall_refunds (mall) WHERE state = 'sent';
        CREATE TABLE mall_faults (mall TEXT NOT NULL, number TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
            at INTEGER NOT NULL, PRIMARY KEY (mall, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE mall_reservations (id TEXT PRIMARY KEY, mall TEXT NOT NULL, number TEXT NOT NULL,
            mall_user TEXT NOT NULL, member TEXT NOT NULL, store TEXT NOT NULL, amount INTEGER NOT NULL,
            asked INTEGER, points INTEGER NOT NULL, scale INTEGER NOT NULL, credit INTEGER NOT NULL,
            state TEXT NOT NULL, reason TEXT, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX mall_reservations_order ON mall_reservations (mall, number, made_at);
        CREATE INDEX mall_reservations_held ON mall_reservations (member) WHERE state = 'held';
        CREATE TABLE mall_days (mall TEXT NOT NULL, day INTEGER NOT NULL, at INTEGER NOT NULL,
            their_orders INTEGER NOT NULL, their_paid INTEGER NOT NULL, their_refunded INTEGER NOT NULL,
            our_orders INTEGER NOT NULL, our_paid INTEGER NOT NULL, our_refunded INTEGER NOT NULL,
            PRIMARY KEY (mall, day)) STRICT, WITHOUT ROWID;
        CREATE TABLE mall_differences (mall TEXT NOT NULL, day INTEGER NOT NULL, number TEXT NOT NULL,
            kind TEXT NOT NULL, theirs INTEGER, ours INTEGER, reason TEXT,
            PRIMARY KEY (mall, day, number, kind)) STRICT, WITHOUT ROWID;

        """;
}
