using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Tests;

/// <summary>The shop's records as these tests keep them.</summary>
internal static class TestStore
{
    /// <summary>The store of this path: the same again when it is opened again.</summary>
    public static ShopDatabase Open(string path) => StoreUnderTest.IsPostgres
        ? ShopDatabase.Open(NpgsqlDataSource.Create(StoreUnderTest.ConnectionOf(path)))
        : ShopDatabase.Open(path);
}
