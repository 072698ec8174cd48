namespace Wellspring.Shop.Database;

/// <summary>Creditors of an old platform, what they were offered and said, and the files they came from.</summary>
internal static class LegacyTables
{
    // creditors: member is the pseudonym that the pool knows; it is reserved until its owner joins with the same mail
    // or phone, and is theirs then. account is the old platform's. referrer: the account that brought them there.
    // legacy_imports.kind: claims | members. state: running | done | failed. Sums are of rows, amounts of claims.
    // legacy_answers: what a creditor said to the offer 7.7; id is the pool command's. via: page | paper. state:
    // waiting | done | refused. shown: the figures of the text, to show the very text again. document: SHA-256 of the
    // paper; by and approver are the two people who entered it. revoke: the command that took a yes back.
    // legacy_waivers: what was signed to give up the rest of a claim; statement is the very text.
    // legacy_reminders: that somebody was reminded of an offer; a reminder is no answer.
    public const string Sql = """
        CREATE TABLE creditors (member TEXT PRIMARY KEY, account TEXT UNIQUE, mail TEXT UNIQUE, phone TEXT UNIQUE,
            name TEXT, referrer TEXT, noted_at INTEGER NOT NULL, joined_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX creditors_referrer ON creditors (referrer) WHERE referrer IS NOT NULL;
        CREATE TABLE legacy_imports (id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL,
            file_hash TEXT NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, ended_at INTEGER,
            rows INTEGER NOT NULL, accepted INTEGER NOT NULL, amount INTEGER NOT NULL, rejected INTEGER NOT NULL,
            known INTEGER NOT NULL, done INTEGER NOT NULL, refused INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX legacy_imports_at ON legacy_imports (at);
        CREATE TABLE legacy_answers (id TEXT PRIMARY KEY, member TEXT NOT NULL, answer TEXT NOT NULL, amount INTEGER,
            proceeds_reduce INTEGER NOT NULL, offer TEXT NOT NULL, template_hash TEXT NOT NULL,
            english INTEGER NOT NULL, shown TEXT NOT NULL, via TEXT NOT NULL, document TEXT, by TEXT NOT NULL,
            approver TEXT, given_at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, consent TEXT, revoke TEXT,
            revoked_at INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX legacy_answers_member ON legacy_answers (member, given_at);
        CREATE INDEX legacy_answers_revoke ON legacy_answers (revoke) WHERE revoke IS NOT NULL;
        CREATE TABLE legacy_waivers (id TEXT PRIMARY KEY, member TEXT NOT NULL, statement TEXT NOT NULL,
            statement_hash TEXT NOT NULL, signed_at INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT)
            STRICT, WITHOUT ROWID;
        CREATE INDEX legacy_waivers_member ON legacy_waivers (member);
        CREATE TABLE legacy_reminders (member TEXT NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL,
            PRIMARY KEY (member, at)) STRICT, WITHOUT ROWID;

        """;
}
