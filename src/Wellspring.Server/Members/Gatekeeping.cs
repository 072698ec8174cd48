using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Access;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Members;

/// <summary>How often codes may be asked for and guessed: by address and by where the asking comes from.</summary>
internal sealed class Gatekeeping(RateGate rates, MemberLimits limits)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>Whether one more code may go to this address.</summary>
    public bool MaySend(HttpContext http, ContactAddress address) =>
        rates.TryPass("send " + ClientOf(http), limits.CodesPerClient, Window)
        & rates.TryPass("send " + address.Value, limits.CodesPerAddress, Window);

    /// <summary>Whether one more code may be tried from here.</summary>
    public bool MayTry(HttpContext http) => rates.TryPass("try " + ClientOf(http), limits.TriesPerClient, Window);

    /// <summary>Whether one more message to a human may be left by somebody who is not logged in.</summary>
    public bool MayWrite(HttpContext http) => rates.TryPass("write " + ClientOf(http), limits.TicketsPerClient, Window);

    // One household or server has a whole /64 of IPv6: its addresses count as one.
    private static string ClientOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily is AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}

/// <summary>Limits per hour; <c>server.json</c> may set them.</summary>
internal sealed record MemberLimits
{
    public int CodesPerAddress { get; init; } = 5;

    public int CodesPerClient { get; init; } = 200;

    public int TriesPerClient { get; init; } = 400;

    public int TicketsPerClient { get; init; } = 10;

    public static MemberLimits From(ServerSettings settings)
    {
        var standard = new MemberLimits();
        return new()
        {
            CodesPerAddress = settings.Number("limits:codesPerAddress", standard.CodesPerAddress, 1, 100),
            CodesPerClient = settings.Number("limits:codesPerClient", standard.CodesPerClient, 1, 1_000_000),
            TriesPerClient = settings.Number("limits:triesPerClient", standard.TriesPerClient, 1, 1_000_000),
            TicketsPerClient = settings.Number("limits:ticketsPerClient", standard.TicketsPerClient, 1, 10_000),
        };
    }
}
