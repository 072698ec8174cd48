using System.CommandLine;
using System.Security.Cryptography;
using Wellspring.Cli.Clusters;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring demo cluster</c>: two nodes, a kill in the middle, nothing lost.</summary>
internal static class ClusterDemoCommand
{
    public static Command Build()
    {
        var cluster = ClusterPlace.Option();
        var orders = new Option<string>("--orders")
        {
            Description = "订单文件 order file", HelpName = "FILE", Required = true,
        };
        var map = new Option<string>("--map") { Description = "映射文件 map file", HelpName = "MAP.json", Required = true };
        var plan = new Option<string>("--plan") { Description = "方案文件 plan file", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data")
        {
            Description = "节点缓存与对照账本 caches of the nodes, and the pool to compare with",
            DefaultValueFactory = _ => "data/cluster",
        };
        var command = new Command("cluster", "两个节点结算，其一中途被杀，账不丢 two nodes, one killed, nothing lost")
        {
            cluster, orders, map, plan, data,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Directory.CreateDirectory(parsed.GetRequiredValue(data)).FullName;
            var show = new ClusterShow(new(
                ClusterPlace.Checked(parsed.GetRequiredValue(cluster)), parsed.GetRequiredValue(plan),
                parsed.GetRequiredValue(orders), ImportCommand.ReadMap(parsed.GetRequiredValue(map)),
                folder, "demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))));
            return await show.RunAsync(cancellation) ? ExitCodes.Done : ExitCodes.DamagedData;
        });
        return command;
    }
}
