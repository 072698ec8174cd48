using System.Net;
using System.Text;
using Wellspring.Core;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Webhooks;

/// <summary>How hard webhooks are tried.</summary>
public sealed record WebhookOptions
{
    /// <summary>Attempts after which a message is given up: with the delays below, after about ten hours.</summary>
    public int Attempts { get; init; } = 20;

    public Duration FirstDelay { get; init; } = new(5_000);

    public Duration MostDelay { get; init; } = new(3_600_000);

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Messages on their way at a time, and of these to one receiver.</summary>
    public int AtOnce { get; init; } = 16;

    public int AtOnceToOne { get; init; } = 4;

    /// <summary>Private networks that receivers may be in.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];
}

/// <summary>Sends one message, signed, and books what came of it.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int AnswerLimit = 64 * 1024;
    private const int Gone = 410;
    private static readonly Duration KeptDelivered = Duration.Days(30);

    private readonly ShopDatabase _database;
    private readonly PoolClock _clock;
    private readonly WebhookOptions _options;
    private readonly HttpClient _client;

    public WebhookSender(ShopDatabase database, PoolClock clock, WebhookOptions options, WebhookAddress address)
    {
        (_database, _clock, _options) = (database, clock, options);
        _client = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            MaxResponseHeadersLength = 16,
            ConnectTimeout = options.Timeout,
            // Resolved and checked anew for each connection, and none is kept for long.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, cancellation) => await address.ConnectAsync(
                context.DnsEndPoint, context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps,
                cancellation),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Wellspring-Webhooks/1");
    }

    /// <summary>Brings lanes in order after a stop within a replay, and forgets what is long delivered.</summary>
    public void TidyUp() => _database.Write(transaction =>
    {
        var now = _clock.WallNow();
        foreach (var webhook in WebhookBook.All(transaction))
        {
            Deliveries.Arrange(transaction, webhook.Id, now);
        }

        Deliveries.Forget(transaction, new(now.Milliseconds - KeptDelivered.Milliseconds));
    });

    /// <summary>What may be sent now.</summary>
    public IReadOnlyList<Delivery> Due(int most) =>
        _database.Read(reader => Deliveries.Due(reader, _clock.WallNow(), most));

    /// <summary>Sends one message once and books the outcome.</summary>
    public async Task SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        var outcome = await TryAsync(delivery, cancellation);
        var now = _clock.WallNow();
        _database.Write(transaction =>
        {
            if (outcome.IsDelivered)
            {
                Deliveries.Delivered(transaction, delivery, now);
                return;
            }

            Deliveries.Failed(transaction, delivery, outcome.What, NextAfter(delivery, outcome, now), now);
            if (outcome.Status == Gone)
            {
                transaction.Execute($"UPDATE webhooks SET state = 'off' WHERE id = {delivery.Webhook}");
            }
        });
    }

    /// <summary>Sends one message and says what came of it; nothing is booked.</summary>
    public async Task<WebhookOutcome> TryAsync(Delivery delivery, CancellationToken cancellation)
    {
        var time = WebhookSignature.TimeOf(_clock.WallNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body));
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.Add(WebhookSignature.IdHeader, delivery.Id);
        request.Headers.Add(WebhookSignature.TimeHeader, time);
        request.Headers.Add(
            WebhookSignature.SignatureHeader,
            string.Join(' ', new[] { delivery.Secret, delivery.OldSecret }.OfType<string>().Select(
                secret => WebhookSignature.Sign(secret, delivery.Id, time, delivery.Body))));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var response = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await DrainAsync(response, limit.Token);
            return new((int)response.StatusCode, $"HTTP {(int)response.StatusCode}",
                response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(0, "no answer in time", null);
        }
        catch (HttpRequestException failure)
        {
            return new(0, failure.InnerException is WebhookAddressException refused
                ? refused.Message
                : failure.HttpRequestError.ToString(), null);
        }
    }

    public void Dispose() => _client.Dispose();

    // An answer is read so that the connection can serve again; one without an end is left. Its status has been said.
    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        var left = AnswerLimit;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            for (var read = 1; read > 0 && left > 0; left -= read)
            {
                read = await body.ReadAsync(buffer, cancellation);
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
        {
            // The connection is not used again; nothing else follows from it.
        }
    }

    private Instant? NextAfter(Delivery delivery, WebhookOutcome outcome, Instant now)
    {
        if (delivery.Attempts + 1 >= _options.Attempts || outcome.Status == Gone)
        {
            return null;
        }

        // Doubling, up to the cap; a receiver that names a time is believed up to the cap, too.
        var doubled = _options.FirstDelay.Milliseconds << Math.Min(delivery.Attempts, 20);
        var asked = (long)(outcome.RetryAfter?.TotalMilliseconds ?? 0);
        return now.Plus(new(Math.Min(Math.Max(doubled, asked), _options.MostDelay.Milliseconds)));
    }
}

/// <summary>What a receiver answered.</summary>
/// <param name="Status">0 when there was no answer.</param>
public sealed record WebhookOutcome(int Status, string What, TimeSpan? RetryAfter)
{
    public bool IsDelivered => Status is >= 200 and < 300;
}
