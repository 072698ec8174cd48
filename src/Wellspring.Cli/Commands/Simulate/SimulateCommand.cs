using System.CommandLine;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary><c>wellspring simulate</c>: what a plan would do to everybody who joins, in a scenario.</summary>
internal static class SimulateCommand
{
    public static Command Build()
    {
        var json = Options.Json();
        var given = new ScenarioOptions();
        ISimulateMode[] modes =
        [
            new LawsMode(), new SweepMode(), new CompareMode(), new TornadoMode(), new SobolMode(),
            new FourWorldsMode(), new FanMode(), new CalibrateMode(), new ReplicateMode(given), new RunMode(),
        ];
        var command = new Command("simulate", "模拟:方案在某种情景下对每个加入者的结果 what a plan does to everybody who joins")
        {
            given.File, given.Orders, given.Seed, given.Threads, given.Replications, json,
        };
        foreach (var option in modes.SelectMany(mode => mode.Options))
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            // The last two need no word of their own, so they come last.
            var mode = modes.First(one => one.IsAsked(parsed));
            var strange = modes.Where(one => one != mode).SelectMany(one => one.Options)
                .FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
            if (strange is not null)
            {
                throw new BadInputException(
                    $"{strange.Name} 与 {mode.Options[0].Name} 不能一起用，请分开运行。",
                    $"{strange.Name} and {mode.Options[0].Name} do not go together: run them apart.");
            }

            var found = await mode.RunAsync(parsed, given.Of(parsed));
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
