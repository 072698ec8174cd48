using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Tests.Auditing;

/// <summary>A platform's records move between a file and a database and back, and nothing of them changes.</summary>
public sealed class ShopCopyTests(AuditedPlatform platform) : IClassFixture<AuditedPlatform>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("copy-").FullName;

    [Fact]
    public async Task Records_moved_to_a_database_and_back_are_the_same_and_go_on()
    {
        await using var source = NpgsqlDataSource.Create(StoreUnderTest.ConnectionOf(_folder));
        using var stored = ShopDatabase.Open(source);
        using var back = ShopDatabase.Open(Path.Combine(_folder, "back.db"));

        var there = ShopCopy.Run(platform.Database, stored);
        var again = ShopCopy.Run(stored, back);

        Assert.True(there > 100, $"{there} rows");
        Assert.Equal(there, again);
        Assert.Equal(ShopCopy.Digest(platform.Database), ShopCopy.Digest(back));
        stored.Write(transaction => transaction.Execute(
            $"INSERT INTO audit (at, who, act, subject, detail) VALUES (1, 'a', 'b', NULL, NULL)"));
        Assert.NotEqual(ShopCopy.Digest(platform.Database), ShopCopy.Digest(stored));
    }

    [Fact]
    public void Nothing_is_copied_over_other_records_and_a_failed_copy_leaves_nothing()
    {
        using var other = ShopDatabase.Open(Path.Combine(_folder, "other.db"));
        other.Write(transaction => transaction.Execute(
            $"INSERT INTO audit (at, who, act, subject, detail) VALUES (1, 'a', 'b', NULL, NULL)"));
        var before = ShopCopy.Digest(other);

        Assert.Throws<InvalidOperationException>(() => ShopCopy.Run(platform.Database, other));

        Assert.Equal(before, ShopCopy.Digest(other));
    }

    [Fact]
    public void Every_table_is_copied()
    {
        var made = platform.Database.Read(reader => StoreUnderTest.IsPostgres
            ? reader.All(
                $"""
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = current_schema AND table_type = 'BASE TABLE' AND table_name <> 'shop_version'
                """,
                row => row.Text(0))
            : reader.All(
                $"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            row => row.Text(0)));

        Assert.Equal(made.Order(), ShopCopy.Tables.Order());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
