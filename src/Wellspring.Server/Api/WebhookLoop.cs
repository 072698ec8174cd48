using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Webhooks;

namespace Wellspring.Server.Api;

/// <summary>
/// Sends webhooks as they come due: several at a time, one of a lane, few to one receiver, so that a slow one holds
/// nobody else up.
/// </summary>
internal sealed class WebhookLoop(
    Site site, IServiceProvider services, WebhookOptions options, ILogger<WebhookLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<(string Webhook, string Lane), Task> _onTheWay = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await site.Opened.WaitAsync(stoppingToken);
        var sender = services.GetRequiredService<WebhookSender>();
        var isTidy = false;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    isTidy = isTidy || TidyUp(sender);
                    Start(sender, stoppingToken);
                }
                catch (Exception failure) when (failure is not OperationCanceledException)
                {
                    log.LogError(failure, "looking for webhooks to send failed; trying again");
                }

                await Task.Delay(Pace, stoppingToken);
            }
        }
        finally
        {
            // What is on its way is cut off; it was not booked as delivered and is sent again after the next start.
            await Task.WhenAll(_onTheWay.Values);
        }
    }

    private static bool TidyUp(WebhookSender sender)
    {
        sender.TidyUp();
        return true;
    }

    private void Start(WebhookSender sender, CancellationToken stopping)
    {
        if (_onTheWay.Count >= options.AtOnce)
        {
            return;
        }

        foreach (var delivery in sender.Due(options.AtOnce * 4))
        {
            if (_onTheWay.Count >= options.AtOnce)
            {
                return;
            }

            var lane = (delivery.Webhook, delivery.Lane);
            if (!_onTheWay.ContainsKey(lane)
                && _onTheWay.Keys.Count(one => one.Webhook == delivery.Webhook) < options.AtOnceToOne)
            {
                // Noted before it runs: it takes itself off the list when it is done.
                var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _onTheWay[lane] = started.Task;
                _ = RunAsync(sender, delivery, started, stopping);
            }
        }
    }

    private async Task RunAsync(
        WebhookSender sender, Delivery first, TaskCompletionSource started, CancellationToken stopping)
    {
        try
        {
            await sender.SendAsync(first, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next start sends it again.
        }
        catch (Exception failure)
        {
            log.LogError(failure, "a webhook could not be sent or booked; trying again");
        }
        finally
        {
            _onTheWay.TryRemove((first.Webhook, first.Lane), out _);
            started.SetResult();
        }
    }
}
