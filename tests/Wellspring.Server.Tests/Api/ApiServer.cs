using Wellspring.Server.Tests.Hosting;

namespace Wellspring.Server.Tests.Api;

/// <summary>One server with a caller, for tests that leave it as they found it.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    public RunningServer Server { get; private set; } = null!;

    public Caller Caller { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(Api.Caller.FinalPlan);
        Caller = Api.Caller.Of(Server);
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Server.DisposeAsync();
    }
}
