using Microsoft.Data.Sqlite;

namespace Wellspring.Shop.Database;

/// <summary>The tables of each release, and the way from one to the next; only ever forward.</summary>
internal static class Schema
{
    // Released versions are never edited: a change is a new entry. Version 1 is not released yet.
    private static readonly string[] Versions =
    [
        string.Concat(PoolTables.Sql, MemberTables.Sql, MerchantTables.Sql, OrderTables.Sql, MoneyTables.Sql,
            StaffTables.Sql, MallTables.Sql, TextTables.Sql, FinanceTables.Sql, RewardTables.Sql, PlanTables.Sql,
            LegacyDeedTables.Sql, ClaimHolderTables.Sql, LegacyTables.Sql),
    ];

    public static void Migrate(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = (long)command.ExecuteScalar()!;
        if (version > Versions.Length)
        {
            throw new NewerSchemaException(version, Versions.Length);
        }

        for (; version < Versions.Length; version++)
        {
            command.CommandText = Versions[version];
            command.ExecuteNonQuery();
        }

        // A pragma takes no parameter; the number is ours.
        command.CommandText = $"PRAGMA user_version={version}";
        command.ExecuteNonQuery();
        transaction.Commit();
    }
}

/// <summary>The shop's records were written by a later release; this one would not understand them.</summary>
public sealed class NewerSchemaException(long found, int known)
    : Exception($"The shop's records have version {found}; this release knows {known}. Install the later release.");
