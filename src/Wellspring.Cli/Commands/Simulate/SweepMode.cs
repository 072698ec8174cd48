using System.Collections.Immutable;
using System.CommandLine;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Knobs turned step by step, each with each.</summary>
internal sealed class SweepMode : ISimulateMode
{
    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = "逐步转动旋钮(可多次) turn a knob step by step, such as mu=0.3..0.9:7; may be repeated",
        HelpName = "KNOB=FROM..TO:STEPS",
    };

    public IReadOnlyList<Option> Options => [_sweep];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_sweep) is { Length: > 0 };

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var (scenario, axes) = (asked.Read(), AxesOf(parsed.GetValue(_sweep)!));
        var study = await Terminal.WithProgressAsync("扫描 sweeping", progress => Task.Run(() =>
            SweepStudy.Run(scenario, axes, asked.Replications ?? 1, asked.Threads, progress)));
        return new(study.Write, () => SweepText.Show(study));
    }

    private static ImmutableArray<SweepAxis> AxesOf(string[] texts)
    {
        var axes = texts.Select(text => SweepAxis.TryRead(text, out var axis, out var fault)
            ? axis
            : throw new BadInputException($"--sweep：{fault.Value.Zh}", $"--sweep: {fault.Value.En}"))
            .ToImmutableArray();
        return axes.DistinctBy(axis => axis.Knob.Name).Count() != axes.Length
            ? throw new BadInputException("--sweep：同一旋钮只能出现一次。", "--sweep: each knob stands once.")
            : SweepStudy.CountOf(axes) > SweepStudy.MostPoints
                ? throw new BadInputException(
                    $"--sweep：至多 {SweepStudy.MostPoints} 个点，请减少步数。",
                    $"--sweep: at most {SweepStudy.MostPoints} points; take fewer steps.")
                : axes;
    }
}

/// <summary>A sweep for people.</summary>
internal static class SweepText
{
    public static void Show(SweepStudy study)
    {
        StudyText.Title(study.Scenario);
        StudyText.Legend(study.Scenario, study.Axes.Select(axis => axis.Knob));
        Terminal.WriteTable(
            "每元消费 a yuan spent",
            [.. study.Axes.Select(axis => (axis.Knob.Name, true)), .. StudyText.Columns],
            study.Points.Select(point => point.Values.Select(StudyText.Value)
                .Concat(point.IsAllowed
                    ? point.Figures.Select(figure => StudyText.Share(figure.Mean, 3))
                    : StudyText.Columns.Select((_, place) => place == 0 ? "不可 no" : "–"))
                .ToArray()));
        StudyText.Origin(study.Scenario, study.Scenario.Orders, study.Points.Length * study.Replications);
    }
}
