using System.Net;
using Microsoft.AspNetCore.Http;
using Wellspring.Core;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Setup;

/// <summary>The link that a first start prints: one use, 30 minutes, from this machine only.</summary>
public static class SetupLink
{
    private static readonly Duration Life = new(30 * 60_000L);

    /// <summary>Whether nobody can log in to the console yet.</summary>
    public static bool IsNeeded(Site site) => IsNeeded(site.Database);

    internal static bool IsNeeded(ShopDatabase database) => database.Read(reader => reader.Number(
        $"SELECT 1 FROM staff WHERE state = {StaffMember.Active}")) is null;

    /// <summary>Makes the link; an earlier one stops working.</summary>
    /// <param name="listening">Where the server listens, once it does; the configured address when null.</param>
    public static Uri Create(Site site, string? listening = null)
    {
        var now = site.Clock.WallNow();
        var token = site.Database.Write(transaction =>
        {
            Audit.Note(transaction, now, "system", "setup.link", null);
            return Links.Create(transaction, Links.Setup, "first-start", now, Life);
        });
        var address = new Uri(listening ?? site.Options.Url);
        return new UriBuilder(address)
        {
            // "Any address" is no place to go to.
            Host = address.Host is "0.0.0.0" or "[::]" or "*" or "+" ? "127.0.0.1" : address.Host,
            Path = "/setup",
            Query = "token=" + token,
        }.Uri;
    }

    /// <summary>
    /// Whether a request comes from this very machine and no proxy stands between: who else holds the link is not the
    /// person at the terminal.
    /// </summary>
    internal static bool IsNear(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote
        && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && !http.Request.Headers.ContainsKey("X-Forwarded-For") && !http.Request.Headers.ContainsKey("Forwarded")
        && !http.Request.Headers.ContainsKey("X-Real-IP")
        && IsOwnName(http.Request.Host.Host);

    /// <summary>Makes the link of a platform on a cluster, whose visitors come by its public address.</summary>
    internal static Uri Create(ShopDatabase database, Instant now, Uri address)
    {
        var token = database.Write(transaction =>
        {
            Audit.Note(transaction, now, "system", "setup.link", null);
            return Links.Create(transaction, Links.Setup, "first-start", now, Life);
        });
        return new(address, "/setup?token=" + token);
    }

    // A page elsewhere may point a name of its own at 127.0.0.1.
    private static bool IsOwnName(string host) => host is "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
