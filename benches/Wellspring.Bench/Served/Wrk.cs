using System.Diagnostics;
using System.Globalization;

namespace Wellspring.Bench.Served;

/// <summary>What one run of wrk measured.</summary>
/// <param name="P50">Half of the answers came within so many milliseconds.</param>
/// <param name="P99">All but one in a hundred came within so many milliseconds.</param>
internal sealed record Loaded(long Requests, double Seconds, long Bytes, double P50, double P99)
{
    public double PerSecond => Requests / Seconds;
}

/// <summary>The load: wrk on this machine, with the script that stands beside this file.</summary>
internal static class Wrk
{
    public const int BatchSize = 256;

    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Served", "load.lua");
    private static int _runs;

    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "wrk")));

    /// <summary>Loads a server with one kind of request, each connection with one unanswered at a time.</summary>
    /// <param name="what"><c>settle</c>, <c>batch</c> or <c>home</c>, as the script knows them.</param>
    /// <exception cref="InvalidOperationException">A request failed: failing fast would look like speed.</exception>
    public static Loaded Run(HostProcess server, string what, int connections, int seconds, int members)
    {
        string[] arguments =
        [
            "-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "--latency", "-s", Script, server.Address,
            "--", what, $"r{++_runs}", $"{members}", server.Credential,
        ];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var said = wrk.StandardOutput.ReadToEnd();
        wrk.WaitForExit();
        var figures = said.Split('\n').FirstOrDefault(line => line.StartsWith("measured ", StringComparison.Ordinal))
            ?.Split(' ').Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return figures is [> 0 and var requests, var duration, var bytes, 0, var p50, var p99]
            ? new(requests, duration / 1e6, bytes, p50 / 1e3, p99 / 1e3)
            : throw new InvalidOperationException($"not every request of a measurement succeeded:\n{said}");
    }
}
