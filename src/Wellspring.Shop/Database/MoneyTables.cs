namespace Wellspring.Shop.Database;

/// <summary>Withdrawals on their way through a channel, form keys, API keys and webhooks.</summary>
internal static class MoneyTables
{
    // withdrawals.state: requested | approved | claimed | paid | failed | rejected | unknown.
    // payee_record: the verified identity it goes to; then payee and payee_name are masked here. tax: withheld of it.
    // form_keys: the idempotency key in each form, with what its first submission led to.
    // webhooks.state: active | off. deliveries.state: queued (behind another of its lane) | waiting | delivered | dead.
    public const string Sql = """
        CREATE TABLE withdrawals (id TEXT PRIMARY KEY, member TEXT NOT NULL, amount INTEGER NOT NULL,
            fee INTEGER NOT NULL, from_sales INTEGER NOT NULL, from_rewards INTEGER NOT NULL,
            from_dividends INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL, channel TEXT NOT NULL,
            payee TEXT NOT NULL, payee_name TEXT NOT NULL, payee_record TEXT,
            tax INTEGER NOT NULL DEFAULT 0, reason TEXT, reference TEXT,
            requested_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT, approver TEXT,
            done_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX withdrawals_member ON withdrawals (member, requested_at);
        CREATE INDEX withdrawals_state ON withdrawals (state, requested_at);
        CREATE TABLE form_keys (form_key TEXT NOT NULL, subject TEXT NOT NULL, body_hash BLOB NOT NULL,
            location TEXT, at INTEGER NOT NULL, PRIMARY KEY (subject, form_key)) STRICT, WITHOUT ROWID;
        CREATE TABLE api_keys (id TEXT PRIMARY KEY, name TEXT NOT NULL, key_hash BLOB NOT NULL UNIQUE,
            scopes TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, expires_at INTEGER,
            revoked_at INTEGER, used_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE webhooks (id TEXT PRIMARY KEY, url TEXT NOT NULL, kinds TEXT NOT NULL, secret TEXT NOT NULL,
            state TEXT NOT NULL, from_position INTEGER NOT NULL, created_at INTEGER NOT NULL,
            old_secret TEXT, old_until INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE deliveries (sequence INTEGER PRIMARY KEY, webhook TEXT NOT NULL, kind TEXT NOT NULL,
            position INTEGER NOT NULL, line INTEGER NOT NULL, lane TEXT NOT NULL, body TEXT NOT NULL,
            state TEXT NOT NULL, attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, delivered_at INTEGER,
            failure TEXT, UNIQUE (webhook, position, line, kind)) STRICT;
        CREATE INDEX deliveries_next ON deliveries (next_at) WHERE state = 'waiting';
        CREATE INDEX deliveries_lane ON deliveries (webhook, lane, state, position, line);
        CREATE INDEX deliveries_webhook ON deliveries (webhook, sequence);

        """;
}
