using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>Who stands behind the platform, as pages must say: registration number and telephone.</summary>
public sealed record OperatorDetails(string? Registration, string? Phone)
{
    private const string RegistrationSetting = "operator-registration";
    private const string PhoneSetting = "operator-phone";

    public static OperatorDetails Read(ShopReader reader) => new(
        reader.Text($"SELECT value FROM settings WHERE name = {RegistrationSetting}"),
        reader.Text($"SELECT value FROM settings WHERE name = {PhoneSetting}"));

    public void Write(ShopTransaction transaction)
    {
        Write(transaction, RegistrationSetting, Registration);
        Write(transaction, PhoneSetting, Phone);
    }

    internal static Bilingual Or(string? value) =>
        value is { Length: > 0 } ? DisclosureBook.Plain(value) : new("未登记", "not registered");

    private static void Write(ShopTransaction transaction, string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            transaction.Execute($"""
                INSERT INTO settings (name, value) VALUES ({name}, {value})
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """);
        }
        else
        {
            transaction.Execute($"DELETE FROM settings WHERE name = {name}");
        }
    }
}
