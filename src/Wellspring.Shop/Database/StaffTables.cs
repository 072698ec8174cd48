namespace Wellspring.Shop.Database;

/// <summary>The operator's own people, two-person acts, long work and what was done by whom.</summary>
internal static class StaffTables
{
    // staff.state: invited | active | disabled. totp is sealed; null while no second factor is enrolled.
    // staff.identity is the keyed hash of an identity document: two accounts of one person are one person. It counts
    // in two-person acts once identity_by, a person who saw the document (or setup), is set.
    // links: single-use tokens by hash. kind: setup | setup-session | invite | enrol | login.
    // staff_attempts: wrong passwords by hash of mail or address, also of mails nobody has.
    // approvals: an act that needs a second person, with the exact effect that was shown. state: open | done |
    // refused | withdrawn | expired | failed. payload: see ApprovalKind. effect: JSON lines in two languages.
    // bill_differences: where a channel's bill and our records disagree, until somebody clears it with a note.
    // pool_days follow the journal: days since 1970-01-01 in the plan's time zone.
    // staff_jobs.state: running | done | failed | lost (the server stopped meanwhile).
    public const string Sql = """
        CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL UNIQUE, password TEXT,
            totp BLOB, totp_step INTEGER NOT NULL DEFAULT 0, roles TEXT NOT NULL, identity TEXT, identity_by TEXT,
            state TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE links (token_hash BLOB PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            expires_at INTEGER NOT NULL, used_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        CREATE TABLE staff_attempts (key_hash BLOB PRIMARY KEY, failures INTEGER NOT NULL, first_at INTEGER NOT NULL,
            locked_until INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE approvals (id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
            effect TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            state TEXT NOT NULL, decided_by TEXT, decided_at INTEGER, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX approvals_open ON approvals (state, asked_at);
        CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT, detail TEXT) STRICT;
        CREATE INDEX audit_subject ON audit (subject);
        CREATE TABLE staff_jobs (id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL,
            started_at INTEGER NOT NULL, ended_at INTEGER, done INTEGER NOT NULL, total INTEGER NOT NULL,
            file TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE bill_differences (id TEXT PRIMARY KEY, channel TEXT NOT NULL, deed TEXT NOT NULL,
            kind TEXT NOT NULL, ours INTEGER, theirs INTEGER, bill TEXT NOT NULL, found_at INTEGER NOT NULL,
            cleared_at INTEGER, cleared_by TEXT, note TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX bill_differences_open ON bill_differences (cleared_at, found_at);
        CREATE TABLE pool_days (day INTEGER PRIMARY KEY, orders INTEGER NOT NULL, turnover INTEGER NOT NULL,
            inflow INTEGER NOT NULL, injected INTEGER NOT NULL, sold INTEGER NOT NULL, redeemed INTEGER NOT NULL,
            exits INTEGER NOT NULL, exit_paid INTEGER NOT NULL, released INTEGER NOT NULL) STRICT;

        """;
}
