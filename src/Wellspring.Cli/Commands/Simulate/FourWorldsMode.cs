using System.CommandLine;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>The same beginning and four ways on.</summary>
internal sealed class FourWorldsMode : ISimulateMode
{
    private readonly Option<bool> _worlds = new("--four-worlds")
    {
        Description = "同样的开头:停止增长、挤兑、平稳、增长 growth stops, a run, flat, growing",
    };

    public IReadOnlyList<Option> Options => [_worlds];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_worlds);

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var scenario = asked.Read();
        var study = await Terminal.WithProgressAsync("四种世界 four worlds", progress => Task.Run(() =>
            FourWorlds.Run(scenario, 0, asked.Threads, progress)));
        return new(study.Write, () => Show(study));
    }

    private static void Show(FourWorlds study)
    {
        StudyText.Title(study.Scenario);
        foreach (var world in study.Worlds)
        {
            Console.Out.WriteLine($"  {world.Title}: {world.Story}");
        }

        Terminal.WriteTable(
            "每元消费,每个加入的人 a yuan spent, everybody who joined",
            [("世界 world", false), ("人数 n", true), .. StudyText.Columns],
            study.Worlds.Select(world => new[] { $"{world.Title}", $"{world.Result.All.Members}" }
                .Concat(StudyText.Cells(world.Headline)).ToArray()));
        StudyText.Origin(study.Scenario, study.Orders, study.Worlds.Length);
    }
}
