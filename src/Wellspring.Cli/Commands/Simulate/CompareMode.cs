using System.CommandLine;
using Wellspring.Core.Plans;
using Wellspring.Simulator;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>Two plans and the very same people.</summary>
internal sealed class CompareMode : ISimulateMode
{
    private readonly Option<string[]> _compare = new("--compare")
    {
        Description = "同样的人,两份方案 the same people under two plan files",
        HelpName = "PLAN_A PLAN_B",
        Arity = new(2, 2),
        AllowMultipleArgumentsPerToken = true,
    };

    public IReadOnlyList<Option> Options => [_compare];

    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_compare) is { Length: > 0 };

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        const int pairs = 8;
        var (scenario, plans) = (asked.Read(), parsed.GetValue(_compare)!);
        var (a, b) = (With(scenario, plans[0]), With(scenario, plans[1]));
        var study = await Terminal.WithProgressAsync("比较 comparing", progress => Task.Run(() =>
            ComparisonStudy.Run(a, b, asked.Replications ?? pairs, asked.Threads, progress)));
        return new(study.Write, () => CompareText.Show(study));
    }

    private static Scenario With(Scenario scenario, string path)
    {
        var (draft, findings) = PlanFile.Read(Commands.Options.ReadText(path));
        Scenario? changed = null;
        if (draft is not null)
        {
            (changed, findings) = ChangedPlan.Of(scenario, draft);
        }

        return changed ?? throw BadInputException.Of("方案", "Plan", path, findings);
    }
}

/// <summary>A comparison for people.</summary>
internal static class CompareText
{
    public static void Show(ComparisonStudy study)
    {
        StudyText.Title(study.A);
        Console.Out.WriteLine("两份方案的不同 what the plans differ in");
        foreach (var change in PlanChanges.Between(study.A.Given.Settings, study.B.Given.Settings))
        {
            Console.Out.WriteLine($"  {change.Path}: A {change.Before} | B {change.After}");
        }

        Terminal.WriteTable(
            "每元消费,同样的人 a yuan spent, the same people",
            [("", false), ("A", true), ("B", true), ("B − A", true), ("95% 从 from", true), ("到 to", true)],
            study.Figures.Zip(StudyText.Names, (one, name) => Row(name, one.Pair)));
        Terminal.WriteTable(
            "中位,按加入先后 medians, by place of joining",
            [("批 #", true), ("A", true), ("B", true), ("B − A", true), ("95% 从 from", true), ("到 to", true)],
            study.Cohorts.Select(cohort => Row($"{cohort.Place}", cohort.Medians)));
        Terminal.WriteFacts("方案 plans",
            [("A", study.A.Given.Hash[..16] + "…"), ("B", study.B.Given.Hash[..16] + "…")]);
        StudyText.Origin(study.Both, study.A.Orders, study.Replications * 2);
    }

    private static string[] Row(string title, ComparedPair pair)
    {
        string Known(double value) => pair.Difference.IsKnown ? StudyText.Share(value, 4) : "–";
        return
        [
            title, StudyText.Share(pair.A.Mean, 4), StudyText.Share(pair.B.Mean, 4),
            StudyText.Share(pair.Difference.Mean, 4), Known(pair.Difference.Low), Known(pair.Difference.High),
        ];
    }
}
