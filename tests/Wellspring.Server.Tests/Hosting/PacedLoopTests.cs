using Microsoft.Extensions.Logging.Abstractions;
using Wellspring.Server.Hosting;

namespace Wellspring.Server.Tests.Hosting;

public sealed class PacedLoopTests
{
    [Fact]
    public async Task Work_that_something_else_than_the_servers_end_cut_short_is_tried_again()
    {
        await using var server = await RunningServer.StartAsync();
        using var loop = new TimesOutOnce(server.Get<Site>());

        await loop.StartAsync(CancellationToken.None);
        await Task.WhenAny(loop.Again, loop.ExecuteTask!);

        Assert.True(loop.Again.IsCompleted, "the loop ended, and a server with it");
        await loop.StopAsync(CancellationToken.None);
    }

    // As a client does that waited for another program as long as it may.
    private sealed class TimesOutOnce(Site site)
        : PacedLoop(site, TimeSpan.FromMilliseconds(10), "a test", NullLogger.Instance)
    {
        private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isLater;

        public Task Again => _again.Task;

        protected override Task RunAsync(CancellationToken stopping)
        {
            if (!_isLater)
            {
                _isLater = true;
                throw new TaskCanceledException("nobody answered in time");
            }

            _again.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
