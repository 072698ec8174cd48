namespace Wellspring.Shop.Database;

/// <summary>Who may be paid, what is withheld, what the bank says, what the monitor found, what is reported.</summary>
internal static class FinanceTables
{
    // payees.state: submitted | approved | rejected | replaced | withdrawn | kept (the member left; name and tax number
    // stay for the tax books and for nothing else). sealed: AES-GCM under keys/personal.key. id_hash and account_hash
    // are
    // keyed hashes, to find one person or one account behind several members.
    // tax_rules: versions of a payout type's rule; the latest in force counts. tax_lines.state: reserved | withheld |
    // released. period (2026-11) is set when the tax is withheld. tax_payments: what went to the tax office.
    // payout_holds: a withdrawal that waits for a person; released by two. payee_holds: a member whose rewards wait.
    // attestations: what a bank says the pool's account holds; written by two people. book_days: book and bank
    // compared.
    // balance_days: each day's tree of balances. state: making | publishing | published | differs (from the books:
    // nothing is said) | refused (by the pool).
    // secret: the salts of the day come from it; null, and the parts gone, once the day is too old for proofs.
    // balance_parts.leaves: pseudonym and balances, 56 bytes each, in the order of pseudonyms; no member number.
    // monitor_runs.id: monitor:2026-11-22; twice is once. findings.state: open | released | confirmed.
    // reward_edges: who was ever paid for whose orders, from the journal; the referral tree that counts in law.
    // reports.kind: base | quarter | franchise. scope: null (masked) or the authority and paper names are shown for.
    // authority_orders.kind: freeze | pause | pay.
    public const string Sql = """
        CREATE TABLE payees (id TEXT PRIMARY KEY, member TEXT NOT NULL, state TEXT NOT NULL, sealed BLOB NOT NULL,
            id_hash TEXT NOT NULL, account_hash TEXT NOT NULL, account_tail TEXT NOT NULL, channel TEXT NOT NULL,
            consent TEXT NOT NULL, submitted_at INTEGER NOT NULL, decided_at INTEGER, decided_by TEXT,
            reason TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX payees_member ON payees (member, submitted_at);
        CREATE INDEX payees_state ON payees (state, submitted_at);
        CREATE TABLE member_devices (member TEXT NOT NULL, device_hash TEXT NOT NULL, first_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL, PRIMARY KEY (device_hash, member)) STRICT, WITHOUT ROWID;
        CREATE TABLE tax_rules (type TEXT NOT NULL, version INTEGER NOT NULL, class TEXT NOT NULL, method TEXT NOT NULL,
            rate INTEGER NOT NULL, basis TEXT NOT NULL, accountant TEXT NOT NULL, document_hash TEXT NOT NULL,
            effective_at INTEGER NOT NULL, entered_by TEXT NOT NULL, approved_by TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (type, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE tax_lines (withdrawal TEXT NOT NULL, type TEXT NOT NULL, member TEXT NOT NULL,
            version INTEGER NOT NULL, class TEXT NOT NULL, gross INTEGER NOT NULL, tax INTEGER NOT NULL,
            state TEXT NOT NULL, period TEXT, at INTEGER NOT NULL, PRIMARY KEY (withdrawal, type))
            STRICT, WITHOUT ROWID;
        CREATE INDEX tax_lines_member ON tax_lines (member, at);
        CREATE INDEX tax_lines_period ON tax_lines (period);
        CREATE TABLE tax_payments (id TEXT PRIMARY KEY, period TEXT NOT NULL, amount INTEGER NOT NULL,
            voucher TEXT NOT NULL UNIQUE, paid_at INTEGER NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE payout_holds (id TEXT PRIMARY KEY, withdrawal TEXT NOT NULL, member TEXT NOT NULL,
            code TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, held_at INTEGER NOT NULL, released_at INTEGER,
            released_by TEXT, approver TEXT, note TEXT, UNIQUE (withdrawal, code)) STRICT, WITHOUT ROWID;
        CREATE INDEX payout_holds_open ON payout_holds (released_at, held_at);
        CREATE TABLE payee_holds (finding TEXT NOT NULL, member TEXT NOT NULL, held_at INTEGER NOT NULL,
            released_at INTEGER, PRIMARY KEY (finding, member)) STRICT, WITHOUT ROWID;
        CREATE INDEX payee_holds_member ON payee_holds (member, released_at);
        CREATE TABLE attestations (id TEXT PRIMARY KEY, account TEXT NOT NULL, balance INTEGER NOT NULL,
            as_of INTEGER NOT NULL, document_hash TEXT NOT NULL, entered_by TEXT NOT NULL, approved_by TEXT NOT NULL,
            at INTEGER NOT NULL, digest TEXT NOT NULL, signer TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX attestations_account ON attestations (account, as_of);
        CREATE TABLE book_days (day TEXT PRIMARY KEY, as_of INTEGER, book INTEGER NOT NULL, attested INTEGER NOT NULL,
            agrees INTEGER NOT NULL, at INTEGER NOT NULL, explained_by TEXT, approver TEXT, explained_at INTEGER,
            note TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE balance_days (day TEXT PRIMARY KEY, state TEXT NOT NULL, position INTEGER NOT NULL,
            at INTEGER NOT NULL, members INTEGER NOT NULL, scale INTEGER NOT NULL, points INTEGER NOT NULL,
            wallet INTEGER NOT NULL, coins INTEGER NOT NULL, book_points INTEGER NOT NULL, book_wallet INTEGER NOT NULL,
            book_coins INTEGER NOT NULL, statement TEXT NOT NULL, secret BLOB) STRICT, WITHOUT ROWID;
        CREATE TABLE balance_parts (day TEXT NOT NULL, part INTEGER NOT NULL, first BLOB NOT NULL, hash BLOB NOT NULL,
            points INTEGER NOT NULL, wallet INTEGER NOT NULL, coins INTEGER NOT NULL, leaves BLOB NOT NULL,
            PRIMARY KEY (day, part)) STRICT;
        CREATE TABLE monitor_runs (id TEXT PRIMARY KEY, started_at INTEGER NOT NULL, ended_at INTEGER,
            findings INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE findings (id TEXT PRIMARY KEY, run TEXT NOT NULL, code TEXT NOT NULL, subject TEXT NOT NULL,
            pattern TEXT NOT NULL, arguments TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, ruleset TEXT NOT NULL,
            state TEXT NOT NULL, at INTEGER NOT NULL, decided_by TEXT, approver TEXT, decided_at INTEGER,
            note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX findings_state ON findings (state, at);
        CREATE TABLE reward_edges (buyer TEXT NOT NULL, payee TEXT NOT NULL, kind INTEGER NOT NULL,
            orders INTEGER NOT NULL, amount INTEGER NOT NULL, last_at INTEGER NOT NULL,
            PRIMARY KEY (buyer, payee, kind)) STRICT, WITHOUT ROWID;
        CREATE INDEX reward_edges_payee ON reward_edges (payee, kind);
        CREATE TABLE reports (id TEXT PRIMARY KEY, kind TEXT NOT NULL, period TEXT NOT NULL, made_at INTEGER NOT NULL,
            made_by TEXT NOT NULL, approver TEXT, scope TEXT, hash TEXT, filed_at INTEGER, filed_by TEXT, receipt TEXT)
            STRICT, WITHOUT ROWID;
        CREATE INDEX reports_kind ON reports (kind, period);
        CREATE TABLE impact_assessments (id TEXT PRIMARY KEY, topic TEXT NOT NULL, document_hash TEXT NOT NULL,
            summary TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE privacy_requests (id TEXT PRIMARY KEY, member TEXT NOT NULL, kind TEXT NOT NULL,
            text TEXT NOT NULL, state TEXT NOT NULL, opened_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
            done_at INTEGER, done_by TEXT, answer TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX privacy_requests_member ON privacy_requests (member);
        CREATE INDEX privacy_requests_state ON privacy_requests (state, due_at);
        CREATE TABLE leaks (id TEXT PRIMARY KEY, found_at INTEGER NOT NULL, what TEXT NOT NULL, kinds TEXT NOT NULL,
            people INTEGER NOT NULL, remedy TEXT NOT NULL, authority_at INTEGER, people_at INTEGER, closed_at INTEGER,
            by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE authority_orders (id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            authority TEXT NOT NULL, number TEXT NOT NULL, document_hash TEXT NOT NULL, at INTEGER NOT NULL,
            entered_by TEXT NOT NULL, approved_by TEXT NOT NULL, lifted_at INTEGER, lifted_by TEXT,
            lift_hash TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX authority_orders_subject ON authority_orders (subject, lifted_at);
        CREATE TABLE suspicions (id TEXT PRIMARY KEY, source TEXT NOT NULL, text TEXT NOT NULL, text_hash TEXT NOT NULL,
            codes TEXT NOT NULL, found_at INTEGER NOT NULL, due_at INTEGER NOT NULL, by TEXT NOT NULL, decision TEXT,
            decided_at INTEGER, decided_by TEXT, note TEXT) STRICT, WITHOUT ROWID;

        """;
}
