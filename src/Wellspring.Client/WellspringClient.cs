using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wellspring.Client;

/// <summary>How long a client tries.</summary>
public sealed record WellspringClientOptions
{
    public int Attempts { get; init; } = 6;

    /// <summary>Doubles with each attempt; a server's Retry-After goes before it.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MostDelay { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>Calls the API of one server: every command counts once, however often it had to be sent.</summary>
/// <remarks>
/// When an answer is lost the client asks what became of the command by its id, and sends it again under the same id
/// when nothing did.
/// </remarks>
public sealed class WellspringClient
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly HttpClient _http;
    private readonly string _key;
    private readonly WellspringClientOptions _options;
    private readonly TimeProvider _time;

    /// <param name="http">Its base address is the server's; its timeout that of one attempt.</param>
    /// <param name="key">An API key.</param>
    public WellspringClient(
        HttpClient http, string key, WellspringClientOptions? options = null, TimeProvider? time = null) =>
        (_http, _key, _options, _time) = (http, key, options ?? new(), time ?? TimeProvider.System);

    /// <summary>Submits one command.</summary>
    /// <param name="id">Never used for another command; the same again gives the first answer again.</param>
    /// <param name="name">Such as <c>placeOrder</c>; see docs/reference/commands.md.</param>
    /// <param name="fields">The command's fields, amounts as decimal strings.</param>
    /// <param name="at">When it happened; the server's present when left out.</param>
    /// <exception cref="RefusedException">It was turned down; the refusal says why and what would help.</exception>
    /// <exception cref="UnknownOutcomeException">The server could not be reached.</exception>
    public async Task<CommandAnswer> SubmitAsync(
        string id, string name, object fields, DateTimeOffset? at = null, CancellationToken cancellation = default)
    {
        var body = new Dictionary<string, object> { ["id"] = id, [name] = fields };
        if (at is { } time)
        {
            body.Add("at", time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        }

        Exception? lost = null;
        for (var attempt = 0; attempt < _options.Attempts; attempt++)
        {
            try
            {
                if (lost is not null && await FindAsync(id, cancellation) is { } found)
                {
                    return found;
                }

                var (answer, wait) = await TryAsync<CommandAnswer>(
                    Request(HttpMethod.Post, "v1/commands", body, id), cancellation);
                if (answer is not null)
                {
                    return answer;
                }

                await DelayAsync(attempt, wait, cancellation);
            }
            catch (Exception failure) when (IsLost(failure, cancellation))
            {
                lost = failure;
                await DelayAsync(attempt, null, cancellation);
            }
        }

        throw new UnknownOutcomeException(id, lost);
    }

    /// <summary>Submits up to 1,000 commands, each an object with its own id; they are answered in order.</summary>
    public async Task<IReadOnlyList<BatchLine>> SubmitBatchAsync(
        IEnumerable<object> commands, CancellationToken cancellation = default) =>
        (await SendAsync<BatchAnswers>(
            () => Request(HttpMethod.Post, "v1/commands", new { commands }), cancellation)).Answers;

    /// <summary>What became of a command; null when nothing did.</summary>
    /// <exception cref="RefusedException">It was refused then.</exception>
    public async Task<CommandAnswer?> FindAsync(string id, CancellationToken cancellation = default)
    {
        try
        {
            var found = await SendAsync<CommandRecord>(
                () => Request(HttpMethod.Get, "v1/commands/" + Uri.EscapeDataString(id)), cancellation);
            return found.Answer ?? throw new RefusedException(found.Problem!);
        }
        catch (RefusedException refused) when (refused.Refusal.Status == (int)HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task<PoolFigures> PoolAsync(long? after = null, CancellationToken cancellation = default) =>
        GetAsync<PoolFigures>("v1/pool", cancellation, ("after", after));

    /// <param name="after">A position that the answer must contain, as a command's answer named it.</param>
    public Task<MemberFigures> MemberAsync(
        string member, long? after = null, CancellationToken cancellation = default) =>
        GetAsync<MemberFigures>("v1/members/" + Uri.EscapeDataString(member), cancellation, ("after", after));

    /// <summary>A member's statement, newest first, page after page.</summary>
    public IAsyncEnumerable<StatementEntry> StatementAsync(
        string member, long? after = null, CancellationToken cancellation = default) =>
        PagesAsync<StatementEntry>(
            $"v1/members/{Uri.EscapeDataString(member)}/statement", cancellation, ("after", after));

    /// <summary>Orders, the latest placed first, page after page.</summary>
    public IAsyncEnumerable<OrderFigures> OrdersAsync(
        string? member = null, string? merchant = null, string? state = null, long? after = null,
        CancellationToken cancellation = default) =>
        PagesAsync<OrderFigures>("v1/orders", cancellation,
            ("member", member), ("merchant", merchant), ("state", state), ("after", after));

    public Task<OrderFigures> OrderAsync(string order, long? after = null, CancellationToken cancellation = default) =>
        GetAsync<OrderFigures>("v1/orders/" + Uri.EscapeDataString(order), cancellation, ("after", after));

    /// <summary>Withdrawals, newest first, page after page.</summary>
    public IAsyncEnumerable<WithdrawalFigures> WithdrawalsAsync(
        string? member = null, string? state = null, CancellationToken cancellation = default) =>
        PagesAsync<WithdrawalFigures>("v1/withdrawals", cancellation, ("member", member), ("state", state));

    /// <summary>What a sale would pay now.</summary>
    public Task<Quote> QuoteSaleAsync(
        string member, string points, int? scale = null, CancellationToken cancellation = default) =>
        SendAsync<Quote>(
            () => Request(HttpMethod.Post, "v1/quotes/sale", new { member, points, scale }), cancellation);

    /// <summary>What points would pay of an order now.</summary>
    public Task<Quote> QuoteRedemptionAsync(
        string member, string points, string order, int? scale = null, CancellationToken cancellation = default) =>
        SendAsync<Quote>(
            () => Request(HttpMethod.Post, "v1/quotes/redemption", new { member, points, order, scale }),
            cancellation);

    /// <summary>Adds a receiver of webhooks. Keep the secret: it is shown this once.</summary>
    public Task<NewWebhook> AddWebhookAsync(
        Uri url, IReadOnlyCollection<string> kinds, CancellationToken cancellation = default) =>
        SendAsync<NewWebhook>(
            () => Request(HttpMethod.Post, "v1/webhooks", new { url = url.ToString(), kinds }), cancellation);

    private static bool IsLost(Exception failure, CancellationToken cancellation) =>
        failure is HttpRequestException or IOException or LostException
        || (failure is OperationCanceledException && !cancellation.IsCancellationRequested);

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellation,
        params (string Name, object? Value)[] query)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>(path, cancellation, [.. query, ("cursor", cursor)]);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private Task<T> GetAsync<T>(
        string path, CancellationToken cancellation, params (string Name, object? Value)[] query)
        where T : class
    {
        var parts = query.Where(part => part.Value is not null).Select(part =>
            $"{part.Name}={Uri.EscapeDataString(Convert.ToString(
                part.Value, CultureInfo.InvariantCulture)!)}");
        var address = string.Join('?', new[] { path, string.Join('&', parts) }.Where(part => part.Length > 0));
        return SendAsync<T>(() => Request(HttpMethod.Get, address), cancellation);
    }

