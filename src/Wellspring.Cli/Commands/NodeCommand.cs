using System.CommandLine;
using System.Net;
using Wellspring.Cluster;
using Wellspring.Server.Nodes;
using Wellspring.Server.Platforms;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring node</c>: one node of a cluster that runs many operators' pools.</summary>
internal static class NodeCommand
{
    private static readonly Option<string> Cluster = ClusterPlace.Option();

    private static readonly Option<string> Folder = new("--data")
    {
        Description = "本节点的缓存目录,可随时重建 this node's caches, all of which can be rebuilt", HelpName = "DIR",
        DefaultValueFactory = _ => "data/node",
    };

    private static readonly Option<string> Url = new("--url")
    {
        Description = "监听地址 address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:8080",
    };

    private static readonly Option<string?> PublicUrl = new("--public-url")
    {
        Description = "其他节点访问本节点的地址 the address at which other nodes reach this one",
    };

    private static readonly Option<string> SiloAddress = new("--silo-address")
    {
        Description = "节点间通信的地址,勿对外开放 address for other nodes only", HelpName = "IP",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<int> SiloPort = new("--silo-port")
    {
        Description = "节点间通信的端口 port for other nodes only", DefaultValueFactory = _ => 11111,
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "节点名,不可重复 the node's name, no two alike",
    };

    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "集群密钥文件,运行整套平台时需要 file of the cluster's secret, for whole platforms, or "
            + ClusterSecret.Variable,
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Proxies = new("--proxy")
    {
        Description = "自己的反向代理,可多次 an address of your own proxy, may be given several times", HelpName = "IP",
    };

    public static Command Build()
    {
        var command = new Command("node", "启动集群节点 run one node of a cluster")
        {
            Cluster, Folder, Url, PublicUrl, SiloAddress, SiloPort, Name, Secret, Proxies,
        };
        var watching = new Watching();
        watching.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var watch = await watching.StartAsync(parsed, cancellation);
            return await RunAsync(
                OptionsOf(parsed) with { JsonLogs = watching.JsonLogs(parsed) }, watch.MetricsAddress, cancellation);
        });
        return command;
    }

    private static NodeServeOptions OptionsOf(ParseResult parsed) => new()
    {
        Connection = ClusterPlace.Checked(parsed.GetRequiredValue(Cluster)),
        Folder = parsed.GetRequiredValue(Folder),
        Url = parsed.GetRequiredValue(Url),
        PublicUrl = parsed.GetValue(PublicUrl),
        SiloAddress = AddressOf("--silo-address", parsed.GetRequiredValue(SiloAddress)),
        SiloPort = parsed.GetValue(SiloPort),
        Name = parsed.GetValue(Name),
        Secret = PlatformCommand.SecretOf(parsed.GetValue(Secret)),
        Proxies = [.. (parsed.GetValue(Proxies) ?? []).Select(one => AddressOf("--proxy", one))],
        Version = Environment.GetEnvironmentVariable("WELLSPRING_NODE_VERSION"),
    };

    private static IPAddress AddressOf(string option, string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new BadInputException($"{option} “{text}”不是 IP 地址。", $"{option} {text} is no IP address.");

    private static async Task<int> RunAsync(NodeServeOptions options, Uri? metrics, CancellationToken cancellation)
    {
        await using var app = await NodeServing.BuildAsync(options, cancellation);
        await NodeServing.StartAsync(app, options, cancellation);
        var node = app.Services.GetRequiredService<NodeOptions>();

        // Lines for people stay apart from lines for programs.
        var said = options.JsonLogs ? Console.Error : Console.Out;
        await said.WriteLineAsync(
            $"节点 {node.Name} 已启动 node {node.Name} is running: {string.Join(' ', app.Urls)} · "
            + $"silo {node.SiloAddress}:{node.SiloPort} · {node.Version}");
        if (metrics is not null)
        {
            await said.WriteLineAsync($"指标 metrics: {metrics}");
        }

        await said.WriteLineAsync("按 Ctrl+C 停止:账本会先交给其他节点 Ctrl+C stops it: its pools go to other nodes first");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCodes.Done;
    }
}
