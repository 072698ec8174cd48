using Npgsql;
using Wellspring.Cluster;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Platforms;

namespace Wellspring.Operations.Tests.Keys;

/// <summary>What is done to a platform of a cluster from outside costs it no key and leaves nothing behind.</summary>
public sealed class ClusterKeyTests : IDisposable
{
    private static readonly string Secret = new('s', 40);

    private readonly Programs _programs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task A_key_that_the_cluster_keeps_is_not_changed_in_one_nodes_copy()
    {
        await using var postgres = await PostgresServer.StartAsync(Cancellation, "fsync=off");
        var home = new PlatformHome(_programs["node"], await postgres.NewDatabaseAsync(Cancellation), new(Secret));
        var entry = new PlatformEntry(
            PoolKey.Of("acme", "shop"), "https://shop.example", null, null, DateTimeOffset.UnixEpoch);
        home.Prepare(entry);
        home.SetupLinkOf(entry);
        var folder = home.FolderOf(entry);
        var before = KeysOf(folder);
        Assert.NotEmpty(before);

        foreach (var kind in (string[])["personal", "audit", "cookies", "log"])
        {
            var refused = (await _programs.RunAsync("rotate", kind, "--data", folder)).Exits(2);

            Assert.Contains("cannot be changed this way on a cluster yet", refused.Errors, StringComparison.Ordinal);
            Assert.Equal(before, KeysOf(folder));
        }

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

        Task<Said> AddAsync(string name, string host, params string[] more) => _programs.RunProgramAsync(
            Programs.Wellspring, new Dictionary<string, string> { [ClusterSecret.Variable] = Secret },
            ["operator", "platform", "add", name, "--cluster", cluster, "--host", host, .. more]);
    }

    private static Dictionary<string, string> KeysOf(string folder) =>
        Directory.GetFiles(Path.Combine(folder, "keys")).ToDictionary(path => path, File.ReadAllText);
}
