namespace Wellspring.Shop.Database;

/// <summary>Members: profile (erasable), logins, consents, tickets.</summary>
internal static class MemberTables
{
    // members.id is the pseudonym the pool knows; nickname, mail and phone are null once erased.
    // members.state: active | closed. members.origin: self | demo | mall, who brought the member in.
    // sessions.subject: a member's or a staff user's id, by kind. Only hashes of tokens, codes and the addresses that
    // codes were sent to are stored.
    // enrolments: somebody who has read, answered and consented, but whose address is not yet proved. It loses its
    // address once it became a member. consents.shown: the figures of the text, to show the very text again.
    // tickets.state: open | answered | closed; kind: complaint | review | question | unlink | lost-access.
    // ticket_messages.author: member | staff:id. outbox_messages.channel: mail | phone; sender: which adapter sent it.
    public const string Sql = """
        CREATE TABLE members (id TEXT PRIMARY KEY, state TEXT NOT NULL, nickname TEXT, mail TEXT UNIQUE,
            phone TEXT UNIQUE, language TEXT NOT NULL, referrer TEXT, referral_code TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL, joined_at INTEGER NOT NULL, closed_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX members_joined ON members (joined_at);
        CREATE INDEX members_referrer ON members (referrer);
        CREATE TABLE login_codes (address_hash BLOB PRIMARY KEY, code_hash BLOB NOT NULL, sent_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE enrolments (id TEXT PRIMARY KEY, address TEXT, nickname TEXT, language TEXT NOT NULL,
            referral_code TEXT, referral_how TEXT, figures TEXT NOT NULL, english INTEGER NOT NULL,
            given_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, member TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE member_addresses (id TEXT PRIMARY KEY, member TEXT NOT NULL, name TEXT NOT NULL,
            phone TEXT NOT NULL, region TEXT NOT NULL, street TEXT NOT NULL, used_at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;
        CREATE INDEX member_addresses_member ON member_addresses (member);
        CREATE TABLE cap_exits (member TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE sessions (token_hash BLOB PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
            created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            second_factor INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX sessions_subject ON sessions (kind, subject);
        CREATE TABLE consents (id TEXT PRIMARY KEY, member TEXT NOT NULL, kind TEXT NOT NULL,
            template_hash TEXT NOT NULL, text_hash TEXT NOT NULL, english INTEGER NOT NULL, shown TEXT,
            plan_version INTEGER NOT NULL, plan_hash TEXT NOT NULL, given_at INTEGER NOT NULL,
            withdrawn_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX consents_member ON consents (member, kind);
        CREATE TABLE tickets (id TEXT PRIMARY KEY, member TEXT, kind TEXT NOT NULL, subject TEXT NOT NULL,
            state TEXT NOT NULL, about TEXT, contact TEXT, opened_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
            closed_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX tickets_member ON tickets (member);
        CREATE INDEX tickets_open ON tickets (state, due_at);
        CREATE TABLE ticket_messages (ticket TEXT NOT NULL, line INTEGER NOT NULL, author TEXT NOT NULL,
            text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ticket, line)) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox_messages (sequence INTEGER PRIMARY KEY, channel TEXT NOT NULL, address TEXT NOT NULL,
            subject TEXT NOT NULL, text TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            next_at INTEGER NOT NULL, sent_at INTEGER, given_up_at INTEGER, sender TEXT,
            attempts INTEGER NOT NULL DEFAULT 0, failure TEXT) STRICT;
        CREATE INDEX outbox_messages_next ON outbox_messages (next_at)
            WHERE sent_at IS NULL AND given_up_at IS NULL;

        """;
}
