namespace Wellspring.Shop.Database;

/// <summary>Drafts of plans that people work on; what is published stands in the journal.</summary>
internal static class PlanTables
{
    // plan_drafts.hash: of the canonical text; the same settings are the same draft. acknowledgements: a JSON list,
    // each still without its second person; only those of this very hash are kept.
    public const string Sql = """
        CREATE TABLE plan_drafts (hash TEXT PRIMARY KEY, plan TEXT NOT NULL, version INTEGER NOT NULL,
            acknowledgements TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        """;
}
