using System.CommandLine;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>What somebody who joins may come to have, over draws of behaviour and growth.</summary>
internal sealed class FanMode : ISimulateMode
{
    private const int Most = 10_000;

    private readonly Option<int?> _fan = new("--fan")
    {
        Description = "抽取多少种行为与增长 over so many draws of behaviour and growth",
        HelpName = "N",
    };

    public IReadOnlyList<Option> Options => [_fan];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_fan) is not null;

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var draws = parsed.GetValue(_fan) is { } given and >= 1 and <= Most
            ? given
            : throw new BadInputException($"--fan 须在 1 与 {Most} 之间。", $"--fan is between 1 and {Most}.");

        const int orders = 50_000;
        var scenario = asked.Read();
        var study = await Terminal.WithProgressAsync("扇形图 fan", progress => Task.Run(() =>
            FanStudy.Run(scenario, draws, asked.Orders is null ? orders : 0, asked.Threads, progress)));
        return new(study.Write, () => Show(study));
    }

    private static void Show(FanStudy study)
    {
        StudyText.Title(study.Scenario);
        Console.Out.WriteLine(FanStudy.Drawn.Zh);
        Console.Out.WriteLine(FanStudy.Drawn.En);
        var step = Math.Max(1, study.Ages.Length / 12);
        Terminal.WriteTable(
            "加入后每元消费,不确定 a yuan spent since joining; uncertain",
            [("日 day", true), ("90% 从 from", true), ("50% 从 from", true), ("50% 到 to", true), ("90% 到 to", true)],
            Enumerable.Range(0, study.Ages.Length).Where(place => (place + 1) % step == 0).Select(place => new[]
            {
                $"{study.Ages[place]}", StudyText.Share(study.P5[place], 3), StudyText.Share(study.P25[place], 3),
                StudyText.Share(study.P75[place], 3), StudyText.Share(study.P95[place], 3),
            }));
        Terminal.WriteFacts("跟踪的会员 members followed",
            [("人数 n", $"{study.Followed}"), ("达到封顶 at the cap", $"{study.Capped}")]);
        StudyText.Origin(study.Scenario, study.Orders, study.Draws);
    }
}
