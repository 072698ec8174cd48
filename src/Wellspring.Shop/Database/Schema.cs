using Wellspring.Storage;

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

    public static int Latest => Versions.Length;

    /// <summary>What brings a store from this version to the next.</summary>
    public static string After(long version) => version <= Versions.Length
        ? Versions[version]
        : throw new NewerSchemaException(version, Versions.Length);
}
