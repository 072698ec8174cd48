using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Wellspring.Server.Hosting;

/// <summary>
/// The operator's own proxies: only what they say about a visitor's address and scheme is believed. Without the
/// setting nothing is.
/// </summary>
internal static class Proxies
{
    private const string Setting = "proxies";

    /// <summary>What is believed; null where no proxy is named.</summary>
    public static ForwardedHeadersOptions? From(ServerSettings settings)
    {
        if (settings.Find(Setting) is not { Length: > 0 } text)
        {
            return null;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var typed in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            options.KnownProxies.Add(IPAddress.TryParse(typed, out var address) ? address : throw ServerSettings.Wrong(
                $"proxies 中的“{typed}”不是 IP 地址。", $"\"{typed}\" in proxies is not an IP address."));
        }

        return options;
    }
}
