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
        Assert.Equal(0, await cluster["a"].StopAsync());
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
}
