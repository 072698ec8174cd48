namespace Wellspring.Shop.Database;

/// <summary>What connects the shop with its pool: commands on their way, how far the journal was followed.</summary>
internal static class PoolTables
{
    // pool_commands: written in the transaction that wants the command, submitted in order, answered once.
    // state: waiting | done | refused | conflict | quarantined.
    public const string Sql = """
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE follows (name TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE pool_commands (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, line TEXT NOT NULL,
            state TEXT NOT NULL, reason TEXT, position INTEGER) STRICT;
        CREATE INDEX pool_commands_waiting ON pool_commands (sequence) WHERE state = 'waiting';

        """;
}
