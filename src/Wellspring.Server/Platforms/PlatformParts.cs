using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wellspring.Server.Nodes;

namespace Wellspring.Server.Platforms;

/// <summary>What a node needs to run whole platforms and to pass on requests to those of other nodes.</summary>
public static class PlatformParts
{
    // A platform that moves ends open pages' connections after this; they find it again where it went.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    /// <summary>Adds it to a node of the cluster.</summary>
    internal static void AddToNode(IServiceCollection services, PlatformHome home, PlatformBook book)
    {
        AddServices(services, home, book);
        services.AddSingleton<IPlatformOwners, ClusterOwners>();
        services.AddSingleton<IKindOpener>(provider => provider.GetRequiredService<PlatformOpener>());
        services.AddHostedService<PlatformKeeper>();
    }

    /// <summary>Adds what is the same whoever says, by <see cref="IPlatformOwners"/>, who runs what.</summary>
    internal static void AddServices(IServiceCollection services, PlatformHome home, PlatformBook book)
    {
        services.AddSingleton(home);
        services.AddSingleton(book);
        services.AddSingleton<OpenPlatforms>();
        services.AddSingleton<PlatformOpener>();
        services.AddSingleton<FrontDoor>();
        services.AddHttpForwarder();
    }

    /// <summary>Stands before everything else of the node: a platform's host belongs to the platform alone.</summary>
    internal static void Use(WebApplication node, IReadOnlyList<IPAddress> proxies)
    {
        if (proxies.Count > 0)
        {
            var believed = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            };
            believed.KnownProxies.Clear();
            believed.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
            {
                believed.KnownProxies.Add(proxy);
            }

            node.UseForwardedHeaders(believed);
        }

        node.Use(node.Services.GetRequiredService<FrontDoor>().AnswerAsync);
    }

    /// <summary>What a platform inside a node has instead of a process of its own.</summary>
    internal static void AddInside(IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, EndlessLife>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestGoodbye);
    }
}
