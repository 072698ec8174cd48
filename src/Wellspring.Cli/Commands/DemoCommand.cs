using System.CommandLine;
using Wellspring.Cli.Charts;
using Wellspring.Cli.Legacy;
using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Demo;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring demo</c>: whole stories, invented and repeatable, told by the real thing.</summary>
internal static class DemoCommand
{
    private const int UsualFunding = 200_000;

    public static Command Build() => new("demo", "完整演示 whole stories, byte for byte repeatable")
    {
        BuildLegacy(), ClusterDemoCommand.Build(),
    };

    private static Command BuildLegacy()
    {
        var (json, plan) = (Options.Json(), Options.Plan());
        var orders = new Option<string?>("--orders")
        {
            Description = "订单文件（默认：生成一年） orders (default: a generated year)",
            HelpName = "FILE",
        };
        var map = new Option<string?>("--map") { Description = "映射文件 map file", HelpName = "MAP.json" };
        var seed = new Option<ulong>("--seed")
        {
            Description = "种子 seed",
            DefaultValueFactory = _ => OldPlatform.UsualSeed,
        };
        var creditors = new Option<int>("--creditors")
        {
            Description = "债权人数 creditors",
            DefaultValueFactory = _ => OldPlatform.UsualCreditors,
        };
        var funding = new Option<int>("--funding")
        {
            Description = "经营者每月投入结算资金（元） operator's money a month, yuan",
            DefaultValueFactory = _ => UsualFunding,
        };
        var data = new Option<string?>("--data") { Description = "保留账本的目录 keep the pool in", HelpName = "DIR" };
        var chart = new Option<string?>("--chart") { Description = "瀑布图 waterfall as .svg", HelpName = "FILE" };
        var command = new Command("legacy", "旧债转化：债权变货物和逐步释放的积分 from old debts to goods and released points")
        {
            orders, map, seed, creditors, funding, plan, data, chart, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var wish = new DemoWish(
                parsed.GetValue(orders), parsed.GetValue(map) is { } file ? ImportCommand.ReadMap(file) : null,
                InBounds(parsed.GetValue(creditors), "--creditors", 1, OldPlatform.MostCreditors),
                Money.FromYuan(InBounds(parsed.GetValue(funding), "--funding", 0, 100_000_000)),
                parsed.GetValue(seed));
            var report = await RunAsync(PlanOf(parsed.GetValue(plan)), wish, parsed.GetValue(data));
            if (parsed.GetValue(chart) is { } target)
            {
                File.WriteAllText(target, WaterfallChart.Svg(report.Fall));
                Console.Error.WriteLine($"已写出 written: {target}");
            }

            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(report.Write);
            }
            else
            {
                report.Show();
            }

            return report.Audit.Holds ? ExitCodes.Done : ExitCodes.DamagedData;
        });
        return command;
    }

    private static async Task<DemoReport> RunAsync(Plan plan, DemoWish wish, string? keep)
    {
        if (keep is not null && new PoolDirectory(keep).Exists)
        {
            throw new BadInputException($"“{keep}”里已有账本，演示需要空目录。",
                $"There is a pool in \"{keep}\" already: a demo needs an empty directory.");
        }

        var folder = keep ?? Directory.CreateTempSubdirectory("wellspring-demo-").FullName;
        try
        {
            return await Terminal.WithProgressAsync("演示 demo", progress =>
                Task.Run(() => LegacyDemo.Run(new PoolDirectory(folder), plan, wish, progress)));
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Plan PlanOf(string? path)
    {
        var plan = path is null ? ReadyPlan.Find("legacy-conversion")!.Plan : Options.ReadPlan(path);
        return plan.Legacy is not null
            ? plan
            : throw new BadInputException($"方案 {path} 没有 legacy 部分，见 docs/formats/plan.md。",
                $"Plan {path} has no legacy group: see docs/formats/plan.md.");
    }

    private static int InBounds(int value, string option, int least, int most) => value >= least && value <= most
        ? value
        : throw new BadInputException(
            $"{option} 须在 {least} 与 {most} 之间。", $"{option} is between {least} and {most}.");
}
