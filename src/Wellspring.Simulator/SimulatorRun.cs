using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>
/// The simulator 模拟器: tries a plan in a scenario, by the production pool's own formulas or by the pool itself.
/// </summary>
public static class SimulatorRun
{
    /// <summary>Why a scenario can only be run by commands; null where the fast pool gives the same figures.</summary>
    public static Bilingual? NeedsCommands(Scenario scenario) => FastPool.Missing(scenario.Plan, scenario);

    /// <summary>Fast where that gives the same figures, else by commands.</summary>
    public static SimulationResult Run(Scenario scenario, Action<double>? progress = null, int replication = 0) =>
        NeedsCommands(scenario) is null
            ? Fast(scenario, progress, replication)
            : ByCommands(scenario, progress, replication);

    /// <summary>Exact integers in arrays: for millions of orders.</summary>
    public static SimulationResult Fast(Scenario scenario, Action<double>? progress = null, int replication = 0) =>
        Fast(scenario, progress, replication, out _);

    /// <param name="bytes">What members, triggers and calendar take at the end.</param>
    public static SimulationResult Fast(
        Scenario scenario, Action<double>? progress, int replication, out long bytes)
    {
        if (NeedsCommands(scenario) is { } missing)
        {
            throw new NotSupportedException(missing.En);
        }

        using var pool = new FastPool(scenario.Plan, scenario.Kinds.Length, once: !scenario.Returns);
        using var simulation = new Simulation(scenario, pool, replication, progress);
        var result = simulation.Run();
        bytes = pool.Bytes + simulation.Bytes;
        return result;
    }

    /// <summary>The real pool, by the commands that a platform would send.</summary>
    /// <param name="sent">Gets each of them.</param>
    public static SimulationResult ByCommands(
        Scenario scenario, Action<double>? progress = null, int replication = 0, Action<PoolCommand>? sent = null)
    {
        var pool = new CommandPool(scenario, replication, sent);
        return new Simulation(scenario, pool, replication, progress).Run();
    }

    /// <param name="around">Puts something that looks on around the pool.</param>
    internal static SimulationResult Run(
        Scenario scenario, int replication, Func<IPoolSide, IPoolSide> around)
    {
        IPoolSide pool = NeedsCommands(scenario) is null
            ? new FastPool(scenario.Plan, scenario.Kinds.Length, once: !scenario.Returns)
            : new CommandPool(scenario, replication, sent: null);
        return new Simulation(scenario, around(pool), replication, progress: null).Run();
    }

    /// <summary>The same scenario with other draws, as many times as asked, in order of replication.</summary>
    /// <param name="threads">Never changes a figure.</param>
    public static ImmutableArray<SimulationResult> Replicate(Scenario scenario, int count, int threads)
    {
        var results = new SimulationResult[count];
        Parallel.For(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = threads },
            replication => results[replication] = Run(scenario, progress: null, replication));
        return [.. results];
    }
}
