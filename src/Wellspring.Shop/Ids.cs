using System.Security.Cryptography;

namespace Wellspring.Shop;

/// <summary>Ids that nobody can guess: a prefix that says what it is, and 80 random bits.</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Such as <c>o-5k2r…</c>: 16 letters and digits that cannot be mistaken for one another.</summary>
    public static string New(string prefix) => $"{prefix}-{RandomNumberGenerator.GetString(Alphabet, 16)}";

    /// <summary>A secret of 160 bits for links, sessions and keys; only its hash is stored.</summary>
    public static string Secret() => RandomNumberGenerator.GetString(Alphabet, 32);

    public static byte[] HashOf(string secret) =>
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret));
}
