using System.CommandLine;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Each knob alone at both its ends.</summary>
internal sealed class TornadoMode : ISimulateMode
{
    private readonly Option<bool> _tornado = new("--tornado")
    {
        Description = "每个旋钮单独转到两端 each knob alone at both its ends",
    };

    public IReadOnlyList<Option> Options => [_tornado];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_tornado);

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        var scenario = asked.Read();
        var study = await Terminal.WithProgressAsync("旋钮 knobs", progress => Task.Run(() =>
            TornadoStudy.Run(scenario, 0, asked.Threads, progress)));
        return new(study.Write, () => Show(study));
    }

    private static void Show(TornadoStudy study)
    {
        StudyText.Title(study.Scenario);
        StudyText.Legend(study.Scenario, study.Bars.Select(bar => bar.Knob));
        string[] asIs = ["现状 as it is", "", .. StudyText.Cells(study.Base)];
        Terminal.WriteTable(
            "每元消费,一次转一个旋钮 a yuan spent, one knob at a time",
            [("旋钮 knob", false), ("值 value", true), .. StudyText.Columns],
            study.Bars.SelectMany(bar => new string[][]
            {
                [bar.Knob.Name, StudyText.Value(bar.Knob.From), .. StudyText.Cells(bar.AtFrom)],
                ["", StudyText.Value(bar.Knob.To), .. StudyText.Cells(bar.AtTo)],
            }).Prepend(asIs));
        StudyText.Origin(study.Scenario, study.Orders, (study.Bars.Length * 2) + 1);
    }
}
