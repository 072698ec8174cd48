using System.CommandLine;
using Wellspring.Engine;
using Wellspring.Simulator;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>One run of a scenario, or the replay of what really happened.</summary>
internal sealed class RunMode : ISimulateMode
{
    private readonly Option<bool> _byCommands = new("--by-commands")
    {
        Description = "用真实的池逐条命令运行(慢,给出状态哈希) drive the real pool by commands: slow, with its state hash",
    };

    private readonly OutFolder _out = new();

    public IReadOnlyList<Option> Options => [_byCommands, .. _out.Options];

    public bool IsAsked(ParseResult parsed) => true;

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var result = asked.IsJournal
            ? await ReplayAsync(asked.Path)
            : await SimulateAsync(asked.Read(), parsed.GetValue(_byCommands));
        await _out.WriteAsync(parsed, result, asked.Threads);
        return new(result.Write, new SimulationText(result).Show);
    }

    private static Task<SimulationResult> SimulateAsync(Scenario scenario, bool byCommands) =>
        Terminal.WithProgressAsync("模拟 simulating", progress => Task.Run(() => byCommands
            ? SimulatorRun.ByCommands(scenario, progress)
            : SimulatorRun.Run(scenario, progress)));

    private static Task<SimulationResult> ReplayAsync(string folder)
    {
        var directory = Commands.Options.Existing(folder);
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
}
