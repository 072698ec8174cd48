using System.Security.Cryptography;

namespace Wellspring.Shop;

/// <summary>Ids that nobody can guess: a prefix that says what it is, and 80 random bits.</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Such as <c>o-5k2r…</c>: 16 letters and digits that cannot be mistaken for one another.</summary>
    public static string New(string prefix) => $"{prefix}-{RandomNumberGenerator.GetString(Alphabet, 16)}";

    /// <summary>The same id each time for the same parts: what makes a form sent twice one thing.</summary>
    public static string From(string prefix, params ReadOnlySpan<string> parts)
    {
        var hash = HashOf(string.Join('\n', parts));
        return string.Create(prefix.Length + 17, (prefix, hash), static (text, from) =>
        {
            from.prefix.CopyTo(text);
            text[from.prefix.Length] = '-';
            for (var place = 0; place < 16; place++)
            {
                text[from.prefix.Length + 1 + place] = Alphabet[from.hash[place] % Alphabet.Length];
            }
        });
    }

    /// <summary>A secret of 160 bits for links, sessions and keys; only its hash is stored.</summary>
    public static string Secret() => RandomNumberGenerator.GetString(Alphabet, 32);

    public static byte[] HashOf(string secret) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
