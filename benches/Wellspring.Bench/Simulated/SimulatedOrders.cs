using System.Diagnostics;
using System.Globalization;
using Wellspring.Core;
using Wellspring.Simulator;

namespace Wellspring.Bench.Simulated;

/// <summary>The simulator's speed a CPU-second, beside a plain Python loop in the same run.</summary>
internal static class SimulatedOrders
{
    public static void Run(Measurement measurement)
    {
        var orders = measurement.Options.Quick ? 200_000 : 1_000_000;
        var (plain, rich, python, ratios) = (
            new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (worked, mixed) = (Worked(orders), Rich(orders));
        var (lotBytes, richBytes) = (0.0, 0.0);
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var fast = CpuSeconds(() => SimulatorRun.Fast(worked, null, 0, out var bytes), out var result);
            var slow = CpuSeconds(() => SimulatorRun.Fast(mixed, null, 0, out var bytes), out _);
            SimulatorRun.Fast(worked, null, 0, out var plainBytes);
            var many = SimulatorRun.Fast(mixed, null, 0, out var manyBytes);
            lotBytes = (double)plainBytes / (orders - result.Exits);
            richBytes = (double)manyBytes / many.All.Members;
            var loop = PythonLoop(orders, result);
            Measurement.Progress($"run {run}: worked {orders / fast:N0}, rich {orders / slow:N0} orders a CPU-second");
            if (run == 0)
            {
                continue;
            }

            plain.Add(orders / fast);
            rich.Add(orders / slow);
            if (loop is { } seconds)
            {
                python.Add(orders / seconds);
                ratios.Add(seconds / fast);
            }
        }

        Tell(measurement, orders, plain, rich, python, ratios);
        measurement.Add(new("… memory a live lot, each member one order", "bytes", "N1", [lotBytes], "≤ 40",
            bytes => bytes <= 40));
        measurement.Add(new("… memory a member, members come back", "bytes", "N1", [richBytes]));
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

        measurement.Note("Simulated: exact integers, CPU time of the process, the garbage collector's included; "
            + "the Python loop has the same arithmetic and the same exits, which the measurement checks, and sorts its "
            + "outcomes. Rich: orders of 10 to 500 and of 1,000 yuan, 30 % by earlier members, thirds sell at once, "
            + "after a holding time, and at the cap; 20 % of those sold out buy again.");
    }

    private static Scenario Worked(int orders) => new()
    {
        Id = "worked-example",
        Name = new("演算示例", "Worked example"),
        Given = Given.WorkedExample,
        Plan = Given.WorkedExample,
        Orders = orders,
        Kinds = [new(1, Money.FromYuan(1_000), Money.FromYuan(1_000), Rate.FromParts(200_000))],
        Behaviours = [new(1, SellsWhen.Never)],
    };

    private static Scenario Rich(int orders) => Worked(orders) with
    {
        Kinds =
        [
            new(2, Money.FromYuan(10), Money.FromYuan(500), Rate.FromParts(200_000)),
            new(1, Money.FromYuan(1_000), Money.FromYuan(1_000), Rate.FromParts(100_000)),
        ],
        Behaviours =
        [
            new(1, SellsWhen.AtOnce), new(1, SellsWhen.After) { Days = 100 }, new(1, SellsWhen.Never),
        ],
        ReturningBuyers = Rate.FromParts(300_000),
        Repurchase = Rate.FromParts(200_000),
    };

    private static double CpuSeconds(Func<SimulationResult> run, out SimulationResult result)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        result = run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }

    private static double? PythonLoop(int orders, SimulationResult expected)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Simulated", "loop.py"),
            orders.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
            process.WaitForExit();
            var same = words is [_, var pool, var points, var exits, var paid, _]
                && pool == $"{expected.Backing.Pool.Units}" && points == $"{expected.Backing.Circulating.Units}"
                && exits == $"{expected.Exits}" && paid == $"{expected.Paid.Units}";
            return same
                ? double.Parse(words[0], CultureInfo.InvariantCulture)
                : throw new InvalidOperationException("the Python loop and the simulator disagree");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Measurement.Progress("python3 is not installed: no comparison");
            return null;
        }
    }
}
