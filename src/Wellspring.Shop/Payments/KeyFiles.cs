using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Wellspring.Shop.Payments;

/// <summary>Our private key at a channel: it signs with SHA-256 and RSA.</summary>
internal sealed class SigningKey(RSA rsa)
{
    private readonly Lock _using = new();

    public string Sign(string text)
    {
        lock (_using)
        {
            return Convert.ToBase64String(
                rsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }
}

/// <summary>A channel's public key: it tells what the channel signed, and keeps names from everyone else.</summary>
internal sealed class VerifyingKey(RSA rsa)
{
    private readonly Lock _using = new();

    public bool Signed(ReadOnlySpan<byte> text, string signature)
    {
        var bytes = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, bytes, out var length))
        {
            return false;
        }

        lock (_using)
        {
            return rsa.VerifyData(
                text, bytes.AsSpan(0, length), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>RSA-OAEP with SHA-1, as WeChat Pay prescribes for names.</summary>
    public string Encrypt(string text)
    {
        lock (_using)
        {
            return Convert.ToBase64String(rsa.Encrypt(Encoding.UTF8.GetBytes(text), RSAEncryptionPadding.OaepSHA1));
        }
    }
}

/// <summary>Reads keys and certificates from files; what is in them is never shown.</summary>
internal static class KeyFiles
{
    private const int LeastKeyBits = 2048;

    public static SigningKey Private(string file) => new(Read(file, text =>
    {
        var rsa = RSA.Create();
        if (text.Contains("-----", StringComparison.Ordinal))
        {
            rsa.ImportFromPem(text);
        }
        else
        {
            ImportBare(rsa, Convert.FromBase64String(text));
        }

        rsa.ExportParameters(includePrivateParameters: true);
        return rsa;
    }));

    /// <summary>A public key as PEM, as a certificate, or as the bare base64 that Alipay's page shows.</summary>
    public static VerifyingKey Public(string file) => new(Read(file, text =>
    {
        if (text.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(text);
            return certificate.GetRSAPublicKey() ?? throw new CryptographicException("not an RSA certificate");
        }

        var rsa = RSA.Create();
        if (text.Contains("-----", StringComparison.Ordinal))
        {
            rsa.ImportFromPem(text);
        }
        else
        {
            rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
        }

        return rsa;
    }));

    public static X509Certificate2Collection Certificates(string file) => Read(file, text =>
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(text);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("no certificate");
    });

    public static byte[] Secret(string file, int length) => Read(file, text => Encoding.UTF8.GetBytes(text) is var bytes
        && bytes.Length == length ? bytes : throw new CryptographicException("wrong length"));

    private static void ImportBare(RSA rsa, byte[] key)
    {
        try
        {
            rsa.ImportPkcs8PrivateKey(key, out _);
        }
        catch (CryptographicException)
        {
            // Alipay's tool writes PKCS#1 for programs that are not Java.
            rsa.ImportRSAPrivateKey(key, out _);
        }
    }

    private static T Read<T>(string file, Func<string, T> read)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PaymentSettingsException(new(
                $"读不到密钥文件 {file}。请检查路径和权限。",
                $"The key file {file} cannot be read. Check its path and its permissions."));
        }

        try
        {
            var result = read(text);
            return result is RSA { KeySize: < LeastKeyBits } ? throw new CryptographicException("short key") : result;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException)
        {
            throw new PaymentSettingsException(new(
                $"密钥文件 {file} 的内容不可用。请从渠道的商户平台重新取得（RSA 不少于 {LeastKeyBits} 位；APIv3 密钥 32 字节）。",
                $"What is in the key file {file} cannot be used. Get it again from the channel's merchant pages "
                + $"(RSA of at least {LeastKeyBits} bits; an APIv3 key has 32 bytes)."));
        }
    }
}
