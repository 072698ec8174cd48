using System.CommandLine;
using Wellspring.Engine;
using Wellspring.Simulator;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring simulate</c>: what a plan would do to everybody who joins, in a scenario.</summary>
internal static class SimulateCommand
{
    private const long MostOrders = 1_000_000_000;

    public static Command Build()
    {
        var json = Options.Json();
        var file = new Argument<string>("scenario")
        {
            Description = "情景文件,或已有账本的目录 scenario file, or a data directory",
            HelpName = "FILE|DIR",
        };
        var orders = new Option<long?>("--orders") { Description = "订单数 orders", HelpName = "N" };
        var seed = new Option<ulong?>("--seed") { Description = "种子 seed", HelpName = "N" };
        var byCommands = new Option<bool>("--by-commands")
        {
            Description = "用真实的池逐条命令运行(慢,给出状态哈希) drive the real pool by commands: slow, with its state hash",
        };
        var command = new Command("simulate", "模拟:方案在某种情景下对每个加入者的结果 what a plan does to everybody who joins")
        {
            file, orders, seed, byCommands, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var path = parsed.GetValue(file)!;
            var result = Directory.Exists(path)
                ? await ReplayAsync(path)
                : await RunAsync(
                    Read(path), parsed.GetValue(orders), parsed.GetValue(seed), parsed.GetValue(byCommands));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(result.Write);
            }
            else
            {
                new SimulationText(result).Show();
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Task<SimulationResult> RunAsync(Scenario read, long? orders, ulong? seed, bool byCommands)
    {
        var scenario = read with
        {
            Orders = orders is { } number ? InBounds(number) : read.Orders,
            Seed = seed ?? read.Seed,
        };
        return Terminal.WithProgressAsync("模拟 simulating", progress => Task.Run(() => byCommands
            ? SimulatorRun.ByCommands(scenario, progress)
            : SimulatorRun.Run(scenario, progress)));
    }

    // What really happened is one more scenario.
    private static Task<SimulationResult> ReplayAsync(string folder)
    {
        var directory = Options.Existing(folder);
        return Terminal.WithProgressAsync("回放 replaying", progress => Task.Run(() =>
        {
            using var journal = directory.OpenToRead();
            var end = journal.End();
            var run = new JournalRun(Replay.PlanOf(journal));
            foreach (var record in Replay.Records(journal, 0, end))
            {
                run.Apply(record.Event, record.At, record.Position);
                progress((record.Position + 1.0) / end.Position);
            }

            return run.Tell(Path.GetFileName(directory.Folder), cohorts: 10);
        }));
    }

    private static Scenario Read(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (scenario, findings) = ScenarioFile.Read(Options.ReadText(path), plan =>
            Path.Combine(folder, plan) is var file && File.Exists(file) ? Options.ReadText(file) : null);
        return scenario ?? throw new BadInputException(
            $"情景 {path} 不能使用:\n" + string.Join('\n', findings.Select(f => $"  {f.Path}: {f.Zh} [{f.Code}]")),
            $"Scenario {path} cannot be used:\n"
            + string.Join('\n', findings.Select(f => $"  {f.Path}: {f.En} [{f.Code}]")));
    }

    private static long InBounds(long orders) => orders is >= 1 and <= MostOrders
        ? orders
        : throw new BadInputException(
            $"--orders 须在 1 与 {MostOrders} 之间。", $"--orders is between 1 and {MostOrders}.");
}
