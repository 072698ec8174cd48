using System.Diagnostics;
using Wellspring.Simulator;

namespace Wellspring.Bench.Simulated;

/// <summary>The simulator's speed a CPU-second, beside a plain Python loop in the same run.</summary>
internal static class SimulatedOrders
{
    // So many runs stand beside one of Python's: both are then at work about as long, and meet the same neighbours.
    private const int RunsBesidePython = 12;

    public static void Run(Measurement measurement)
    {
        var orders = measurement.Options.Quick ? 200_000 : 1_000_000;
        var (plain, rich, python, ratios) = (
            new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (worked, mixed) = (SimulatedWorlds.Worked(orders), SimulatedWorlds.Rich(orders));
        WarmUp();
        var result = SimulatorRun.Fast(worked, null, 0, out var bytes);
        for (var run = 0; run < measurement.Options.Runs; run++)
        {
            var before = CpuSeconds(() => Repeat(worked, RunsBesidePython / 2));
            var loop = Peers.PlainLoop(orders, result);
            var after = CpuSeconds(() => Repeat(worked, RunsBesidePython / 2));
            var fast = (before + after) / RunsBesidePython;
            var slow = CpuSeconds(() => Repeat(mixed, 2)) / 2;
            Measurement.Progress($"run {run}: worked {orders / fast:N0}, rich {orders / slow:N0} orders a CPU-second");
            plain.Add(orders / fast);
            rich.Add(orders / slow);
            if (loop is { } seconds)
            {
                python.Add(orders / seconds);
                ratios.Add(seconds / fast);
            }
        }

        Tell(measurement, orders, plain, rich, python, ratios);
        BesideRadCad(measurement, plain);
        measurement.Add(new("… memory a live lot, each member one order", "bytes", "N1",
            [(double)bytes / (orders - result.Exits)], "≤ 40", lot => lot <= 40));
        SimulatorRun.Fast(mixed, null, 0, out var richBytes);
        measurement.Add(new("… memory a member, members come back", "bytes", "N1",
            [(double)richBytes / SimulatorRun.Fast(mixed).All.Members]));
        SimulatedAtLength.Run(measurement);
    }

    /// <summary>CPU time of the process, all its threads and the collector included.</summary>
    public static double CpuSeconds(Action action)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static void Tell(
        Measurement measurement, int orders, List<double> plain, List<double> rich, List<double> python,
        List<double> ratios)
    {
        measurement.Add(new($"simulated worked example, {orders:N0} orders, outcomes of all included",
            "orders/CPU-s", "N0", plain, "≥ 6 M", rate => rate >= 6e6));
        measurement.Add(new("simulated rich model: per-member cap, returning buyers, three behaviours, histograms",
            "orders/CPU-s", "N0", rich, "≥ 2.2 M", rate => rate >= 2.2e6));
        if (python.Count > 0)
        {
            measurement.Add(new(
                "the worked example as a plain Python loop, with its outcomes", "orders/CPU-s", "N0", python));
            measurement.Add(new("… simulator against it, in the same run", "×", "N1", ratios, "≥ 20", by => by >= 20));
        }

        measurement.Note("Simulated: exact integers, CPU time of the process, the garbage collector's included, once "
            + "the runtime has compiled what it runs; the Python loop has the same arithmetic and the same exits, "
            + "which the measurement checks, sorts its outcomes, and checks nothing, while the simulator checks after "
            + "every step that the price did not fall and no limit was passed. Rich: orders of 10 to 500 and of "
            + "1,000 yuan, 30 % by earlier members, thirds sell at once, after a holding time, and at the cap; 20 % "
            + "of those sold out buy again.");
    }

    private static void BesideRadCad(Measurement measurement, List<double> plain)
    {
        const long few = 100_000;
        var expected = SimulatorRun.Fast(SimulatedWorlds.Worked(few));
        if (Peers.RadCad(few, expected) is not { } seconds)
        {
            measurement.Note("radCAD and cadCAD, public simulators of token economies, are compared where Python has "
                + "them (pip install radcad); this machine's has not.");
            return;
        }

        var rate = few / seconds;
        measurement.Add(new(
            $"the worked example in radCAD, {few:N0} orders, its fastest settings", "orders/CPU-s", "N0", [rate]));
        measurement.Add(new("… simulator against it", "×", "N1", [Figure.MedianOf(plain) / rate], "≥ 35",
            by => by >= 35));
    }

    // The runtime compiles a loop anew as it learns what is hot in it; what is measured is what follows.
    private static void WarmUp()
    {
        Repeat(SimulatedWorlds.Worked(50_000), 60);
        Repeat(SimulatedWorlds.Rich(50_000), 60);
    }

    private static void Repeat(Scenario scenario, int times)
    {
        for (var time = 0; time < times; time++)
        {
            SimulatorRun.Fast(scenario);
        }
    }
}
