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
            Worlds = FourWorlds.Run(Thinned(scenario, size.WorldOrders), 0, threads, Part(0)),
            Fan = FanStudy.Run(Thinned(scenario, size.FanOrders), size.FanDraws, 0, threads, Part(1)),
            Tornado = TornadoStudy.Run(Thinned(scenario, size.KnobOrders), 0, threads, Part(2)),
            Sobol = SobolStudy.Run(Thinned(scenario, size.SobolOrders), size.SobolPoints, 0, threads, Part(3)),
            Replications = ReplicationStudy.Run(
                Thinned(scenario, size.RunOrders), size.Runs, null, threads, Part(4)),
        };

        Scenario Thinned(Scenario whole, int orders) => StudySize.Thinned(whole, orders);

        Action<double> Part(int part) => done => progress?.Invoke((part + done) / 5);
    }
}

/// <summary>How much each study of a report may cost; said beside its figures.</summary>
internal sealed record StudySize(
    int WorldOrders, int FanDraws, int FanOrders, int KnobOrders, int SobolPoints, int SobolOrders, int Runs,
    int RunOrders)
{
    /// <summary>
    /// Fewer people over the same days, so that a study of a large world is quick; a world with sums of money in it, or
    /// counted days, stays as it is but shorter.
    /// </summary>
    public static Scenario Thinned(Scenario scenario, int orders)
    {
        var arrivals = scenario.Arrivals;
        if (orders >= scenario.Orders)
        {
            return scenario;
        }

        if (arrivals.Shape is ArrivalShape.Empirical || !scenario.Injections.IsEmpty || scenario.Legacy is not null
            || scenario.Washing is not null)
        {
            return TornadoStudy.Shortened(scenario, orders);
        }

        var share = (double)orders / scenario.Orders;
        return scenario with
        {
            Orders = orders,
            Arrivals = arrivals with { PerDay = arrivals.PerDay * share, Market = arrivals.Market * share },
        };
    }

    // The real pool by commands takes some ten times as long.
    public static StudySize Of(Scenario scenario, bool quick) => (
        quick, SimulatorRun.NeedsCommands(scenario) is null) switch
    {
        (false, true) => new(200_000, 400, 10_000, 50_000, 128, 10_000, 16, 100_000),
        (false, false) => new(20_000, 100, 2_000, 5_000, 64, 1_000, 8, 10_000),
        (true, true) => new(20_000, 60, 2_000, 5_000, 16, 2_000, 4, 10_000),
        _ => new(4_000, 24, 500, 1_000, 8, 500, 4, 2_000),
    };
}
