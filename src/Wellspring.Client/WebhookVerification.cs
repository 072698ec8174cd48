using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wellspring.Client;

/// <summary>Tells a receiver whether a message is Wellspring's: HMAC-SHA256 over id, time and body.</summary>
/// <remarks>
/// Act once for each <c>webhook-id</c>: a message whose answer was lost comes again. Answer 2xx within ten seconds.
/// </remarks>
public sealed class WebhookVerification
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _secret;
    private readonly TimeProvider _time;

    /// <param name="secret">As the answer to adding the receiver gave it: <c>whsec_…</c>.</param>
    public WebhookVerification(string secret, TimeProvider? time = null)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            throw new ArgumentException("a webhook secret begins with whsec_", nameof(secret));
        }

        _secret = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        _time = time ?? TimeProvider.System;
    }

    /// <summary>The message, when signature and time are right.</summary>
    /// <param name="id">The header <c>webhook-id</c>; likewise timestamp and signature.</param>
    /// <param name="body">The body exactly as it came.</param>
    public bool TryRead(
        string? id, string? timestamp, string? signature, string body, [NotNullWhen(true)] out WebhookMessage? message)
    {
        message = null;
        if (id is null || signature is null
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(_time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(
            HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"))));
        if (!signature.Split(' ').Any(one =>
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), expected)))
        {
            return false;
        }

        message = JsonSerializer.Deserialize<WebhookMessage>(body, Json);
        return message is not null;
    }
}
