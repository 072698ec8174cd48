using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Webhooks;

/// <summary>How a receiver knows a message is ours: HMAC-SHA256 over id, time and body (Standard Webhooks).</summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimeHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const int SecretBytes = 32;

    /// <summary>A new secret, <c>whsec_</c> and base64.</summary>
    public static string NewSecret() =>
        SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Seconds since 1970, as the header carries them.</summary>
    public static string TimeOf(Instant at) => (at.Milliseconds / 1_000).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>v1,</c> and base64 of the code over <c>id.timestamp.body</c>.</summary>
    public static string Sign(string secret, string id, string time, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret[SecretPrefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
}
