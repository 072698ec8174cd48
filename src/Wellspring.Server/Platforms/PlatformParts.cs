using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Wellspring.Server.Platforms;

/// <summary>What a node needs to run whole platforms and to pass on requests to those of other nodes.</summary>
public static class PlatformParts
{
    // A platform that moves ends open pages' connections after this; they find it again where it went.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(3);

    /// <summary>Adds it to a node's own services; who adds it says by <see cref="IPlatformOwners"/> who runs what.</summary>
    public static void AddServices(IServiceCollection services, PlatformHome home, PlatformBook book)
    {
        services.AddSingleton(home);
        services.AddSingleton(book);
        services.AddSingleton<OpenPlatforms>();
        services.AddSingleton<PlatformOpener>();
        services.AddSingleton<FrontDoor>();
        services.AddHttpForwarder();
    }

    /// <summary>Stands before everything else of the node: a host of a platform belongs to the platform alone.</summary>
    public static void Use(WebApplication node)
    {
        node.Use(node.Services.GetRequiredService<FrontDoor>().AnswerAsync);
    }

    /// <summary>What a platform inside a node has instead of a process of its own.</summary>
    internal static void AddInside(IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, EndlessLife>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestGoodbye);
    }
}
