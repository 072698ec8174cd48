using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Wellspring.Server.Platforms;

/// <summary>What a node needs to run whole platforms and to pass on requests to those of other nodes.</summary>
public static class PlatformParts
{
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
}
