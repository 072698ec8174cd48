using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Wellspring.Cli.Clusters;

/// <summary>An operator's program at the doors of a cluster: where one does not answer it goes to the next.</summary>
/// <remarks>Sending the same lines again is safe: what was done gives its first answer.</remarks>
internal sealed class PoolClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly Uri[] _doors;

    public PoolClient(string key, params Uri[] doors)
    {
        _http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        (Key, _doors) = (key, doors);
    }

    public string Key { get; }

    /// <summary>How often a door did not answer, or asked to be asked again.</summary>
    public int Repeats { get; private set; }

    /// <summary>Adds a pool under a plan, given as the texts of its files.</summary>
    public async Task AddAsync(string pool, string plan, string? acknowledgements, CancellationToken cancellation)
    {
        var body = acknowledgements is null
            ? $"{{\"plan\":{plan}}}"
            : $"{{\"plan\":{plan},\"acknowledgements\":{acknowledgements}}}";
        using var answer = await SendAsync(0, door => new(HttpMethod.Put, new Uri(door, $"/cluster/v1/pools/{pool}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        }, cancellation);
        await RequireAsync(answer, cancellation);
    }

    /// <summary>Submits lines at the given door first; one line of answer for each.</summary>
    public async Task<string[]> SubmitAsync(
        string pool, IEnumerable<string> lines, int door, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        using var answer = await SendAsync(door, at => new(
            HttpMethod.Post, new Uri(at, $"/cluster/v1/pools/{pool}/commands"))
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") },
            },
        }, cancellation);
        await RequireAsync(answer, cancellation);
        return (await answer.Content.ReadAsStringAsync(cancellation))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Asks about a pool: <c>""</c> for its figures, <c>"/owner"</c>, <c>"/members/m1"</c>, …</summary>
    public async Task<JsonElement> ReadAsync(string pool, string what, CancellationToken cancellation)
    {
        using var answer = await SendAsync(
            0, door => new(HttpMethod.Get, new Uri(door, $"/cluster/v1/pools/{pool}{what}")), cancellation);
        await RequireAsync(answer, cancellation);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation)).RootElement;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        int door, Func<Uri, HttpRequestMessage> ask, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(GiveUpAfter);
        var last = "";
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    using var request = ask(_doors[(door + attempt) % _doors.Length]);
                    var answer = await _http.SendAsync(request, limit.Token);
                    if (answer.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests
                        or HttpStatusCode.BadGateway))
                    {
                        return answer;
                    }

                    last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(limit.Token)}";
                    answer.Dispose();
                }
                catch (HttpRequestException gone)
                {
                    // This node is gone; perhaps it did what it was asked before it went.
                    last = gone.Message;
                }

                Repeats++;
                await Task.Delay(Pause, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"no door answered within {GiveUpAfter.TotalSeconds} s; the last said: {last}");
        }
    }

    private static async Task RequireAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
        }
    }
}
