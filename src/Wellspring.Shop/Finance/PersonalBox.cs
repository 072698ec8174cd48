using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wellspring.Shop.Finance;

/// <summary>Seals what says who somebody is 敏感个人信息: AES-256-GCM under a key outside the records.</summary>
/// <remarks>Sealed bytes are bound to their record's id: moved to another row they do not open.</remarks>
public sealed class PersonalBox
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const string KeyFile = "personal.key";

    private readonly byte[] _key;

    public PersonalBox(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        _key = key;
    }

    /// <summary>The key of a key directory, made where there is none; only the owner may read it.</summary>
    public static PersonalBox Open(string keyFolder)
    {
        Directory.CreateDirectory(keyFolder);
        var path = Path.Combine(keyFolder, KeyFile);
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(KeyLength));
            file.Flush(flushToDisk: true);
        }

        return new(File.ReadAllBytes(path));
    }

    public byte[] Seal(string record, PersonalDetails details)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(details);
        var result = new byte[NonceLength + TagLength + plain.Length];
        var nonce = result.AsSpan(0, NonceLength);
        var tag = result.AsSpan(NonceLength, TagLength);
        RandomNumberGenerator.Fill(nonce);
        using var gcm = new AesGcm(_key, TagLength);
        gcm.Encrypt(nonce, plain, result.AsSpan(NonceLength + TagLength), tag, Encoding.UTF8.GetBytes(record));
        return result;
    }

    /// <exception cref="CryptographicException">It is not this record's, was changed, or the key is
    /// another.</exception>
    public PersonalDetails Open(string record, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length <= NonceLength + TagLength)
        {
            throw new CryptographicException("a sealed record is too short");
        }

        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var gcm = new AesGcm(_key, TagLength);
        gcm.Decrypt(
            sealedBytes[..NonceLength], sealedBytes[(NonceLength + TagLength)..],
            sealedBytes.Slice(NonceLength, TagLength), plain, Encoding.UTF8.GetBytes(record));
        return JsonSerializer.Deserialize<PersonalDetails>(plain)
            ?? throw new CryptographicException("a sealed record is empty");
    }

    /// <summary>The same text gives the same hash under this key, and tells nobody else anything.</summary>
    public string HashOf(string text) => Convert.ToHexStringLower(
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes("hash\n" + text)));
}

/// <summary>Who somebody is and where they are paid; stored sealed only.</summary>
/// <param name="Document">Kind of paper: <c>resident</c>, <c>passport</c> or <c>other</c>.</param>
/// <param name="Born">The birthday, <c>1990-01-31</c>.</param>
/// <param name="TaxId">The taxpayer's number 纳税人识别号; empty where there is none yet.</param>
/// <param name="Channel"><c>manual</c> (bank), <c>wechat</c> or <c>alipay</c>.</param>
/// <param name="Bank">The bank's name; empty for other channels.</param>
/// <param name="Account">The account there; empty once the member has left.</param>
/// <param name="Holder">Whose account it is.</param>
public sealed record PersonalDetails(
    string Name, string Document, string Number, string Born, string TaxId, string Channel, string Bank, string Account,
    string Holder);
