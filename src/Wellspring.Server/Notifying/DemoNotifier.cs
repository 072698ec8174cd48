using Wellspring.Shop.Members;

namespace Wellspring.Server.Notifying;

/// <summary>Sends nothing: the demonstration's outbox page shows what would have been sent. Sandbox only.</summary>
internal sealed class DemoNotifier : INotifier
{
    public const string Own = "demo";

    public string Name => Own;

    public bool Takes(string channel) => true;

    public Task SendAsync(OutboxMessage message, CancellationToken cancellation) => Task.CompletedTask;
}
