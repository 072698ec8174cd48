using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Notifying;

/// <summary>Hands text messages to a gateway: JSON over https, signed so that the gateway knows it is us.</summary>
/// <remarks>
/// The signature is HMAC-SHA256 over <c>timestamp.body</c> with the shared key. The message's id is the same at every
/// attempt: the gateway sends each id once.
/// </remarks>
internal sealed class SignedHttpNotifier : INotifier, IDisposable
{
    public const string TimestampHeader = "X-Wellspring-Timestamp";
    public const string SignatureHeader = "X-Wellspring-Signature";

    private const string Section = "notify:phone";
    private const int ShortestKey = 16;

    private readonly Uri _address;
    private readonly byte[] _key;
    private readonly TimeProvider _wall;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private SignedHttpNotifier(Uri address, byte[] key, TimeProvider wall) =>
        (_address, _key, _wall) = (address, key, wall);

    public string Name => "signed-http";

    /// <summary>The notifier that the settings describe; null where they describe none.</summary>
    public static SignedHttpNotifier? From(ServerSettings settings, TimeProvider wall)
    {
        if (!settings.Has(Section))
        {
            return null;
        }

        var key = Encoding.UTF8.GetBytes(settings.Secret(Section + ":key"));
        return key.Length >= ShortestKey
            ? new(settings.Address(Section + ":url"), key, wall)
            : throw ServerSettings.Wrong(
                $"notify.phone.key 至少 {ShortestKey} 个字符。",
                $"notify.phone.key has at least {ShortestKey} characters.");
    }

    public bool Takes(string channel) => channel == ContactAddress.Phone;

    public async Task SendAsync(OutboxMessage message, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = $"{message.Sequence}-{message.CreatedAt.Milliseconds}", to = message.Address, text = message.Text,
        });
        var timestamp = _wall.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, "sha256=" + Sign(_key, timestamp, body));
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                throw new NotDeliveredException($"the gateway answered {(int)answer.StatusCode}");
            }
        }
        catch (HttpRequestException failure)
        {
            throw new NotDeliveredException($"the gateway was not reached: {failure.HttpRequestError}");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new NotDeliveredException("the gateway did not answer in time");
        }
    }

    public void Dispose() => _http.Dispose();

    internal static string Sign(byte[] key, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
        hmac.AppendData(body);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
