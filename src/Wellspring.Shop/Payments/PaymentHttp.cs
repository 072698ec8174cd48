namespace Wellspring.Shop.Payments;

/// <summary>What came back from a channel, as bytes; nothing in it is believed yet.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>Sends one request once; no answer is an answer of its own, never a second try.</summary>
/// <remarks>.NET repeats a GET on a connection that had died; what has a body is never sent twice.</remarks>
public static class PaymentHttp
{
    private const int LargestAnswerBytes = 1 << 20;

    /// <summary>A client as the channels want it: ten seconds, no redirects, no cookies, no large answers.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LargestAnswerBytes,
    };

    /// <summary>Null when nothing readable came back in time; then nobody knows what happened.</summary>
    internal static async Task<RawAnswer?> SendAsync(
        HttpClient client, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            var headers = response.Headers.ToDictionary(
                header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
            return new((int)response.StatusCode, headers, body);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}
