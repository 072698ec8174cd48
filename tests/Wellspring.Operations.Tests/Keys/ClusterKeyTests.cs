using Npgsql;
using Wellspring.Cluster;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Platforms;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Operations.Tests.Keys;

/// <summary>What is done to a platform of a cluster from outside costs it no key and leaves nothing behind.</summary>
public sealed class ClusterKeyTests : IDisposable
{
    private static readonly string Secret = new('s', 40);

    private readonly Programs _programs = new();

    private static readonly PersonalDetails Person = new(
        "张三", "resident", "11010119900101123X", "1990-01-01", "", "manual", "工行", "", "张三");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task Keys_of_a_platform_change_for_every_node_at_once_and_whoever_has_the_old_ones_writes_no_more()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation, "fsync=off");
        var cluster = await postgres.NewDatabaseAsync(Cancellation);
        (await _programs.RunAsync("operator", "add", "acme", "--cluster", cluster)).Exits(0);
        (await ClusterAsync(cluster, "add", "acme/shop", "--host", "shop.example")).Exits(0);
        await using var shared = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(cluster));
        var entry = new PlatformBook(shared).Find(PoolKey.Of("acme", "shop"))!;
        var (owner, keys) = Open(cluster, entry, "owner");
        new LogKeys(keys, owner.Shelf).Open("shop.example/log");
        using (File.Open(Path.Combine(keys, "log.checkpoint.new"), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            // What is being written meanwhile is nobody's key.
            PlatformHome.KeepKeys(owner.Folder, owner.Shelf);
        }

        using var records = ShopDatabase.Open(owner.Database, owner.Claim);
        var box = PersonalBox.Open(keys);
        records.Write(transaction => transaction.Execute($"""
            INSERT INTO payees (id, member, state, sealed, id_hash, account_hash, account_tail, channel, consent,
                submitted_at)
            VALUES ('py-1', 'm-1', 'approved', {box.Seal("py-1", Person)}, {box.HashOf(Person.Number)}, '', '',
                'manual', 'c-1', 1)
            """));
        var before = KeysOf(keys);

        // In one node's copy it would be lost.
        var refused = (await _programs.RunAsync("rotate", "personal", "--data", owner.Folder)).Exits(2);
        Assert.Contains("operator platform rotate instead", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(before, KeysOf(keys));
        foreach (var kind in (string[])["personal", "audit", "cookies", "log"])
        {
            (await ClusterAsync(cluster, "rotate", "acme/shop", kind)).Exits(0);
        }

        (await ClusterAsync(cluster, "rotate", "acme/shop", "log")).Exits(2);
        Assert.Throws<JournalFencedException>(() => records.Write(_ => { }));
        Assert.Throws<JournalFencedException>(() => owner.Shelf.Keep(Path.Combine(keys, "personal.key")));
        AssertChanged(before, cluster, entry, records);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_demo_that_may_not_be_added_leaves_nothing_in_the_database()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation, "fsync=off");
        var cluster = await postgres.NewDatabaseAsync(Cancellation);
        (await _programs.RunAsync("operator", "add", "acme", "--cluster", cluster)).Exits(0);
        (await AddAsync("acme/first", "first.example")).Exits(0);
        (await _programs.RunAsync("operator", "limit", "acme", "--cluster", cluster, "--most-pools", "2")).Exits(0);

        Assert.Contains(
            "no operator nobody", (await AddAsync("nobody/shop", "shop.example", "--demo", "starter")).Exits(2).Errors,
            StringComparison.Ordinal);
        Assert.Contains(
            "is taken", (await AddAsync("acme/second", "first.example", "--demo", "starter")).Exits(1).Errors,
            StringComparison.Ordinal);
        (await _programs.RunAsync("operator", "limit", "acme", "--cluster", cluster, "--most-pools", "1")).Exits(0);
        Assert.Contains(
            "as many pools as it may",
            (await AddAsync("acme/third", "third.example", "--demo", "starter")).Exits(1).Errors,
            StringComparison.Ordinal);

        await using var database = NpgsqlDataSource.Create(cluster);
        await using var schemas = database.CreateCommand(
            "SELECT string_agg(nspname, ' ') FROM pg_namespace WHERE nspname LIKE 'pf@_%' ESCAPE '@'");
        Assert.Equal("pf_acme__first", await schemas.ExecuteScalarAsync(Cancellation));
        NpgsqlConnection.ClearAllPools();

        Task<Said> AddAsync(string name, string host, params string[] more) =>
            ClusterAsync(cluster, "add", [name, "--host", host, .. more]);
    }

    // What whoever opens the platform next finds, on whatever machine.
    private void AssertChanged(
        Dictionary<string, string> before, string cluster, PlatformEntry entry, ShopDatabase records)
    {
        var (next, keys) = Open(cluster, entry, "next");
        var after = KeysOf(keys);
        var row = records.Read(reader => reader.All(
            $"SELECT sealed, id_hash FROM payees", row => (Sealed: row.Bytes(0), Hash: row.Text(1)))).Single();
        var box = PersonalBox.Open(keys);
        Assert.Equal(Person.Number, box.Open("py-1", row.Sealed).Number);
        Assert.Equal(box.HashOf(Person.Number), row.Hash);
        Assert.NotEqual(before["personal.key"], after["personal.key"]);
        Assert.NotEqual(before["audit-signing.pem"], after["audit-signing.pem"]);
        Assert.Contains(before["audit-signing.pem"], after.Where(file => file.Key.EndsWith(
            ".retired.pem", StringComparison.Ordinal)).Select(file => file.Value));
        Assert.Equal(1, after.Keys.Count(name => name.StartsWith("key-", StringComparison.Ordinal)));
        Assert.Equal(["audit-key.rotated", "cookie-key.rotated", "log-key.rotated", "personal-key.rotated"],
            records.Read(reader => reader.All(
                $"SELECT act FROM audit WHERE act LIKE '%.rotated' ORDER BY act", row => row.Text(0))));

        // The log's next key is as old on every machine, and is taken once.
        var log = new LogKeys(keys, next.Shelf);
        var (_, others) = Open(cluster, entry, "others");
        Assert.Equal(log.NextMadeAt, new LogKeys(others).NextMadeAt);
        var (last, _) = Open(cluster, entry, "next");
        var chosen = new LogKeys(keys, last.Shelf).Next()!.Verifier.Id;
        new LogKeys(keys, last.Shelf).TakeNext();
        var (again, place) = Open(cluster, entry, "others");
        Assert.Equal(chosen, new LogKeys(place, again.Shelf).Find()!.Verifier.Id);
        Assert.Null(new LogKeys(place, again.Shelf).Next());
    }

    private (PlatformPlace Place, string Keys) Open(string cluster, PlatformEntry entry, string machine)
    {
        var place = new PlatformHome(_programs[machine], cluster, new(Secret)).Prepare(entry);
        return (place, Path.Combine(place.Folder, "keys"));
    }

    private Task<Said> ClusterAsync(string cluster, string command, params string[] more) => _programs.RunProgramAsync(
        Programs.Wellspring, new Dictionary<string, string> { [ClusterSecret.Variable] = Secret },
        ["operator", "platform", command, .. more, "--cluster", cluster]);

    private static Dictionary<string, string> KeysOf(string keys) => Directory.GetFiles(keys).ToDictionary(
        path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
