namespace Wellspring.Shop.Database;

/// <summary>Members: profile (erasable), logins, consents, tickets.</summary>
internal static class MemberTables
{
    // members.id is the pseudonym the pool knows; nickname, mail and phone are null once erased.
    // sessions.subject: a member's or a staff user's id, by kind. Only hashes of tokens and codes are stored.
    public const string Sql = """
        CREATE TABLE members (id TEXT PRIMARY KEY, state TEXT NOT NULL, nickname TEXT, mail TEXT UNIQUE,
            phone TEXT UNIQUE, language TEXT NOT NULL, referrer TEXT, referral_code TEXT NOT NULL UNIQUE,
            joined_at INTEGER NOT NULL, closed_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX members_joined ON members (joined_at);
        CREATE INDEX members_referrer ON members (referrer);
        CREATE TABLE login_codes (address TEXT PRIMARY KEY, code_hash BLOB NOT NULL, sent_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE sessions (token_hash BLOB PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            second_factor INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX sessions_subject ON sessions (kind, subject);
        CREATE TABLE consents (id TEXT PRIMARY KEY, member TEXT NOT NULL, kind TEXT NOT NULL, text_hash TEXT NOT NULL,
            plan_hash TEXT, figures TEXT, given_at INTEGER NOT NULL, withdrawn_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX consents_member ON consents (member, kind);
        CREATE TABLE tickets (id TEXT PRIMARY KEY, member TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
            state TEXT NOT NULL, about TEXT, opened_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
            closed_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX tickets_member ON tickets (member);
        CREATE INDEX tickets_open ON tickets (state, due_at);
        CREATE TABLE ticket_messages (ticket TEXT NOT NULL, line INTEGER NOT NULL, author TEXT NOT NULL,
            text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ticket, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox_messages (sequence INTEGER PRIMARY KEY, channel TEXT NOT NULL, address TEXT NOT NULL,
            subject TEXT NOT NULL, text TEXT NOT NULL, created_at INTEGER NOT NULL, sent_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0, failure TEXT) STRICT;

        """;
}
