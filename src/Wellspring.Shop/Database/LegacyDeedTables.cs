namespace Wellspring.Shop.Database;

/// <summary>What the operator did about the old debt, and the reconciliation reports that two people signed.</summary>
internal static class LegacyDeedTables
{
    // legacy_deeds: from the journal, one row a record. kind: fund | buy | stop | restart. by: who asked, where the
    // journal names one. legacy_turnover: what buyers who are no creditors paid, by calendar day of the journal's time.
    public const string Sql = """
        CREATE TABLE legacy_deeds (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
            amount INTEGER NOT NULL, member TEXT, text TEXT NOT NULL, voucher TEXT, by TEXT, approver TEXT) STRICT;
        CREATE INDEX legacy_deeds_kind ON legacy_deeds (kind, at);
        CREATE TABLE legacy_turnover (day INTEGER PRIMARY KEY, others INTEGER NOT NULL) STRICT;
        CREATE TABLE legacy_signatures (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, position INTEGER NOT NULL,
            text TEXT NOT NULL, asked_by TEXT NOT NULL, signed_by TEXT NOT NULL, at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;

        """;
}
