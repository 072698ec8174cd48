using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Tests;

/// <summary>What both stores of the shop's records promise alike.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;
    private readonly ShopDatabase _database;

    public StoreTests() => _database = TestStore.Open(Path.Combine(_folder, "shop.db"));

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_row_is_mapped_without_asking_the_store_again()
    {
        var failure = Record.Exception(() => _database.Read(reader => reader.All(
            $"SELECT 1 UNION SELECT 2", row => reader.Number($"SELECT {row.Integer(0)}"))));

        Assert.IsType<BrokenInvariantException>(failure);
        Assert.Equal([1L, 2L], _database.Read(reader => reader.All(
            $"SELECT 1 AS n UNION SELECT 2 ORDER BY n", row => row.Integer(0))));
    }

    [Fact]
    public void A_sum_and_a_yes_are_whole_numbers_as_they_are_stored()
    {
        var cells = _database.Read(reader => reader.Each(
            $"SELECT sum(n), count(*), max(n), {true} FROM (SELECT {4_000_000_000} AS n UNION SELECT {2}) AS numbers",
            row => [row.Stored(0), row.Stored(1), row.Stored(2), row.Stored(3)]).Single());

        Assert.Equal([4_000_000_002L, 2L, 4_000_000_000L, 1L], cells);
    }
}
