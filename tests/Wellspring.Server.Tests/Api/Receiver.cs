using System.Collections.Concurrent;
using System.Net;
using Wellspring.Client;

namespace Wellspring.Server.Tests.Api;

/// <summary>A receiver of webhooks on this machine that can be told to fail, to be slow or to die.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Arrival> _arrived = new();

    private Receiver(WebApplication app) => _app = app;

    public Uri Address => new(new Uri(_app.Urls.First()), "/hook");

    /// <summary>Answers what this says, by the number of the arrival, from 1.</summary>
    public Func<int, Arrival, HttpStatusCode> Answers { get; set; } = (_, _) => HttpStatusCode.OK;

    /// <summary>Waits so long before it answers.</summary>
    public Func<int, TimeSpan> Waits { get; set; } = _ => TimeSpan.Zero;

    /// <summary>Everything that came, in order of arrival, whatever was answered.</summary>
    public IReadOnlyList<Arrival> Arrived => [.. _arrived];

    /// <summary>What was taken, each message once, as a receiver that knows its ids has it.</summary>
    public IReadOnlyList<WebhookMessage> Taken(WebhookVerification verification) =>
        [.. _arrived.Where(arrival => arrival.Status == HttpStatusCode.OK).DistinctBy(arrival => arrival.Id)
            .Select(arrival => arrival.Read(verification))];

    public static async Task<Receiver> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hook", receiver.TakeAsync);
        app.MapPost("/moved", (HttpContext http) => http.Response.Redirect("/hook"));
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many messages were taken.</summary>
    public async Task UntilAsync(Func<bool> met)
    {
        for (var attempt = 0; !met(); attempt++)
        {
            Assert.True(attempt < 400, $"only {_arrived.Count} arrived: {string.Join('\n', _arrived)}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        var arrival = new Arrival(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(),
            headers["webhook-signature"].ToString(), await reader.ReadToEndAsync());
        int number;
        lock (_arrived)
        {
            number = _arrived.Count + 1;
            arrival = arrival with { Status = Answers(number, arrival) };
            _arrived.Enqueue(arrival);
        }

        await Task.Delay(Waits(number));
        http.Response.StatusCode = (int)arrival.Status;
    }
}

/// <summary>One message as it arrived.</summary>
public sealed record Arrival(string Id, string Timestamp, string Signature, string Body)
{
    public HttpStatusCode Status { get; init; }

    public WebhookMessage Read(WebhookVerification verification)
    {
        Assert.True(verification.TryRead(Id, Timestamp, Signature, Body, out var message), Body);
        return message!;
    }
}
