using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Server.Notifying;

/// <summary>Sends what waits in the outbox, each message by the notifier of its channel.</summary>
internal sealed class OutboxSender(
    ShopDatabase database, PoolGate pool, PoolClock clock, IEnumerable<INotifier> notifiers, ILogger<OutboxSender> log)
    : IDisposable
{
    private const int Batch = 20;
    private static readonly Duration KeptAfterwards = Duration.Days(7);

    private readonly INotifier[] _notifiers = [.. notifiers];
    private readonly DemoNotifier _demo = new();
    private readonly SemaphoreSlim _running = new(1, 1);

    /// <summary>Whether messages of a channel are shown on the demonstration's page instead of being sent.</summary>
    public bool IsDemo(string channel) => Find(channel) is DemoNotifier;

    /// <summary>Sends everything that is due; returns how many messages were accepted.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        // One at a time: two rounds side by side would send the same message twice.
        await _running.WaitAsync(cancellation);
        try
        {
            var sent = 0;
            var now = clock.WallNow();
            foreach (var message in database.Read(reader => Outbox.Due(reader, now, Batch)))
            {
                sent += await SendAsync(message, cancellation) ? 1 : 0;
            }

            return sent;
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Forgets what was sent long ago, and who began to join and did not.</summary>
    public void Sweep() => database.Write(transaction =>
    {
        var now = clock.WallNow();
        Outbox.Sweep(transaction, new(now.Milliseconds - KeptAfterwards.Milliseconds));
        Enrolments.Sweep(transaction, now);
    });

    public void Dispose() => _running.Dispose();

    private async Task<bool> SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var notifier = Find(message.Channel);
        try
        {
            if (notifier is null)
            {
                throw new NotDeliveredException($"no notifier is set up for {message.Channel}");
            }

            // The row is marked after the hand-over: a kill between the two sends twice rather than never.
            await notifier.SendAsync(message, cancellation);
        }
        catch (NotDeliveredException failure)
        {
            log.LogWarning("message {Sequence} was not sent: {Reason}", message.Sequence, failure.Message);
            database.Write(transaction => Outbox.Failed(transaction, message, failure.Message, clock.WallNow()));
            return false;
        }

        database.Write(transaction => Outbox.Sent(
            transaction, message, notifier.Name, clock.WallNow(), keepText: notifier is DemoNotifier));
        return true;
    }

    private INotifier? Find(string channel) =>
        _notifiers.FirstOrDefault(notifier => notifier.Takes(channel)) ?? (pool.Plan.IsSandbox ? _demo : null);
}

/// <summary>Keeps the outbox moving, once a second.</summary>
internal sealed class OutboxLoop(Site site, IServiceProvider services, ILogger<OutboxLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private const int SweepEvery = 3_600;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var sender = services.GetRequiredService<OutboxSender>();
        for (var round = 0; !stoppingToken.IsCancellationRequested; round = (round + 1) % SweepEvery)
        {
            try
            {
                await sender.RunAsync(stoppingToken);
                if (round == 0)
                {
                    sender.Sweep();
                }
            }
            catch (Exception failure) when (
                failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError("sending messages failed with {Kind}; trying again", failure.GetType().Name);
            }

            await Task.Delay(Pace, stoppingToken);
        }
    }
}
