using System.Security.Cryptography;
using Wellspring.Proof;

namespace Wellspring.Shop.Auditing;

/// <summary>The server's own key, with which it signs packs: RSA 3072, PKCS #1 v1.5, SHA-256.</summary>
/// <remarks>This kind of signature has no random part, so the same pack gets the same bytes.</remarks>
public sealed class PackKey : IDisposable
{
    private const string FileName = "audit-signing.pem";
    private const int Bits = 3072;
    private readonly RSA _key;

    private PackKey(RSA key) => _key = key;

    /// <summary>For whoever checks: the public half, as in the manifest.</summary>
    public string PublicKey => Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo());

    public string Fingerprint => FingerprintOf(PublicKey);

    /// <summary>Reads the key of a folder; makes it on the first use.</summary>
    public static PackKey Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        var key = RSA.Create();
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return new(key);
        }

        key.Dispose();
        key = RSA.Create(Bits);
        var part = $"{path}.{Guid.NewGuid():n}";
        SecretFile.Create(part, key.ExportPkcs8PrivateKeyPem());

        // Whoever was first has made it: two programs that start together end with one key.
        try
        {
            File.Move(part, path, overwrite: false);
            return new(key);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(part);
            key.Dispose();
            return Open(folder);
        }
    }

    /// <summary>
    /// Puts a new key in the place of the old, which is kept under its fingerprint: packs it signed stay what they are.
    /// </summary>
    /// <returns>The fingerprints before (null where there was none) and after.</returns>
    public static (string? Old, string New) Rotate(string folder)
    {
        string? old = null;
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            using var before = Open(folder);
            old = before.Fingerprint;
            File.Move(path, Path.Combine(folder, $"audit-signing.{old[..16]}.retired.pem"));
        }

        using var after = Open(folder);
        return (old, after.Fingerprint);
    }

    public byte[] Sign(ReadOnlySpan<byte> manifest) =>
        _key.SignData(manifest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Whether a signature belongs to the bytes and the key; false for anything unreadable.</summary>
    public static bool Verifies(ReadOnlySpan<byte> manifest, byte[] signature, string publicKey)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return key.VerifyData(manifest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return false;
        }
    }

    /// <summary>SHA-256 of the public key: what people compare, by telephone or on paper.</summary>
    public static string FingerprintOf(string publicKey)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(publicKey)));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    public void Dispose() => _key.Dispose();
}
