using System.CommandLine;
using System.Globalization;
using Wellspring.Simulator.Studies;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>The same scenario with other draws, until its quantiles are known well enough.</summary>
internal sealed class ReplicateMode(ScenarioOptions given) : ISimulateMode
{
    private readonly Option<string?> _until = new("--until")
    {
        Description = "分位数的标准误降到此值即停,如 0.0005 stop at this standard error of the quantiles",
        HelpName = "ERROR",
    };

    public IReadOnlyList<Option> Options => [_until];

    public bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(given.Replications) is not null || parsed.GetValue(_until) is not null;

    public async Task<Found> RunAsync(ParseResult parsed, AskedScenario asked)
    {
        const int enough = 1_000;
        if (asked.Replications == 1)
        {
            throw new BadInputException(
                "--replications 1 只有一次运行，说不出误差：至少 2 次。",
                "--replications 1 is one run, which tells no error: at least 2.");
        }

        var (scenario, until) = (asked.Read(), ErrorOf(parsed.GetValue(_until)));
        var study = await Terminal.WithProgressAsync("重复 replicating", progress => Task.Run(() =>
            ReplicationStudy.Run(scenario, asked.Replications ?? enough, until, asked.Threads, progress)));
        return new(study.Write, () => ReplicateText.Show(study));
    }

    private static double? ErrorOf(string? text) => text is null ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var error)
            && error is > 0 and < 1
            ? error
            : throw new BadInputException(
                $"--until {text} 应为 0 与 1 之间的小数，如 0.0005（每消费 1000 元的 0.5 元）。",
                $"--until {text} is a decimal between 0 and 1, such as 0.0005 (0.5 of each 1,000 yuan spent).");
}

/// <summary>Replications for people.</summary>
internal static class ReplicateText
{
    public static void Show(ReplicationStudy study)
    {
        StudyText.Title(study.Scenario);
        var runs = study.Runs.Length;
        var (zh, en) = study switch
        {
            { Until: null } => ("", ""),
            { Reached: true } => (" 标准误已达到所求。", " The error that was asked for was reached."),
            _ => (" 标准误尚未达到所求。", " The error that was asked for was not reached."),
        };
        Console.Out.WriteLine(
            $"{runs} 次运行，每次另抽：下列分位数的标准误至多 {StudyText.Share(study.Error, 5)}。{zh}");
        Console.Out.WriteLine(
            $"{runs} runs with other draws: the quantiles below have a standard error of at most "
            + $"{StudyText.Share(study.Error, 5)}.{en}");
        Terminal.WriteTable(
            "每元消费,各次之间 a yuan spent, between runs",
            [("", false), ("均 mean", true), ("95% 从 from", true), ("到 to", true), ("标准误 error", true),
                ("受控 controlled", true), ("误 error", true)],
            study.Figures.Zip(StudyText.Names, (one, name) => new[]
            {
                name, StudyText.Share(one.Plain.Mean, 4), StudyText.Share(one.Plain.Low, 4),
                StudyText.Share(one.Plain.High, 4), StudyText.Share(one.Plain.Error, 5),
                one.Controlled is { } controlled ? StudyText.Share(controlled.Mean, 4) : "–",
                one.Controlled is { } again ? StudyText.Share(again.Error, 5) : "–",
            }));
        Console.Out.WriteLine("  受控：去掉抽到的订单金额与立即卖出者占比的偶然影响，两者的期望事先已知。");
        Console.Out.WriteLine(
            "  controlled: less what chance did to amounts and to the share who sell at once; both are known "
            + "beforehand.");
        if (study.Control is { } control)
        {
            Terminal.WriteFacts("守恒 conservation", [
                ("每单入池元,预先已知 yuan an order, known beforehand", StudyText.Share(control.Known, 6)),
                ("已付与留存,实测 paid or still there, found", StudyText.Share(control.Found, 6)),
            ]);
        }

        StudyText.Origin(study.Scenario, study.Scenario.Orders, runs);
    }
}
