using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Wellspring.Client;
using Wellspring.Faults.Tests.Harness;

namespace Wellspring.Faults.Tests;

/// <summary>Messages to others: a receiver that fails and hangs up, and a sender that is killed amid.</summary>
public sealed class WebhookTests(Tally tally)
{
    [Fact]
    public async Task Messages_reach_a_failing_receiver_all_of_them_in_order_though_the_sender_is_killed()
    {
        await using var platform = await Platform.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        using var http = platform.Client();
        var added = (await http.PostReplyAsync("/v1/webhooks",
            $$"""{"url":"{{receiver.Address}}","kinds":["order.settled"]}""")).Done().Json;
        var verification = new WebhookVerification(added.GetProperty("secret").GetString()!);
        var ledger = new Ledger();
        var orders = Tally.Times(24, 240);
        for (var number = 1; number <= orders; number++)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $$$"""
                {"id":"w-{{{number}}}","settleOrder":{"order":"o-{{{number}}}","member":"m{{{number % 5}}}",
                "merchant":"s1","amount":"10.00"}}
                """);
            var reply = (await http.PostReplyAsync("/v1/commands", line)).Done();
            var (id, told, repeated) = Sender.ToldIn(reply)!.Value;
            ledger.Note(id, told, repeated);
            if (number == orders / 2)
            {
                // Some were told, some are on their way, some were never begun.
                await receiver.UntilAsync(3);
                await platform.KillAsync();
                await platform.StartAsync();
            }
        }

        await receiver.UntilAsync(orders);
        await platform.KillAsync();
        await platform.IsWholeAsync();

        var taken = receiver.Taken.Select(arrival => arrival.Read(verification)).ToList();
        Assert.Equal(orders, taken.Select(message => message.Data.GetProperty("order").GetString()).Distinct().Count());
        Assert.Equal(orders, taken.Count);
        Assert.All(taken.GroupBy(message => message.Data.GetProperty("member").GetString()), ofMember =>
            Assert.Equal(ofMember.OrderBy(message => message.Position), ofMember));
        Assert.True(receiver.Failures > 0, "the receiver never failed: nothing was tried");
        tally.Add("webhook receiver fails, sender killed", receiver.Failures + 1,
            ledger.Compare(platform.Pool).IsWhole(), []);
    }

    /// <summary>Takes each message once, by its id; now and then it fails or hangs up.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentDictionary<string, Arrival> _byId = new(StringComparer.Ordinal);
        private readonly ConcurrentQueue<Arrival> _taken = new();
        private int _arrivals;
        private int _failures;

        private Receiver(WebApplication app) => _app = app;

        public Uri Address => new(new Uri(_app.Urls.First()), "/hook");

        public int Failures => Volatile.Read(ref _failures);

        public IReadOnlyList<Arrival> Taken => [.. _taken];

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var receiver = new Receiver(builder.Build());
            receiver._app.MapPost("/hook", receiver.TakeAsync);
            await receiver._app.StartAsync();
            return receiver;
        }

        public Task UntilAsync(int messages) => Platform.UntilAsync(
            () => _taken.Count >= messages, () => $"only {_taken.Count} of {messages} messages arrived");

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
            switch (Interlocked.Increment(ref _arrivals))
            {
                case 2:
                    Interlocked.Increment(ref _failures);
                    http.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                    return;
                case 4:
                    Interlocked.Increment(ref _failures);
                    http.Abort();
                    return;
                case 6:
                    // Taken, and the answer is lost: it comes again under the same id, with the same words.
                    Note(arrival);
                    Interlocked.Increment(ref _failures);
                    http.Abort();
                    return;
                default:
                    Note(arrival);
                    return;
            }
        }

        private void Note(Arrival arrival)
        {
            var first = _byId.GetOrAdd(arrival.Id, arrival);
            if (ReferenceEquals(first, arrival))
            {
                _taken.Enqueue(arrival);
                return;
            }

            Assert.Equal(first.Body, arrival.Body);
        }
    }

    private sealed record Arrival(string Id, string Timestamp, string Signature, string Body)
    {
        public WebhookMessage Read(WebhookVerification verification)
        {
            Assert.True(verification.TryRead(Id, Timestamp, Signature, Body, out var message), Body);
            return message!;
        }
    }
}
