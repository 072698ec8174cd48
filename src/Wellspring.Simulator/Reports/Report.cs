using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Simulator.Studies;

namespace Wellspring.Simulator.Reports;

/// <summary>All that a report 报告 shows: one run, and what was studied around it.</summary>
public sealed record Report(SimulationResult Result)
{
    /// <summary>Growth stops, a run, flat, growing: shown equally large, or not at all.</summary>
    public FourWorlds? Worlds { get; init; }

    public FanStudy? Fan { get; init; }

    public TornadoStudy? Tornado { get; init; }

    public SobolStudy? Sobol { get; init; }

    /// <summary>The same scenario with other draws: how far the figures may be off by chance.</summary>
    public ReplicationStudy? Replications { get; init; }

    /// <summary>The whole page as one HTML document that loads nothing and runs nothing.</summary>
    public string Html() => ReportPage.Of(this);

    /// <summary>A result with all studies around it; a journal is shown as it happened, without any.</summary>
    /// <param name="quick">Fewer and shorter draws: to look at, with wider errors.</param>
    /// <param name="threads">Never change a figure.</param>
    public static Report Study(
        SimulationResult result, bool quick = false, int threads = 1, Action<double>? progress = null)
    {
        var scenario = result.Scenario;
        if (scenario.Kinds.IsEmpty)
        {
            return new(result);
        }

        var size = StudySize.Of(scenario, quick);
        return new(result)
        {
            Worlds = FourWorlds.Run(scenario, size.WorldOrders, threads, Part(0)),
            Fan = FanStudy.Run(scenario, size.FanDraws, size.FanOrders, threads, Part(1)),
            Tornado = TornadoStudy.Run(scenario, size.KnobOrders, threads, Part(2)),
            Sobol = SobolStudy.Run(scenario, size.SobolPoints, size.SobolOrders, threads, Part(3)),
            Replications = ReplicationStudy.Run(
                TornadoStudy.Shortened(scenario, size.RunOrders), size.Runs, null, threads, Part(4)),
        };

        Action<double> Part(int part) => done => progress?.Invoke((part + done) / 5);
    }
}

/// <summary>How much each study of a report may cost; said beside its figures.</summary>
internal sealed record StudySize(
    int WorldOrders, int FanDraws, int FanOrders, int KnobOrders, int SobolPoints, int SobolOrders, int Runs,
    int RunOrders)
{
    // The real pool by commands takes some ten times as long.
    public static StudySize Of(Scenario scenario, bool quick) => (quick, SimulatorRun.NeedsCommands(scenario) is null) switch
    {
        (false, true) => new(200_000, 400, 10_000, 50_000, 128, 10_000, 16, 100_000),
        (false, false) => new(20_000, 100, 2_000, 5_000, 64, 1_000, 8, 10_000),
        (true, true) => new(20_000, 60, 2_000, 5_000, 16, 2_000, 4, 10_000),
        _ => new(4_000, 24, 500, 1_000, 8, 500, 4, 2_000),
    };
}
