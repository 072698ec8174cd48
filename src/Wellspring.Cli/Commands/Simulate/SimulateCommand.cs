using System.CommandLine;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary><c>wellspring simulate</c>: what a plan would do to everybody who joins, in a scenario.</summary>
internal static class SimulateCommand
{
    public static Command Build()
    {
        var json = Options.Json();
        var given = new ScenarioOptions();
        ISimulateMode[] modes = [];
        var run = new RunMode();
        var command = new Command("simulate", "模拟:方案在某种情景下对每个加入者的结果 what a plan does to everybody who joins")
        {
            given.File, given.Orders, given.Seed, given.Threads, json,
        };
        foreach (var option in modes.Append(run).SelectMany(mode => mode.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            var asked = modes.Where(mode => mode.IsAsked(parsed)).ToArray();
            if (asked.Length > 1)
            {
                var names = string.Join(' ', asked.Select(mode => mode.Options[0].Name));
                throw new BadInputException($"一次只能做一种研究：{names} 请分开运行。", $"One study at a time: run {names} apart.");
            }

            var found = await (asked.Length == 1 ? asked[0] : run).RunAsync(parsed, given.Of(parsed));
            if (parsed.GetValue(json))
            {
                Terminal.WriteJson(found.Write);
            }
            else
            {
                found.Show();
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
