namespace Wellspring.Shop.Database;

/// <summary>The operator's own people, two-person acts and what was done by whom.</summary>
internal static class StaffTables
{
    // staff.identity is the hash of a verified identity: two accounts of one person are one person.
    // approvals: an act that needs a second person, with the exact effect that was shown. state: open | done |
    // refused | expired.
    public const string Sql = """
        CREATE TABLE staff (id TEXT PRIMARY KEY, name TEXT NOT NULL, mail TEXT NOT NULL UNIQUE, password TEXT,
            totp BLOB, totp_step INTEGER, roles TEXT NOT NULL, identity TEXT, state TEXT NOT NULL,
            created_at INTEGER NOT NULL, created_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE links (token_hash BLOB PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            expires_at INTEGER NOT NULL, used_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE approvals (id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
            effect TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, state TEXT NOT NULL,
            decided_by TEXT, decided_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX approvals_open ON approvals (state, asked_at);
        CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT, detail TEXT) STRICT;
        CREATE INDEX audit_subject ON audit (subject);

        """;
}
