using System.Text.Json;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>Who stands behind the platform, as the set-up was told: registration number and telephone.</summary>
internal sealed record OperatorDetails(string? Name, string? Licence, string? Contact)
{
    // Written by the guided set-up as one JSON object.
    private const string Setting = "operator";

    public static OperatorDetails Read(ShopReader reader) =>
        reader.Text($"SELECT value FROM settings WHERE name = {Setting}") is { } kept
            ? JsonSerializer.Deserialize<OperatorDetails>(kept) ?? new(null, null, null)
            : new(null, null, null);

    public static Bilingual Or(string? value) =>
        value is { Length: > 0 } ? DisclosureBook.Plain(value) : new("未登记", "not registered");
}
