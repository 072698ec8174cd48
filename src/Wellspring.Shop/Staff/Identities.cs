using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Staff;

/// <summary>
/// Tells persons apart without keeping their documents: the number of an identity document 证件号 becomes a hash under
/// a key of this data directory.
/// </summary>
public sealed class Identities(ShopDatabase database, SecretBox box)
{
    private const string KeySetting = "identity-key";
    private const int Shortest = 6;
    private const int Longest = 30;
    private readonly Lock _making = new();

    /// <summary>What is wrong with a document's number; null when it may be one.</summary>
    public static Bilingual? Mistake(string document)
    {
        var number = Plain(document);
        return number.Length is < Shortest or > Longest || !number.All(char.IsAsciiLetterOrDigit)
            ? new("证件号由 6 至 30 位字母和数字组成。", "A document number has 6 to 30 letters and digits.")
            : number.Length == 18 && number[..17].All(char.IsAsciiDigit) && number[17] != CheckOf(number)
                ? new("身份证号的校验位不对,请核对。", "The check digit of this resident identity number is wrong.")
                : null;
    }

    public string HashOf(string document) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key(), Encoding.UTF8.GetBytes(Plain(document))));

    private byte[] Key()
    {
        lock (_making)
        {
            if (database.Read(reader =>
                reader.Text($"SELECT value FROM settings WHERE name = {KeySetting}")) is { } kept)
            {
                return box.Open(Convert.FromBase64String(kept));
            }

            var key = RandomNumberGenerator.GetBytes(32);
            var sealedKey = Convert.ToBase64String(box.Seal(key));
            database.Write(transaction => transaction.Execute(
                $"INSERT INTO settings (name, value) VALUES ({KeySetting}, {sealedKey})"));
            return key;
        }
    }

    private static string Plain(string document) =>
        new([.. document.ToUpperInvariant().Where(letter => letter is not (' ' or '-'))]);

    // GB 11643: weights 2^(17-i) mod 11.
    private static char CheckOf(string number)
    {
        ReadOnlySpan<int> weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var place = 0; place < weights.Length; place++)
        {
            sum += (number[place] - '0') * weights[place];
        }

        return "10X98765432"[sum % 11];
    }
}
