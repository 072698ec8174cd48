using System.CommandLine;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Which knob matters how much over the whole box, alone and together.</summary>
internal sealed class SobolMode : ISimulateMode
{
    private const int Most = SobolStudy.MostBasePoints;

    private readonly Option<int?> _sobol = new("--sobol")
    {
        Description = "整个参数箱内各旋钮的敏感度,基点数如 256 sensitivity over the whole box, by so many base points",
        HelpName = "N",
    };

    public IReadOnlyList<Option> Options => [_sobol];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_sobol) is not null;

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var points = parsed.GetValue(_sobol) is { } given and >= 16 and <= Most
            ? given
            : throw new BadInputException(
                $"--sobol 须在 16 与 {Most} 之间，如 256。", $"--sobol is between 16 and {Most}, such as 256.");

        // So many runs are wanted that each is short, where nothing else is said.
        const int orders = 50_000;
        var scenario = asked.Read();
        var study = await Terminal.WithProgressAsync("敏感度 sensitivity", progress => Task.Run(() =>
            SobolStudy.Run(scenario, points, asked.Orders is null ? orders : 0, asked.Threads, progress)));
        return new(study.Write, () => Show(study));
    }

    private static void Show(SobolStudy study)
    {
        StudyText.Title(study.Scenario);
        Terminal.WriteTable(
            "参数箱 the box",
            [("旋钮 knob", false), ("", false), ("从 from", true), ("到 to", true), ("", false)],
            study.Box.Select(knob => new[]
            {
                knob.Name, $"{knob.Title}", StudyText.Value(knob.From), StudyText.Value(knob.To),
                knob.IsLogarithmic ? "对数 log" : "",
            }));
        foreach (var outcome in study.Outcomes)
        {
            Terminal.WriteTable(
                $"{outcome.Figure.Title}: P5 {StudyText.Share(outcome.P5, 3)}, P50 {StudyText.Share(outcome.P50, 3)}, "
                + $"P95 {StudyText.Share(outcome.P95, 3)}, 最多 at most {StudyText.Share(outcome.Greatest, 3)}",
                [("旋钮 knob", false), ("S1", true), ("P5", true), ("P95", true), ("ST", true), ("P5", true),
                    ("P95", true)],
                study.Box.Zip(outcome.Indices, (knob, index) => new[]
                {
                    knob.Name, StudyText.Share(index.First.Value, 2), StudyText.Share(index.First.P5, 2),
                    StudyText.Share(index.First.P95, 2), StudyText.Share(index.Total.Value, 2),
                    StudyText.Share(index.Total.P5, 2), StudyText.Share(index.Total.P95, 2),
                }));
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine("S1：该旋钮单独带来的方差占比；ST：连同与其他旋钮的共同作用。P5、P95 由自助法得出。");
        Console.Out.WriteLine(
            "S1: share of the variance by the knob alone; ST: with all it does together with others. "
            + "P5 and P95 by bootstrap.");
        StudyText.Origin(study.Scenario, study.Orders, study.Runs);
    }
}
