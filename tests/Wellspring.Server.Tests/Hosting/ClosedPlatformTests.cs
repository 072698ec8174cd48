using Wellspring.Server.Hosting;
using Wellspring.Server.Tests.Api;

namespace Wellspring.Server.Tests.Hosting;

/// <summary>A node of a cluster opens and closes platforms as long as it runs.</summary>
public sealed class ClosedPlatformTests
{
    [Fact]
    public async Task A_platform_that_was_closed_leaves_memory()
    {
        var closed = await OpenAndCloseAsync();

        for (var look = 0; look < 300 && closed.TryGetTarget(out _); look++)
        {
            // Sockets and timers let go a moment later.
            await Task.Delay(100, TestContext.Current.CancellationToken);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(closed.TryGetTarget(out _), "something holds on to a closed platform");
    }

    private static async Task<WeakReference<Site>> OpenAndCloseAsync()
    {
        await using var server = await RunningServer.StartAsync(Caller.FinalPlan);
        using var caller = Caller.Of(server);
        (await caller.SettleAsync("o-1", "m-1")).Done();
        return new(server.Get<Site>());
    }
}
