using Wellspring.Cluster;
using Wellspring.Server.Nodes;

namespace Wellspring.Bench.Clustered;

/// <summary>A node as <c>wellspring node</c> starts it, from the options that <c>LocalNode</c> gives.</summary>
internal static class ClusterNode
{
    public static async Task RunAsync(string[] options)
    {
        string Value(string option) => options[Array.IndexOf(options, option) + 1];
        await using var app = await NodeServing.BuildAsync(new()
        {
            Connection = Value("--cluster"), Folder = Value("--data"), Name = Value("--name"), Url = Value("--url"),
        }, CancellationToken.None);
        await app.Services.GetRequiredService<NodeBook>().IntroduceAsync(
            app.Services.GetRequiredService<NodeOptions>(), CancellationToken.None);
        await app.StartAsync();
        Console.WriteLine($"node is running: {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }
}
