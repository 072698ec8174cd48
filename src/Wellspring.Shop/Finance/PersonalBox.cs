using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Proof;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;

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
        return new(Made(Path.Combine(keyFolder, KeyFile)));
    }

    private static byte[] Made(string path)
    {
        if (!File.Exists(path))
        {
            SecretFile.Create(path, RandomNumberGenerator.GetBytes(KeyLength));
        }

        return File.ReadAllBytes(path);
    }

    /// <summary>
    /// Seals every record anew under a new key, which is then put in the old one's place. With the platform stopped.
    /// </summary>
    /// <remarks>
    /// The new key lies beside the old before a record changes, and takes its place after all have: whoever starts
    /// after a kill between the two runs this again, and it goes on from there.
    /// </remarks>
    /// <param name="keep">Keeps the new key with the records that are sealed under it; null where a file does.</param>
    /// <returns>How many records were sealed anew.</returns>
    /// <exception cref="SealedRecordException">One does not open; none was changed.</exception>
    public static int Rotate(
        string keyFolder, ShopDatabase database, Instant now, string by, Action<ShopTransaction, byte[]>? keep = null)
    {
        var path = Path.Combine(keyFolder, KeyFile);
        var old = Open(keyFolder);
        var next = new PersonalBox(Made(path + ".new"));
        var count = database.Write(transaction =>
        {
            var rows = transaction.All(
                $"SELECT id, sealed, account_hash FROM payees",
                row => (Id: row.Text(0), Sealed: row.Bytes(1), HasAccount: row.Text(2).Length > 0));
            var done = 0;
            foreach (var row in rows)
            {
                if (next.TryOpen(row.Id, row.Sealed) is not null)
                {
                    continue;
                }

                var details = old.TryOpen(row.Id, row.Sealed) ?? throw new SealedRecordException(row.Id);
                transaction.Execute($"""
                    UPDATE payees SET sealed = {next.Seal(row.Id, details)}, id_hash = {next.HashOf(details.Number)},
                        account_hash = {(row.HasAccount ? next.HashOf(details.Channel + details.Account) : "")}
                    WHERE id = {row.Id}
                    """);
                done++;
            }

            keep?.Invoke(transaction, next._key);
            Audit.Note(transaction, now, by, "personal-key.rotated", null, $"{done}");
            return done;
        });
        File.Move(path + ".new", path, overwrite: true);
        return count;
    }

    /// <summary>The details, or null where they are not sealed under this key.</summary>
    public PersonalDetails? TryOpen(string record, ReadOnlySpan<byte> sealedBytes)
    {
        try
        {
            return Open(record, sealedBytes);
        }
        catch (CryptographicException)
        {
            return null;
        }
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

/// <summary>A sealed record does not open: it was changed, or sealed under another key.</summary>
public sealed class SealedRecordException(string record) : CryptographicException($"{record} does not open")
{
    /// <summary>The record's id, which says nothing about the person.</summary>
    public string Record { get; } = record;
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
