using Microsoft.Extensions.Hosting;

namespace Wellspring.Server.Platforms;

/// <summary>The life of a platform inside a node: signals of the process are the node's, not its own.</summary>
internal sealed class EndlessLife : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
