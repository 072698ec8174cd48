using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Malls;

/// <summary>
/// What a mall vouches for when it sends a user to our join page: this browser belongs to that user of mine.
/// </summary>
/// <remarks>
/// The mall signs <c>wellspring-link-1</c>, its name, the user and the expiry, joined by line feeds, with HMAC-SHA256
/// under the shared secret. The link only says who asks; joining takes the person's own consent.
/// </remarks>
/// <param name="Expires">Wall time.</param>
public sealed record MallLink(string Mall, string User, Instant Expires)
{
    /// <summary>A link must not live longer than a day: it is as good as a password.</summary>
    public static readonly Duration Longest = Duration.Days(1);

    /// <summary>The query of the link: <c>mall=…&amp;user=…&amp;expires=…&amp;signature=…</c>.</summary>
    public string ToQuery(string secret) => string.Create(
        CultureInfo.InvariantCulture,
        $"mall={Mall}&user={Uri.EscapeDataString(User)}&expires={Seconds}&signature={Sign(secret)}");

    /// <summary>Lower-case hexadecimal, 64 digits.</summary>
    public string Sign(string secret) => Convert.ToHexStringLower(Mac(secret));

    /// <summary>Reads what came with the link, without believing it yet.</summary>
    public static MallLink? Read(string? mall, string? user, string? expires) =>
        mall is not null && MallIds.IsMallName(mall) && user is { Length: > 0 and <= 64 }
        && !user.Any(char.IsControl)
        && long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 253_402_300_800
            ? new(mall, user, new(seconds * 1_000))
            : null;

    /// <summary>Why the link is not to be followed; null when it is.</summary>
    /// <param name="now">Wall time, never the pool's.</param>
    public Bilingual? Refusal(MallSettings settings, string? signature, Instant now)
    {
        var given = signature is { Length: 64 } && signature.All(char.IsAsciiHexDigitLower)
            ? Convert.FromHexString(signature)
            : new byte[32];
        return settings.Name != Mall || !CryptographicOperations.FixedTimeEquals(given, Mac(settings.Secret))
            ? new("链接的签名不对，没有绑定任何人；请从商城重新打开。",
                "The link's signature is wrong and nobody was bound; open it again from the mall.")
            : now >= Expires
            ? new("链接已过期，没有绑定任何人；请从商城重新打开。",
                "The link has expired and nobody was bound; open it again from the mall.")
            : Expires > now.Plus(Longest)
            ? new("链接的有效期超过 24 小时，不予接受；请商城缩短有效期。",
                "The link is valid for more than 24 hours and is not taken; the mall must shorten it.")
            : null;
    }

    private long Seconds => Expires.Milliseconds / 1_000;

    private byte[] Mac(string secret) => HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"wellspring-link-1\n{Mall}\n{User}\n{Seconds}")));
}
