using System.Diagnostics;
using System.Globalization;
using Wellspring.Simulator;

namespace Wellspring.Bench.Simulated;

/// <summary>The same worked example by others: a plain Python loop, and radCAD where Python has it.</summary>
internal static class Peers
{
    /// <summary>CPU seconds of the plain loop; null where there is no Python.</summary>
    public static double? PlainLoop(long orders, SimulationResult expected) => Run("loop.py", orders, expected);

    /// <summary>CPU seconds of the example in radCAD; null where Python has no such package.</summary>
    public static double? RadCad(long orders, SimulationResult expected) => Run("radcad_loop.py", orders, expected);

    private static double? Run(string script, long orders, SimulationResult expected)
    {
        var start = new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "Simulated", script),
            orders.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
            process.WaitForExit();
            if (words is ["absent"])
            {
                return null;
            }

            var same = words is [_, var pool, var points, var exits, var paid, ..]
                && pool == $"{expected.Backing.Pool.Units}" && points == $"{expected.Backing.Circulating.Units}"
                && exits == $"{expected.Exits}" && paid == $"{expected.Paid.Units}";
            return same
                ? double.Parse(words[0], CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"{script} and the simulator disagree");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Measurement.Progress("python3 is not installed: no comparison");
            return null;
        }
    }
}
