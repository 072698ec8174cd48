using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wellspring.Server.Platforms;

/// <summary>
/// The only way into a platform on a node: the node's front door, in the same process, which knows the key of this
/// opening and says who the visitor is.
/// </summary>
internal sealed class InnerDoor(string key)
{
    public const string Key = "Wellspring-Door";
    public const string Client = "Wellspring-Client";
    public const string Scheme = "Wellspring-Scheme";

    /// <summary>Headers by which somebody outside might pass for us; taken off at the front.</summary>
    public static readonly string[] Ours =
        [Key, Client, Scheme, Hop.Header, "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded",
            "X-Real-IP"];

    private readonly byte[] _key = Encoding.ASCII.GetBytes(key);

    public Task AnswerAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(headers[Key].ToString()), _key))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Connection.RemoteIpAddress = IPAddress.TryParse(headers[Client], out var client) ? client : IPAddress.None;
        http.Request.Scheme = headers[Scheme] == "https" ? "https" : "http";
        foreach (var name in Ours)
        {
            headers.Remove(name);
        }

        return next(http);
    }
}
