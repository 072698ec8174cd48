using System.Net;
using System.Text;
using Npgsql;
using Wellspring.Cli.Clusters;
using Wellspring.Engine.Journals;
using Wellspring.Proof;
using Wellspring.Storage.Postgres;
using Verify = Wellspring.Verifying.Program;

namespace Wellspring.Cluster.Tests;

/// <summary>The public log of a pool without pages: one key, one history, whichever node owns the pool.</summary>
[Collection("cluster")]
public sealed class PublicLogTests(TestDatabase database) : IDisposable
{
    private const int Lines = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("pool-log-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_follows_a_log_through_one_node_follows_it_on_through_another_when_the_owner_dies()
    {
        await using var cluster = await TestCluster.StartSealedAsync(database, "a", "b");
        using var client = await cluster.NewOperatorAsync("shop");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, Cancellation);
        await SubmitAsync(client, 0);
        var owner = await cluster.OwnerAsync(client);
        var other = cluster[owner.Name == "a" ? "b" : "a"];
        var state = Path.Combine(_folder, "state.json");
        using var http = new HttpClient();
        var key = await http.GetStringAsync(LogOf(owner) + "/log/key", Cancellation);
        await VerifyAsync(LogOf(owner).ToString(), "--state", state);

        await SubmitAsync(client, 1);
        await VerifyAsync(LogOf(other).ToString(), "--state", state);
        await owner.KillAsync();
        using var atOther = cluster.ClientOf(client.Key);
        await SubmitAsync(atOther, 2);

        var said = await VerifyAsync(LogOf(other).ToString(), "--state", state);
        Assert.Contains($"{2 * Lines + 1} → {3 * Lines + 1}", said, StringComparison.Ordinal);
        Assert.Equal(key, await http.GetStringAsync(LogOf(other) + "/log/key", Cancellation));
        await VerifyAsync(
            "witness", "--follow", LogOf(other).ToString(), "--state", Path.Combine(_folder, "witness"), "--key",
            key.Trim(), "--rounds", "1");
        Assert.Equal("shop/main", NoteVerifier.Parse(key.Trim()).Name);
        await AssertSealedAsync(cluster);

        using var outside = await http.GetAsync(LogOf(other) + "/log/inclusion?index=9999", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, outside.StatusCode);
        Assert.Contains(
            "\"place\":\"index\"", await outside.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_keeps_nothing_on_the_shelf_any_more()
    {
        await using var source = PostgresSource.Open(
            new NpgsqlConnectionStringBuilder(await database.NewAsync()) { SearchPath = "op_shop" }.ConnectionString);
        PostgresSchema.Prepare(source);
        var older = ShelfOf(source, PoolClaim.Take(source, TestCluster.Pool));
        var checkpoint = Path.Combine(_folder, "main", "keys", "log.checkpoint");
        Directory.CreateDirectory(Path.GetDirectoryName(checkpoint)!);
        await File.WriteAllTextAsync(checkpoint, "older", Cancellation);
        older.Keep(checkpoint);

        var newer = ShelfOf(source, PoolClaim.Take(source, TestCluster.Pool));
        await File.WriteAllTextAsync(checkpoint, "newer", Cancellation);
        Assert.Throws<JournalFencedException>(() => older.Keep(checkpoint));
        Assert.Equal("older", Encoding.UTF8.GetString(newer.Find("main/keys/log.checkpoint")!));

        // Of the shelf of an operator comes what is the pool's, over what this node kept from when it owned it before.
        newer.Keep(checkpoint);
        newer.Keep("mainly/keys/log.key", "another pool's"u8.ToArray());
        await File.WriteAllTextAsync(checkpoint, "older", Cancellation);
        newer.BringFolder(Path.Combine(_folder, "main", "keys"));
        Assert.Equal("newer", await File.ReadAllTextAsync(checkpoint, Cancellation));
        Assert.False(Directory.Exists(Path.Combine(_folder, "mainly")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PostgresShelf ShelfOf(NpgsqlDataSource source, PoolClaim claim) =>
        new(source, _folder, new byte[32], claim);

    private static Uri LogOf(LocalNode node) => new(node.Url, "/cluster/v1/public/shop/main");

    private static async Task SubmitAsync(PoolClient client, int block)
    {
        var answers = await client.SubmitAsync(
            TestCluster.Pool, Enumerable.Range(block * Lines, Lines).Select(number => TestCluster.Settle(number)), 0,
            Cancellation);
        Assert.Equal(Lines, answers.Length);
    }

    private static async Task<string> VerifyAsync(params string[] args)
    {
        using var said = new StringWriter();
        var code = await Verify.RunAsync(args, said, said, TimeProvider.System, Cancellation);
        Assert.True(code == 0, $"{code}: {said}");
        return said.ToString();
    }

    // Who takes a copy of the database signs nothing with it.
    private static async Task AssertSealedAsync(TestCluster cluster)
    {
        await using var source = PostgresSource.Open(ClusterSchema.ConnectionOf(cluster.Connection, "shop"));
        await using var query = source.CreateCommand("SELECT content FROM shelf WHERE path = 'main/keys/log.key'");
        var content = (byte[])(await query.ExecuteScalarAsync(Cancellation))!;
        Assert.DoesNotContain("PRIVATE", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
    }
}
