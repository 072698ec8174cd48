using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Merchants;

/// <summary>The stores of merchants 门店: a name, a region by GB/T 2260 code, an address.</summary>
public sealed class StoreBook(ShopDatabase database, PoolClock clock)
{
    private const int MostStores = 500;

    /// <summary>A store, open or closed; null when there is none of this id.</summary>
    public Store? Find(string id) => database.Read(reader => Find(reader, id));

    /// <inheritdoc cref="Find(string)"/>
    public static Store? Find(ShopReader reader, string id) => reader.One(
        $"SELECT id, merchant, name, region, address, state FROM stores WHERE id = {id}", Read);

    public IReadOnlyList<Store> Of(string merchant) => database.Read(reader => reader.All(
        $"SELECT id, merchant, name, region, address, state FROM stores WHERE merchant = {merchant} ORDER BY name, id",
        Read));

    /// <summary>Opens a store or changes one, where nothing is wrong with what was typed.</summary>
    /// <param name="id">The store to change; a new one when it is not known.</param>
    public IReadOnlyList<Problem> Put(string merchant, string id, StoreForm form, string by)
    {
        var problems = new List<Problem>();
        var name = Wording.Line("name", new("门店名称", "the store's name"), form.Name, MerchantBook.NameLimit, problems);
        var address = Wording.Line("address", new("地址", "the address"), form.Address, 120, problems);
        if (Regions.Find(form.Region) is not { IsFinest: true })
        {
            problems.Add(new("region", new("请选到最细一级的行政区划（区、县）。",
                "Choose the region down to the district or county.")));
        }

        return problems.Count > 0 ? problems : database.Write<IReadOnlyList<Problem>>(transaction =>
        {
            var known = Find(transaction, id);
            if (known is not null && known.Merchant != merchant)
            {
                return [new("", new("没有这家门店。", "There is no such store."))];
            }

            if (known is null && transaction.Number(
                $"SELECT count(*) FROM stores WHERE merchant = {merchant}") >= MostStores)
            {
                return [new("", new($"一家商户最多 {MostStores} 家门店。", $"A merchant has at most {MostStores} stores."))];
            }

            transaction.Execute($"""
                INSERT INTO stores (id, merchant, name, region, address, state)
                VALUES ({id}, {merchant}, {name}, {form.Region}, {address}, {StateOf(form.IsOpen)})
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, region = excluded.region,
                    address = excluded.address, state = excluded.state
                """);
            Audit.Note(transaction, clock.Now(), by, known is null ? "store.opened" : "store.changed", id);
            return [];
        });
    }

    private static string StateOf(bool isOpen) => isOpen ? "open" : "closed";

    private static Store Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2),
        Regions.Find(row.Text(3)) ?? throw new InvalidOperationException("a store's region is not in the table"),
        row.Text(4), row.Text(5) == "open");
}

/// <summary>What was typed about a store, not yet read.</summary>
public sealed record StoreForm(string? Name, string? Region, string? Address, bool IsOpen);
