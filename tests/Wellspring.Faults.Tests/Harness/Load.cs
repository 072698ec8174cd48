using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>
/// Clients that send commands without rest, as real ones do: they keep each command's id, send again what was not
/// answered, and now and then send what was answered long ago, late and in another order.
/// </summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Members = 40;
    private const int BatchMost = 40;

    private readonly CancellationTokenSource _stop = new();
    private readonly Dialect _dialect;
    private readonly Ledger _ledger;
    private readonly Task[] _clients;
    private readonly TimeSpan _pause;
    private int _abandoned;
    private string? _surprise;
    private long _lastAnswer;
    private long _retries;

    private Load(
        Func<HttpClient>[] doors, Dialect dialect, Ledger ledger, string name, int clients, int seed, TimeSpan pause)
    {
        (_dialect, _ledger, _pause) = (dialect, ledger, pause);
        _clients = [.. Enumerable.Range(0, clients).Select(client =>
            Task.Run(() => RunAsync($"{name}{client}", new Random(seed + client), doors[client % doors.Length])))];
    }

    /// <summary>Batches that were sent again because their answer was lost or said to come back later.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    public static Load On(Platform platform, Ledger ledger, string name, int clients = 4, int seed = 1) =>
        new([platform.Client], Dialect.Platform, ledger, name, clients, seed, TimeSpan.Zero);

    /// <summary>A few hundred commands, all of them answered; the platform is started where it is off.</summary>
    public static async Task<Ledger> BriefAsync(Platform platform, string name, Ledger? known = null)
    {
        if (platform.Process.HasExited)
        {
            await platform.StartAsync();
        }

        var ledger = known ?? new Ledger();
        await using var load = On(platform, ledger, name, clients: 2);
        await load.MoreAsync(150);
        await load.EndAsync();
        return ledger;
    }

    /// <summary>Clients at several doors of one pool.</summary>
    public static Load Through(
        Func<HttpClient>[] doors, Dialect dialect, Ledger ledger, string name, int clients, int seed) =>
        new(doors, dialect, ledger, name, clients, seed, TimeSpan.FromMilliseconds(5));

    /// <summary>Waits until so many more commands were acknowledged.</summary>
    public Task<TimeSpan> MoreAsync(int commands, int seconds = 60)
    {
        var goal = _ledger.Acknowledged + commands;
        return Platform.UntilAsync(
            () => _ledger.Acknowledged >= goal || _surprise is not null,
            () => $"only {_ledger.Acknowledged} of {goal} commands were answered", seconds);
    }

    /// <summary>Waits for an answer that came after now: the service is back.</summary>
    public async Task<TimeSpan> BackAsync(int seconds = 60)
    {
        var begun = Stopwatch.GetTimestamp();
        await Platform.UntilAsync(
            () => Interlocked.Read(ref _lastAnswer) > begun || _surprise is not null,
            () => "no command was answered any more", seconds);
        return Stopwatch.GetElapsedTime(begun, Interlocked.Read(ref _lastAnswer));
    }

    /// <summary>Lets what was begun be answered, and fails if any answer was a surprise.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(_surprise is null, _surprise);
    }

    /// <summary>Ends clients whose server will not come back; what was not answered stays unanswered.</summary>
    public async Task AbandonAsync()
    {
        Interlocked.Exchange(ref _abandoned, 1);
        await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _abandoned, 1);
        await _stop.CancelAsync();
        await Task.WhenAll(_clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(string name, Random chance, Func<HttpClient> door)
    {
        using var http = door();
        var sent = new List<string>();
        for (var number = 1; !_stop.IsCancellationRequested && _surprise is null; number++)
        {
            var lines = NewLines(name, number, chance);
            sent.AddRange(lines);

            // Late and out of order: answered long ago, and now between others.
            for (var again = chance.Next(4); again > 0; again--)
            {
                lines.Insert(chance.Next(lines.Count + 1), sent[chance.Next(sent.Count)]);
            }

            while (!await TrySendAsync(http, lines))
            {
                Interlocked.Increment(ref _retries);
                if (Volatile.Read(ref _abandoned) == 1 || _surprise is not null)
                {
                    return;
                }

                await Task.Delay(50);
            }

            if (_pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause);
            }
        }
    }

    private List<string> NewLines(string name, int number, Random chance)
    {
        var lines = new List<string>();
        for (var item = chance.Next(1, BatchMost); item > 0; item--)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}-{item}");
            var member = string.Create(CultureInfo.InvariantCulture, $"m{chance.Next(Members)}");
            var cents = chance.Next(1, 200_000);
            lines.Add(chance.Next(5) == 0
                ? $$$"""{"id":"{{{id}}}",{{{_dialect.Time}}}"sellPoints":{"member":"{{{member}}}",""" +
                    "\"points\":\"1\",\"scale\":0}}"
                : string.Create(CultureInfo.InvariantCulture, $$$"""
                    {"id":"{{{id}}}",{{{_dialect.Time}}}"settleOrder":{"order":"o-{{{id}}}","member":"{{{member}}}",
                    "merchant":"s1","amount":"{{{cents / 100}}}.{{{cents % 100:00}}}"}}
                    """).ReplaceLineEndings(""));
        }

        return lines;
    }

    /// <returns>Whether every command was answered; else the outcome of all of them is unknown.</returns>
    private async Task<bool> TrySendAsync(HttpClient http, List<string> lines)
    {
        try
        {
            using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            body.Headers.ContentType = new MediaTypeHeaderValue(_dialect.Type);
            using var response = await http.PostAsync(_dialect.Path, body);
            var text = await response.Content.ReadAsStringAsync();
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return Note(text, lines.Count);
                case HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                    or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                    or HttpStatusCode.GatewayTimeout:
                    return false;
                default:
                    _surprise = $"{(int)response.StatusCode}: {text}";
                    return false;
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException or TaskCanceledException)
        {
            return false;
        }
    }

    private bool Note(string text, int expected)
    {
        var answers = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (answers.Length != expected)
        {
            // Cut off amid the answer: what is whole counts, the rest is asked again.
            answers = answers[..^(text.EndsWith('\n') ? 0 : 1)];
        }

        foreach (var line in answers)
        {
            using var document = JsonDocument.Parse(line);
            Note(document.RootElement, line);
        }

        Interlocked.Exchange(ref _lastAnswer, Stopwatch.GetTimestamp());
        return answers.Length == expected;
    }

    private void Note(JsonElement line, string text)
    {
        if (_dialect.Read(line) is var (id, told, repeated))
        {
            _ledger.Note(id, told, repeated);
            return;
        }

        _surprise = text;
    }
}