    // For what may be sent again without harm: reads, and batches whose commands have ids.
    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> request, CancellationToken cancellation)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var (answer, wait) = await TryAsync<T>(request(), cancellation);
                if (answer is not null)
                {
                    return answer;
                }

                if (attempt + 1 >= _options.Attempts)
                {
                    throw new HttpRequestException("The server stayed busy for as long as the client tries.");
                }

                await DelayAsync(attempt, wait, cancellation);
            }
            catch (Exception failure) when (attempt + 1 < _options.Attempts && IsLost(failure, cancellation))
            {
                await DelayAsync(attempt, null, cancellation);
            }
        }
    }

    /// <summary>One attempt: the answer, or how long the server asks to wait.</summary>
    private async Task<(T? Answer, TimeSpan? Wait)> TryAsync<T>(
        HttpRequestMessage request, CancellationToken cancellation)
        where T : class
    {
        using (request)
        using (var response = await _http.SendAsync(request, cancellation))
        {
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (response.IsSuccessStatusCode)
            {
                return (JsonSerializer.Deserialize<T>(text, Json), null);
            }

            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            {
                return (null, response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero);
            }

            throw response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                && JsonSerializer.Deserialize<Refusal>(text, Json) is { } refusal
                && (refusal.Status < 500 || refusal.Code == "quarantined")
                    ? new RefusedException(refusal)
                    : new LostException($"HTTP {(int)response.StatusCode}");
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string address, object? body = null, string? id = null)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new("Bearer", _key);
        if (id is not null)
        {
            request.Headers.Add("Idempotency-Key", id);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body, Json)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private Task DelayAsync(int attempt, TimeSpan? asked, CancellationToken cancellation)
    {
        var doubled = _options.FirstDelay * (1 << Math.Min(attempt, 16));
        var wait = asked > doubled ? asked.Value : doubled;
        return Task.Delay(wait < _options.MostDelay ? wait : _options.MostDelay, _time, cancellation);
    }

    private sealed record BatchAnswers(IReadOnlyList<BatchLine> Answers);

    private sealed record CommandRecord(CommandAnswer? Answer, Refusal? Problem);

    /// <summary>An answer that is none of ours, such as a proxy's: the outcome is unknown.</summary>
    private sealed class LostException(string what) : Exception(what);
}
