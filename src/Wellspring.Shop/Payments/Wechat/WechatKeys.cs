using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Shop.Payments.Wechat;

/// <summary>The keys between WeChat Pay and us: what we sign, what they sign, what only both can read.</summary>
internal sealed class WechatKeys
{
    // WeChat's own limit for the age of a signature.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const int GcmNonceBytes = 12;
    private const int GcmTagBytes = 16;
    private const int ApiKeyBytes = 32;

    private readonly WechatPayOptions _options;
    private readonly TimeProvider _wallTime;
    private readonly SigningKey _ours;
    private readonly byte[] _apiKey;
    private readonly Dictionary<string, VerifyingKey> _theirs;

    public WechatKeys(WechatPayOptions options, TimeProvider wallTime)
    {
        _options = options;
        _wallTime = wallTime;
        _ours = KeyFiles.Private(options.PrivateKeyFile);
        _apiKey = KeyFiles.Secret(options.ApiKeyFile, ApiKeyBytes);
        _theirs = options.PlatformKeys.ToDictionary(key => key.Key, key => KeyFiles.Public(key.Value));
    }

    /// <summary>Which of WeChat's keys <see cref="Encrypt"/> uses; they answer with the same one.</summary>
    public string PlatformKeyId => _options.PlatformKeys[0].Key;

    /// <summary>The Authorization header of one request.</summary>
    public string Authorize(string method, string pathAndQuery, string body)
    {
        var timestamp = Seconds(_wallTime.GetUtcNow());
        var nonce = RandomNumberGenerator.GetHexString(32);
        var signature = _ours.Sign($"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n{body}\n");
        return $"mchid=\"{_options.MerchantId}\",nonce_str=\"{nonce}\",signature=\"{signature}\","
            + $"timestamp=\"{timestamp}\",serial_no=\"{_options.CertificateSerial}\"";
    }

    /// <summary>Whether WeChat signed this body within five minutes of now, with a key that we know.</summary>
    public bool Signed(IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body)
    {
        if (Header(headers, "Wechatpay-Timestamp") is not { } timestamp
            || Header(headers, "Wechatpay-Nonce") is not { } nonce
            || Header(headers, "Wechatpay-Serial") is not { } serial
            || Header(headers, "Wechatpay-Signature") is not { } signature
            || !_theirs.TryGetValue(serial, out var key)
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (_wallTime.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        var text = (byte[])[.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];
        return key.Signed(text, signature);
    }

    public string Encrypt(string text) => _theirs[PlatformKeyId].Encrypt(text);

    /// <summary>Opens AEAD_AES_256_GCM; null when it was not sealed with our APIv3 key.</summary>
    public byte[]? Open(string sealedText, string nonce, string associated)
    {
        var bytes = new byte[sealedText.Length];
        var nonceBytes = Encoding.UTF8.GetBytes(nonce);
        if (!Convert.TryFromBase64String(sealedText, bytes, out var length)
            || length < GcmTagBytes || nonceBytes.Length != GcmNonceBytes)
        {
            return null;
        }

        var text = new byte[length - GcmTagBytes];
        using var aes = new AesGcm(_apiKey, GcmTagBytes);
        try
        {
            aes.Decrypt(nonceBytes, bytes.AsSpan(0, text.Length), bytes.AsSpan(text.Length, GcmTagBytes), text,
                Encoding.UTF8.GetBytes(associated));
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static string? Header(IReadOnlyDictionary<string, string> headers, string name) =>
        headers.TryGetValue(name, out var value) ? value
        : headers.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Seconds(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
