namespace Wellspring.Shop.Database;

/// <summary>Every text that can be published, in all its versions, and the operator's notices.</summary>
internal static class TextTables
{
    // texts.kind: goods | store | merchant | notice | plan | agent | other. state: refused (the scan said no) | waiting
    // (a person decides) | approved | rejected (a person said no) | replaced. current: the version that what it is
    // about now holds. findings: what the scan said, as JSON. decided_by: a staff id, or scan.
    // notices_board.state: waiting | shown | withdrawn | rejected.
    public const string Sql = """
        CREATE TABLE texts (id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, version INTEGER NOT NULL,
            text TEXT NOT NULL, hash TEXT NOT NULL, ruleset TEXT NOT NULL, state TEXT NOT NULL,
            findings TEXT NOT NULL, outside INTEGER NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
            decided_by TEXT, decided_at INTEGER, note TEXT, current INTEGER NOT NULL DEFAULT 0,
            UNIQUE (kind, subject, version)) STRICT, WITHOUT ROWID;
        CREATE INDEX texts_state ON texts (state, at);
        CREATE INDEX texts_hidden ON texts (kind, subject) WHERE current = 1 AND state <> 'approved';
        CREATE TABLE notices_board (id TEXT PRIMARY KEY, title_zh TEXT NOT NULL, title_en TEXT NOT NULL,
            zh TEXT NOT NULL, en TEXT NOT NULL, state TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
            shown_at INTEGER, withdrawn_at INTEGER, withdrawn_by TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX notices_board_shown ON notices_board (state, shown_at);

        """;
}
