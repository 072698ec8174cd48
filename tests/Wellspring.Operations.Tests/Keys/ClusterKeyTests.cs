using System.Data.Common;
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
        Add(records, box.Seal("py-1", Person), box.HashOf(Person.Number));
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
    public async Task Of_two_changes_of_the_logs_key_at_once_the_second_sees_the_first()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation, "fsync=off");
        var (cluster, entry) = await NewPlatformAsync(postgres);
        var (owner, keys) = Open(cluster, entry, "owner");
        new LogKeys(keys, owner.Shelf).Open("shop.example/log");
        var shelf = HomeOf("aside").Reach(entry).Shelf;

        // What came from elsewhere since the keys were read is never replaced.
        var first = new PlatformRotation(HomeOf("first"), entry, "cli");
        shelf.Keep("keys/log.key.next", [1]);
        Assert.ThrowsAny<DbException>(() => first.Log());
        Assert.Equal([1], shelf.Find("keys/log.key.next"));
        shelf.Remove("keys/log.key.next");
        first.Dispose();

        first = new(HomeOf("first"), entry, "cli");
        var waiting = Task.Run(() => new PlatformRotation(HomeOf("second"), entry, "cli"), Cancellation);
        await using var database = NpgsqlDataSource.Create(cluster);
        while (!waiting.IsCompleted && !await IsAnyWaitingAsync(database))
        {
            await Task.Delay(20, Cancellation);
        }

        var cookies = first.Cookies();
        var chosen = first.Log()!.Value.Next.Id;
        first.Dispose();
        using var second = await waiting;
        Assert.Null(second.Log());
        var (_, next) = Open(cluster, entry, "next");
        Assert.Equal(chosen, new LogKeys(next).Next()!.Verifier.Id);

        // By the time that the audit log names, too.
        var made = await File.ReadAllTextAsync(Path.Combine(next, $"key-{cookies}.xml"), Cancellation);
        Assert.Contains("<activationDate>2031-02-03", made, StringComparison.Ordinal);
        NpgsqlConnection.ClearAllPools();

        PlatformHome HomeOf(string machine) => new(_programs[machine], cluster, new(Secret)) { Wall = new Later() };
    }

    [Fact]
    public async Task A_damaged_identity_is_named_and_is_not_taken_for_another_secret()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation, "fsync=off");
        var (cluster, entry) = await NewPlatformAsync(postgres);
        var (owner, keys) = Open(cluster, entry, "owner");
        var before = KeysOf(keys);
        using (var records = ShopDatabase.Open(owner.Database, owner.Claim))
        {
            Add(records, new byte[100], "");
        }

        var damaged = (await ClusterAsync(cluster, "rotate", "acme/shop", "personal")).Exits(3).Errors;
        Assert.Contains("实名资料 py-1 用现有密钥打不开", damaged, StringComparison.Ordinal);
        Assert.Contains("py-1 does not open", damaged, StringComparison.Ordinal);
        Assert.Equal(before, KeysOf(Open(cluster, entry, "next").Keys));

        var other = (await SealedAsync(new('x', 40), cluster, "rotate", "acme/shop", "personal")).Exits(2).Errors;
        Assert.Contains("secret is not the one", other, StringComparison.Ordinal);
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

    private static async Task<(string Cluster, PlatformEntry Entry)> NewPlatformAsync(PostgresServer postgres)
    {
        var cluster = await postgres.NewDatabaseAsync(Cancellation);
        await using var shared = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(cluster));
        await ClusterSchema.PrepareAsync(shared, Cancellation);
        await new Operators(shared).AddAsync(new("acme", 1_000, 10, 1_000_000, IsSuspended: false), Cancellation);
        var (book, key) = (new PlatformBook(shared), PoolKey.Of("acme", "shop"));
        Assert.Equal(PlatformAdding.Added, await book.AddAsync(
            new(key, "https://shop.example", null, null, DateTimeOffset.UnixEpoch), "shop.example", Cancellation));
        return (cluster, book.Find(key)!);
    }

    private static void Add(ShopDatabase records, byte[] details, string hash) =>
        records.Write(transaction => transaction.Execute($"""
            INSERT INTO payees (id, member, state, sealed, id_hash, account_hash, account_tail, channel, consent,
                submitted_at)
            VALUES ('py-1', 'm-1', 'approved', {details}, {hash}, '', '', 'manual', 'c-1', 1)
            """));

    private static async Task<bool> IsAnyWaitingAsync(NpgsqlDataSource database)
    {
        await using var query = database.CreateCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)");
        return (bool)(await query.ExecuteScalarAsync(Cancellation))!;
    }

    private Task<Said> ClusterAsync(string cluster, string command, params string[] more) =>
        SealedAsync(Secret, cluster, command, more);

    private Task<Said> SealedAsync(string secret, string cluster, string command, params string[] more) =>
        _programs.RunProgramAsync(
            Programs.Wellspring, new Dictionary<string, string> { [ClusterSecret.Variable] = secret },
            ["operator", "platform", command, .. more, "--cluster", cluster]);

    private static Dictionary<string, string> KeysOf(string keys) => Directory.GetFiles(keys).ToDictionary(
        path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
