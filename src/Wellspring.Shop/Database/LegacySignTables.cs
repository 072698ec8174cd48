namespace Wellspring.Shop.Database;

/// <summary>Reconciliation reports of the old debt that two people signed.</summary>
internal static class LegacySignTables
{
    public const string Sql = """
        CREATE TABLE legacy_signatures (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, position INTEGER NOT NULL,
            text TEXT NOT NULL, asked_by TEXT NOT NULL, signed_by TEXT NOT NULL, at INTEGER NOT NULL)
            STRICT, WITHOUT ROWID;

        """;
}
