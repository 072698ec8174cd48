namespace Wellspring.Shop.Database;

/// <summary>Who is a creditor of the old debt, and who was told what they have reached.</summary>
internal static class ClaimHolderTables
{
    // claim_holders.first_at: when the journal first named the member as a creditor. told_at: when the member
    // was written to that the claim has broken even; once in a life.
    public const string Sql = """
        CREATE TABLE claim_holders (member TEXT PRIMARY KEY, first_at INTEGER NOT NULL, told_at INTEGER)
            STRICT, WITHOUT ROWID;
        CREATE INDEX claim_holders_untold ON claim_holders (member) WHERE told_at IS NULL;

        """;
}
