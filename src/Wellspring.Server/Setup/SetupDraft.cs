using System.Text.Json;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;

namespace Wellspring.Server.Setup;

/// <summary>What the guided set-up has gathered so far; nothing of it counts before its last step.</summary>
public sealed record SetupDraft
{
    private const string Setting = "setup-draft";

    public string Operator { get; init; } = "";

    /// <summary>统一社会信用代码 of the operator.</summary>
    public string Licence { get; init; } = "";

    public string Contact { get; init; } = "";

    public string BrandZh { get; init; } = "";

    public string BrandEn { get; init; } = "";

    /// <summary>The reviewed plan in its canonical text; empty before the choice.</summary>
    public string Plan { get; init; } = "";

    /// <summary>Which ready plan it was made from; null for an uploaded one.</summary>
    public string? ReadyPlan { get; init; }

    public string AdminName { get; init; } = "";

    public string AdminMail { get; init; } = "";

    public string PasswordHash { get; init; } = "";

    public string Identity { get; init; } = "";

    public string SealedSecret { get; init; } = "";

    /// <summary>The step of the code that proved the second factor; 0 before.</summary>
    public long Step { get; init; }

    public bool HasOperator => Operator.Length > 0;

    public bool HasPlan => Plan.Length > 0;

    public bool HasAdmin => PasswordHash.Length > 0;

    public bool HasSecondFactor => Step > 0;

    public static SetupDraft Of(Site site) => site.Database.Read(reader =>
        reader.Text($"SELECT value FROM settings WHERE name = {Setting}")) is { } kept
        ? JsonSerializer.Deserialize<SetupDraft>(kept)!
        : new();

    public void Keep(Site site) => site.Database.Write(transaction => Put(transaction, Setting, this));

    public static void Forget(ShopTransaction transaction) =>
        transaction.Execute($"DELETE FROM settings WHERE name = {Setting}");

    public static void Put<T>(ShopTransaction transaction, string name, T value) => transaction.Execute($"""
        INSERT INTO settings (name, value) VALUES ({name}, {JsonSerializer.Serialize(value)})
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """);
}

/// <summary>Who runs the platform, as the set-up was told; shown on pages and go-live.</summary>
public sealed record OperatorIdentity(string Name, string Licence, string Contact)
{
    internal const string Setting = "operator";

    /// <summary>The operator of this data directory; null before the set-up.</summary>
    public static OperatorIdentity? Of(ShopReader reader) =>
        reader.Text($"SELECT value FROM settings WHERE name = {Setting}") is { } kept
            ? JsonSerializer.Deserialize<OperatorIdentity>(kept)
            : null;
}

/// <summary>A plan that the set-up offers or was handed, with what the review says of it.</summary>
public sealed record OfferedPlan(string Id, Bilingual Name, Bilingual ForWhom, bool IsSandbox);
