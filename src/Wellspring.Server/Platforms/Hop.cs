using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wellspring.Server.Platforms;

/// <summary>
/// What a node tells the next about a visitor, signed with the cluster's secret. A request that carries it has been
/// passed on once and is not passed on again.
/// </summary>
/// <param name="Client">The visitor's address.</param>
/// <param name="Scheme">How the visitor came: <c>http</c> or <c>https</c>.</param>
internal sealed record Hop(IPAddress Client, string Scheme)
{
    public const string Header = "Wellspring-Hop";

    private static readonly TimeSpan Life = TimeSpan.FromSeconds(90);

    /// <summary>Whether a request claims to come from a node.</summary>
    public static bool IsClaimed(HttpContext http) => http.Request.Headers.ContainsKey(Header);

    public static Hop Of(HttpContext http) =>
        new(http.Connection.RemoteIpAddress ?? IPAddress.None, http.Request.Scheme);

    /// <summary>The header for this very request.</summary>
    public string Sign(HttpContext http, byte[] key, DateTimeOffset now)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{now.ToUnixTimeSeconds()} {Client} {Scheme}");
        return $"{said} {Convert.ToHexStringLower(SignatureOf(said, http, key))}";
    }

    /// <summary>What another node said; null where it is too old, or no node of this cluster said it.</summary>
    public static Hop? Read(HttpContext http, byte[] key, DateTimeOffset now)
    {
        var text = http.Request.Headers[Header].ToString();
        var end = text.LastIndexOf(' ');
        return end > 0 && text[..end].Split(' ') is [var at, var client, var scheme]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= Life.TotalSeconds
            && IPAddress.TryParse(client, out var address) && scheme is "http" or "https"
            && IsSigned(text[(end + 1)..], SignatureOf(text[..end], http, key))
                ? new(address, scheme)
                : null;
    }

    private static bool IsSigned(string given, byte[] signature) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(signature)));

    // Bound to this very request: who captures the header can send it nowhere else.
    private static byte[] SignatureOf(string said, HttpContext http, byte[] key)
    {
        var asked = http.Request;
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(
            $"{said}\n{asked.Method}\n{asked.Host}\n{PathOf(asked)}\n{QueryOf(asked)}"));
    }

    // As it was read, for a node may escape it otherwise than the visitor did.
    private static string PathOf(HttpRequest asked) => asked.Path.Value is { Length: > 0 } path ? path : "/";

    // As it is written when it is passed on.
    private static string QueryOf(HttpRequest asked) =>
        Uri.TryCreate("http://node/" + asked.QueryString.ToUriComponent(), UriKind.Absolute, out var written)
            ? written.Query.TrimStart('?')
            : asked.QueryString.ToUriComponent();
}
