using System.Security.Cryptography;
using Npgsql;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage.Postgres;

namespace Wellspring.Engine.Tests.Journals;

/// <summary>Files of a platform in its database: the same on every machine, nothing to who reads the tables.</summary>
public sealed class ShelfTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-shelf-").FullName;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly NpgsqlDataSource _database;
    private readonly PostgresShelf _here;
    private readonly PostgresShelf _there;

    public ShelfTests()
    {
        _database = NpgsqlDataSource.Create(StoreUnderTest.ConnectionOf(_folder));
        _here = new(_database, Path.Combine(_folder, "here"), _key);
        _there = new(_database, Path.Combine(_folder, "there"), _key);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData((5 << 19) + 3)]
    public void What_one_machine_keeps_another_brings_to_the_byte(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        _here.Keep(Write("licences/abc", content));

        _there.Bring(Path.Combine(_folder, "there", "licences", "abc"));

        Assert.Equal(content, File.ReadAllBytes(Path.Combine(_folder, "there", "licences", "abc")));
        Assert.Equal(("licences/abc", (long)length), Assert.Single(_there.All()));
    }

    [Fact]
    public void A_shorter_file_leaves_nothing_of_the_longer_one_before_it()
    {
        _here.Keep("server.json", new byte[3 << 20]);
        _here.Keep("server.json", [1, 2]);

        Assert.Equal([1, 2], _there.Find("server.json"));
    }

    [Fact]
    public void Of_two_machines_that_make_a_key_one_wins()
    {
        _here.KeepFirst(Write("keys/personal.key", [1]));
        _there.KeepFirst(Write("keys/personal.key", [2], "there"));
        _there.BringAll();

        Assert.Equal([1], File.ReadAllBytes(Path.Combine(_folder, "there", "keys", "personal.key")));
    }

    [Fact]
    public void A_deposed_owner_overwrites_no_file()
    {
        PostgresSchema.Prepare(_database);
        PostgresShelf Of(PoolClaim claim) => new(_database, Path.Combine(_folder, "here"), _key, claim);
        var deposed = Of(PoolClaim.Take(_database, "main"));
        deposed.Keep("log.checkpoint", [1]);

        var owner = Of(PoolClaim.Take(_database, "main"));
        owner.Keep("log.checkpoint", [2]);

        Assert.Throws<JournalFencedException>(() => deposed.Keep("log.checkpoint", [3]));
        Assert.Throws<JournalFencedException>(() => deposed.KeepFirst(Write("keys/new.key", [4])));
        Assert.Equal([2], _there.Find("log.checkpoint"));
        Assert.Null(_there.Find("keys/new.key"));
    }

    [Fact]
    public void What_is_brought_later_is_not_brought_at_the_start()
    {
        _here.Keep("server.json", [1]);
        _here.Keep("licences/abc", [2]);

        _there.BringAll("licences/");

        Assert.True(File.Exists(Path.Combine(_folder, "there", "server.json")));
        Assert.False(File.Exists(Path.Combine(_folder, "there", "licences", "abc")));
    }

    [Fact]
    public void The_tables_show_nothing_of_what_is_in_a_file()
    {
        var secret = "a secret of the platform"u8.ToArray();
        _here.Keep("smtp.password", secret);

        Assert.Null(Ask("SELECT 1 FROM shelf WHERE position($1 IN content) > 0", secret));
        Assert.NotNull(Ask("SELECT 1 FROM shelf WHERE path = 'smtp.password' AND position($1 IN content) = 0", secret));
    }

    [Theory]
    [InlineData("UPDATE shelf SET content = set_byte(content, 40, get_byte(content, 40) # 1) WHERE part = 1")]
    [InlineData("UPDATE shelf SET part = 1 - part WHERE part < 2")]
    [InlineData("DELETE FROM shelf WHERE part = 2")]
    [InlineData("DELETE FROM shelf WHERE part = 0")]
    [InlineData("UPDATE shelf SET parts = 2; DELETE FROM shelf WHERE part = 2")]
    [InlineData("UPDATE shelf SET content = '' WHERE part = 0")]
    public void Whoever_changes_the_tables_is_noticed(string change)
    {
        _here.Keep("a", RandomNumberGenerator.GetBytes(3 << 20));
        // Both primary keys of a swap are taken in between.
        Ask("ALTER TABLE shelf DROP CONSTRAINT shelf_pkey");

        Ask(change);

        Assert.ThrowsAny<CryptographicException>(() => _there.Find("a"));
    }

    [Fact]
    public void A_file_under_another_name_or_key_does_not_open()
    {
        _here.Keep("a", [1, 2, 3]);
        var other = new PostgresShelf(_database, _folder, RandomNumberGenerator.GetBytes(32));
        Assert.ThrowsAny<CryptographicException>(() => other.Find("a"));

        Ask("UPDATE shelf SET path = 'b'");

        Assert.ThrowsAny<CryptographicException>(() => _there.Find("b"));
        Assert.Null(_there.Find("a"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("keys/../../outside")]
    [InlineData("/etc/outside")]
    [InlineData("keys//x")]
    [InlineData("a\\b")]
    [InlineData("")]
    public void No_name_leads_out_of_the_directory(string name)
    {
        Assert.Throws<ArgumentException>(() => _here.Keep(name, [1]));

        _here.Keep("a", [1]);
        using var rename = _database.CreateCommand("UPDATE shelf SET path = $1");
        rename.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        rename.ExecuteNonQuery();
        Assert.ThrowsAny<Exception>(() => _there.BringAll());
        Assert.False(File.Exists(Path.Combine(_folder, "outside")));
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Write(string name, byte[] content, string machine = "here")
    {
        var path = Path.Combine(_folder, machine, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private object? Ask(string sql, params byte[][] values)
    {
        using var command = _database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = value });
        }

        return command.ExecuteScalar();
    }
}
