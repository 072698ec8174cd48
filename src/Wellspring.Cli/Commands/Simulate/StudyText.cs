using System.Globalization;
using Wellspring.Simulator;
using Wellspring.Simulator.Reports;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>What the text of every study has: its title, its figures, where it comes from.</summary>
internal static class StudyText
{
    public static void Title(Scenario scenario) => Console.Out.WriteLine($"{scenario.Name}");

    public static string Share(double value, int digits)
    {
        var text = value.ToString($"F{digits}", CultureInfo.InvariantCulture);
        return text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
    }

    public static string Share(long millionths, int digits) => Share(millionths / 1e6, digits);

    public static string Value(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>What a headline's figures are called where there is little room, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["P50", "P5", "P95", "均 mean", "封顶 cap", "胜返利 beats"];

    /// <summary>Figures of a headline in the order of their names, narrow.</summary>
    public static IEnumerable<string> Cells(Headline headline) =>
        Headline.Figures.Select(figure => Share(figure.Of(headline), 3));

    public static IEnumerable<(string Header, bool IsFigure)> Columns => Names.Select(name => (name, true));

    /// <summary>What each knob is, and where the scenario has it.</summary>
    public static void Legend(Scenario scenario, IEnumerable<Knob> knobs)
    {
        foreach (var knob in knobs)
        {
            var now = knob.Now(scenario) is { } value ? Value(value) : "–";
            Console.Out.WriteLine($"  {knob.Name}: {knob.Title}, 现在 now {now}");
        }
    }

    public static void Origin(Scenario scenario, long orders, int runs)
    {
        Terminal.WriteFacts("假设与来历 assumptions and origin",
        [
            ("方案 plan", scenario.Given.Hash[..16] + "…"),
            ("种子 seed", $"{scenario.Seed}"),
            ("订单 orders", $"{orders}"),
            ("运行 runs", $"{runs}"),
            ("程序 engine", Assumptions.Engine),
        ]);
        foreach (var assumption in scenario.Adapted)
        {
            Console.Out.WriteLine($"  {assumption.Zh}");
            Console.Out.WriteLine($"  {assumption.En}");
        }
    }
}
