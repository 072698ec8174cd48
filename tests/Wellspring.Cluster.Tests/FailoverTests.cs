using System.Text.Json;
using Npgsql;
using Wellspring.Cli.Clusters;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cluster.Tests;

/// <summary>Nodes die, stop and come back; every acknowledged command counts exactly once.</summary>
[Collection("cluster")]
public sealed class FailoverTests(TestDatabase database) : IDisposable
{
    private const int Lines = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("failover-").FullName;

    [Fact]
    public async Task A_killed_owner_loses_nothing_and_the_pool_ends_where_one_process_alone_ends()
    {
        await using var cluster = await TestCluster.StartAsync(database, "a", "b");
        using var client = await cluster.NewOperatorAsync("shop");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, TestContext.Current.CancellationToken);

        var answers = new List<string>();
        for (var block = 0; block < 10; block++)
        {
            if (block == 5)
            {
                await (await cluster.OwnerAsync(client)).KillAsync();
            }

            answers.AddRange(await SubmitAsync(client, block, door: block));
        }

        // Both doors are tried; a block that was answered after the kill may have been done before it.
        Assert.Equal(1_000, answers.Count);
        Assert.All(answers, answer => Assert.Contains(Kind(answer), (string[])["done", "repeated"]));
        await AssertEqualsOneProcessAsync(cluster, client, 1_000);
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_gives_its_pools_to_the_others_and_a_new_release_joins()
    {
        await using var cluster = await TestCluster.StartAsync(database, "a", "b");
        using var client = await cluster.NewOperatorAsync("shop");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, TestContext.Current.CancellationToken);
        await SubmitAsync(client, 0);
        var owner = await cluster.OwnerAsync(client);

        // While it stops, the same work goes on at the other door.
        var others = cluster[owner.Name == "a" ? "b" : "a"];
        using var atOther = cluster.ClientOf(client.Key);
        var stopping = owner.StopAsync();
        for (var block = 1; block < 6; block++)
        {
            var door = owner.Name == "a" ? 1 : 0;
            Assert.All(await SubmitAsync(atOther, block, door), answer =>
                Assert.Contains(Kind(answer), (string[])["done", "repeated"]));
        }

        Assert.Equal(0, await stopping);
        Assert.Equal(others.Name, (await cluster.OwnerAsync(atOther)).Name);

        // A rolling upgrade: the new release stands beside the old one, answers for its pools, and takes them over.
        await cluster.StartNodeAsync(owner.Name, version: "9.9.9-next");
        using var atBoth = cluster.ClientOf(client.Key);
        for (var block = 6; block < 8; block++)
        {
            Assert.All(await SubmitAsync(atBoth, block, door: block),
                answer => Assert.Contains(Kind(answer), (string[])["done", "repeated"]));
        }

        Assert.Contains(await cluster.Nodes.AllAsync(TestContext.Current.CancellationToken),
            node => node is { Version: "9.9.9-next", IsAlive: true });
        Assert.Equal(0, await others.StopAsync());
        await SubmitAsync(atBoth, 8);
        Assert.Equal(owner.Name, (await cluster.OwnerAsync(atBoth)).Name);
        await AssertEqualsOneProcessAsync(cluster, atBoth, 900);
    }

    [Fact]
    public async Task An_owner_that_was_overtaken_stops_and_the_pool_is_opened_again()
    {
        await using var cluster = await TestCluster.StartAsync(database, "a");
        using var client = await cluster.NewOperatorAsync("shop");
        await client.AddAsync(TestCluster.Pool, TestCluster.Plan, null, TestContext.Current.CancellationToken);
        await SubmitAsync(client, 0);

        // Somebody else claims the pool, as a node does that believes this one dead.
        await using var source = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(cluster.Connection, "shop"));
        var claim = PoolClaim.Take(source, TestCluster.Pool);
        var answers = await SubmitAsync(client, 1);

        Assert.Equal(Lines, answers.Length);
        Assert.False(claim.IsNewest(source));
        await AssertEqualsOneProcessAsync(cluster, client, 200);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<string[]> SubmitAsync(PoolClient client, int block, int door = 0) => client.SubmitAsync(
        TestCluster.Pool, Enumerable.Range(block * Lines, Lines).Select(number => TestCluster.Settle(number)), door,
        TestContext.Current.CancellationToken);

    private static string Kind(string answer)
    {
        using var read = JsonDocument.Parse(answer);
        return read.RootElement.GetProperty("answer").GetString()!;
    }

    private async Task AssertEqualsOneProcessAsync(TestCluster cluster, PoolClient client, int commands)
    {
        var (draft, _) = PlanFile.Read(TestCluster.Plan);
        Assert.True(PlanReview.TryApprove(draft!, out var plan, out _));
        var directory = new PoolDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N")));
        await using (var writer = PoolWriter.Start(directory.OpenToWrite(plan), new()))
        {
            await writer.SubmitAsync(
                [.. Enumerable.Range(0, commands).Select(PoolCommand (number) => TestCluster.Command(number))],
                TestContext.Current.CancellationToken);
        }

        var alone = directory.Load();
        var figures = await client.ReadAsync(TestCluster.Pool, "", TestContext.Current.CancellationToken);
        Assert.Equal(alone.End.Position, figures.GetProperty("position").GetInt64());
        Assert.Equal(alone.Pool.StateHash(), figures.GetProperty("stateHash").GetString());

        // What an auditor finds in the operator's schema, with every hash checked.
        var read = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        PostgresPlace.Bind(read, ClusterSchema.ConnectionOf(cluster.Connection, "shop"));
        Assert.Equal(alone.Pool.StateHash(), new PoolDirectory(read).Load().Pool.StateHash());
    }
}
