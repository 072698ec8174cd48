using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Cluster;
using Wellspring.Server.Nodes;
using Wellspring.Server.Platforms;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring node</c>: one node of a cluster that runs many operators' pools.</summary>
internal static class NodeCommand
{
    public static Command Build()
    {
        var cluster = ClusterPlace.Option();
        var data = new Option<string>("--data")
        {
            Description = "本节点的缓存目录,可随时重建 this node's caches, all of which can be rebuilt", HelpName = "DIR",
            DefaultValueFactory = _ => "data/node",
        };
        var url = new Option<string>("--url")
        {
            Description = "监听地址 address to listen on", DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "其他节点访问本节点的地址 the address at which other nodes reach this one",
        };
        var siloAddress = new Option<string>("--silo-address")
        {
            Description = "节点间通信的地址,勿对外开放 address for other nodes only", HelpName = "IP",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var siloPort = new Option<int>("--silo-port")
        {
            Description = "节点间通信的端口 port for other nodes only", DefaultValueFactory = _ => 11111,
        };
        var name = new Option<string?>("--name") { Description = "节点名,不可重复 the node's name, no two alike" };
        var secret = new Option<string?>("--secret")
        {
            Description = "集群密钥文件,运行整套平台时需要 file of the cluster's secret, for whole platforms, or "
                + ClusterSecret.Variable,
            HelpName = "FILE",
        };
        var proxies = new Option<string[]>("--proxy")
        {
            Description = "自己的反向代理,可多次 an address of your own proxy, may be given several times", HelpName = "IP",
        };
        var command = new Command("node", "启动集群节点 run one node of a cluster")
        {
            cluster, data, url, publicUrl, siloAddress, siloPort, name, secret, proxies,
        };
        var watching = new Watching();
        watching.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var watch = await watching.StartAsync(parsed, cancellation);
            return await RunAsync(OptionsOf(parsed), watch.MetricsAddress, cancellation);
        });
        return command;

        NodeServeOptions OptionsOf(ParseResult parsed) => new()
        {
            Connection = ClusterPlace.Checked(parsed.GetRequiredValue(cluster)),
            Folder = parsed.GetRequiredValue(data),
            Url = parsed.GetRequiredValue(url),
            PublicUrl = parsed.GetValue(publicUrl),
            SiloAddress = IPAddress.TryParse(parsed.GetRequiredValue(siloAddress), out var address)
                ? address
                : throw new BadInputException("--silo-address 应是本机的 IP 地址。",
                    "--silo-address is an IP address of this machine."),
            SiloPort = parsed.GetValue(siloPort),
            Name = parsed.GetValue(name),
            Secret = PlatformCommand.SecretOf(parsed.GetValue(secret)),
            Proxies = [.. (parsed.GetValue(proxies) ?? []).Select(one => IPAddress.TryParse(one, out var proxy)
                ? proxy
                : throw new BadInputException($"--proxy “{one}”不是 IP 地址。", $"--proxy {one} is no IP address."))],
            JsonLogs = watching.JsonLogs(parsed),
            Version = Environment.GetEnvironmentVariable("WELLSPRING_NODE_VERSION"),
        };
    }

    private static async Task<int> RunAsync(NodeServeOptions options, Uri? metrics, CancellationToken cancellation)
    {
        await using var app = await NodeServing.BuildAsync(options, cancellation);
        await app.StartAsync(cancellation);
        var node = app.Services.GetRequiredService<NodeOptions>();
        await app.Services.GetRequiredService<NodeBook>().IntroduceAsync(node, cancellation);
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
