using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Merchants;

namespace Wellspring.Shop.Members;

/// <summary>Where members want goods delivered; forgotten with the account.</summary>
public static class SavedAddresses
{
    private const int Most = 20;

    /// <summary>A member's addresses, the one used last first.</summary>
    public static IReadOnlyList<SavedAddress> Of(ShopReader reader, string member) => reader.All(
        $"""
        SELECT id, name, phone, region, street FROM member_addresses WHERE member = {member}
        ORDER BY used_at DESC, id
        """,
        Read);

    /// <summary>A member's own address; another member's id finds nothing.</summary>
    public static SavedAddress? Find(ShopReader reader, string member, string id) => reader.One(
        $"SELECT id, name, phone, region, street FROM member_addresses WHERE id = {id} AND member = {member}", Read);

    /// <summary>Adds an address; null where the member has too many.</summary>
    public static string? Add(ShopTransaction transaction, string member, SavedAddress address, Instant now)
    {
        if (transaction.Number($"SELECT count(*) FROM member_addresses WHERE member = {member}") >= Most)
        {
            return null;
        }

        var id = Ids.New("a");
        transaction.Execute($"""
            INSERT INTO member_addresses (id, member, name, phone, region, street, used_at)
            VALUES ({id}, {member}, {address.Name}, {address.Phone}, {address.Region}, {address.Street}, {now})
            """);
        return id;
    }

    /// <summary>Notes that an order goes there, so that it stands first next time.</summary>
    public static void Use(ShopTransaction transaction, string member, string id, Instant now) =>
        transaction.Execute($"UPDATE member_addresses SET used_at = {now} WHERE id = {id} AND member = {member}");

    public static bool Remove(ShopTransaction transaction, string member, string id) =>
        transaction.Execute($"DELETE FROM member_addresses WHERE id = {id} AND member = {member}") == 1;

    private static SavedAddress Read(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4));
}

/// <summary>One delivery address.</summary>
/// <param name="Region">GB/T 2260 code of the finest division; the region agents of an order follow from it.</param>
public sealed record SavedAddress(string Id, string Name, string Phone, string Region, string Street)
{
    /// <summary>As it is written on a parcel.</summary>
    public string Written => $"{Regions.Find(Region)?.FullName}{Street} {Name} {Phone}";
}
