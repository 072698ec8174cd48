using System.Net;
using System.Net.Sockets;
using Wellspring.Core;

namespace Wellspring.Shop.Webhooks;

/// <summary>
/// Where webhooks may be sent: to the public internet over https. Addresses inside the operator's own network would
/// let a key holder make this server knock on doors there; they are refused unless the operator lists them.
/// </summary>
/// <param name="allowed">Networks that the operator lists; plain http is taken there, too.</param>
/// <param name="allowLoopback">Whether a receiver on this machine will do, as in a sandbox.</param>
public sealed class WebhookAddress(IReadOnlyList<IPNetwork> allowed, bool allowLoopback)
{
    private const int LengthLimit = 500;

    // What is not the public internet: RFC 6890 and its register, and the ways to wrap an IPv4 address in IPv6.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>What is wrong with an address as it was given; null when it may be tried.</summary>
    public Bilingual? Mistake(string text, out Uri? address)
    {
        if (text.Length > LengthLimit || !Uri.TryCreate(text, UriKind.Absolute, out address)
            || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            address = null;
            return new("url 应是 https 地址，不带用户名和 #；请改正。",
                "url is an https address without a user name and without #; change it.");
        }

        var literal = IPAddress.TryParse(address.DnsSafeHost, out var ip) ? ip
            : address.IsLoopback ? IPAddress.Loopback
            : null;
        if (literal is not null && !IsAllowed(literal))
        {
            return new("url 指向内部网络；请用公网地址，或让运营者在 server.json 的 webhooks.allow 中放行。",
                "url points into a private network; use a public address, or let the operator list it in "
                + "webhooks.allow of server.json.");
        }

        // A name may resolve to a listed network; that is seen when the connection is made.
        return address.Scheme == "https" || (literal is not null ? IsListed(literal) : allowed.Count > 0)
            ? null
            : new("http 不加密；请用 https 地址。", "http is not encrypted; use an https address.");
    }

    /// <summary>Whether a connection to this address may be made: asked each time a name was resolved.</summary>
    public bool IsAllowed(IPAddress ip)
    {
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return IsListed(plain) || !Special.Any(network => Holds(network, plain));
    }

    /// <summary>Whether the operator listed it, or it is this machine and that will do.</summary>
    public bool IsListed(IPAddress ip)
    {
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return (allowLoopback && IPAddress.IsLoopback(plain)) || allowed.Any(network => Holds(network, plain));
    }

    /// <summary>Connects to the first address of a host that may be reached.</summary>
    /// <exception cref="WebhookAddressException">The name leads to none that may.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint host, bool isEncrypted, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Host, cancellation);
        var reachable = addresses.Where(ip => isEncrypted ? IsAllowed(ip) : IsListed(ip)).ToArray();
        if (reachable.Length == 0)
        {
            throw new WebhookAddressException(host.Host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(reachable, host.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool Holds(IPNetwork network, IPAddress ip) =>
        network.BaseAddress.AddressFamily == ip.AddressFamily && network.Contains(ip);
}

/// <summary>A name that leads to addresses which webhooks may not reach.</summary>
public sealed class WebhookAddressException(string host) : Exception($"{host} is not on the public internet");
