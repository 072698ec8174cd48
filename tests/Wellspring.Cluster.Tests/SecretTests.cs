using Npgsql;
using Wellspring.Server.Platforms;

namespace Wellspring.Cluster.Tests;

/// <summary>Nodes without the cluster's secret, and whole platforms, which they cannot open, keep apart.</summary>
[Collection("cluster")]
public sealed class SecretTests(TestDatabase database)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_platform_is_added_beside_a_node_without_the_secret_and_no_such_node_starts_beside_a_platform()
    {
        await using var cluster = await TestCluster.StartAsync(database, "a");
        (await cluster.NewOperatorAsync("shop")).Dispose();
        var platforms = cluster.Platforms;
        Assert.Equal(
            PlatformAdding.NodeWithoutSecret,
            await platforms.LookAsync(PoolKey.Of("shop", "tea"), "tea.example", Cancellation));
        Assert.Equal(
            PlatformAdding.NodeWithoutSecret,
            await platforms.AddAsync(
                new(PoolKey.Of("shop", "tea"), "https://tea.example", null, null, DateTimeOffset.UnixEpoch),
                "tea.example", Cancellation));
        Assert.Empty(await cluster.Book.AllAsync("shop", Cancellation));
        Assert.Equal(0, await cluster["a"].StopAsync());

        // One that is about to take part counts, too.
        await using var shared = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(cluster.Connection));
        await ExecuteAsync(shared, "UPDATE silos SET status = 2, alive = now()");
        Assert.Equal(
            PlatformAdding.NodeWithoutSecret,
            await platforms.LookAsync(PoolKey.Of("shop", "tea"), "tea.example", Cancellation));
        await ExecuteAsync(shared, "UPDATE silos SET status = 6");
        Assert.Equal(
            PlatformAdding.Added, await platforms.LookAsync(PoolKey.Of("shop", "tea"), "tea.example", Cancellation));

        // Of many that want one host at once, one gets it, and of the others nothing is left.
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => platforms.AddAsync(
            new(PoolKey.Of("shop", $"tea-{number}"), "https://tea.example", null, null, DateTimeOffset.UnixEpoch),
            "tea.example", Cancellation)));
        Assert.Equal(1, all.Count(one => one is PlatformAdding.Added));
        Assert.Equal(5, all.Count(one => one is PlatformAdding.IsTaken));
        var added = Assert.Single(await platforms.AllAsync(Cancellation));
        Assert.Equal(added.Key, Assert.Single(await cluster.Book.AllAsync("shop", Cancellation)).Key);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.StartNodeAsync("b"));
        Assert.Contains("without the cluster's secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_the_secret_leaves_again_when_a_platform_was_added_while_it_joined()
    {
        await using var cluster = await TestCluster.StartAsync(database);
        await cluster.Operators.AddAsync(new("shop", 1_000, 10, 1_000_000, IsSuspended: false), Cancellation);
        await using var shared = NpgsqlDataSource.Create(ClusterSchema.ConnectionOf(cluster.Connection));
        await using var adding = await shared.OpenConnectionAsync(Cancellation);
        await using var added = await adding.BeginTransactionAsync(Cancellation);

        // Somebody is adding a platform, has seen no node, and is slow.
        await using var turn = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended('wellspring-platforms', 0))", adding);
        await turn.ExecuteNonQueryAsync(Cancellation);
        var starting = cluster.StartNodeAsync("b");
        while (!starting.IsCompleted && !await IsAnyWaitingAsync(shared))
        {
            await Task.Delay(50, Cancellation);
        }

        Assert.True(Assert.Single(await cluster.Nodes.AllAsync(Cancellation)).IsAlive);
        await using var add = new NpgsqlCommand("""
            INSERT INTO pools (operator, pool, kind) VALUES ('shop', 'tea', 'platform');
            INSERT INTO platforms (operator, pool, public_url) VALUES ('shop', 'tea', 'https://tea.example')
            """, adding);
        await add.ExecuteNonQueryAsync(Cancellation);
        await added.CommitAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => starting);
        Assert.Contains("without the cluster's secret", refused.Message, StringComparison.Ordinal);
        Assert.False(Assert.Single(await cluster.Nodes.AllAsync(Cancellation)).IsAlive);
    }

    private static async Task<bool> IsAnyWaitingAsync(NpgsqlDataSource shared)
    {
        await using var query = shared.CreateCommand("""
            SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted)
            """);
        return (bool)(await query.ExecuteScalarAsync(Cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource shared, string sql)
    {
        await using var command = shared.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
