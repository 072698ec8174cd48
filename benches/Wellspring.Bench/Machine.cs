using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Wellspring.Bench;

/// <summary>What the figures were taken on: they do not carry over to other machines; ratios nearly do.</summary>
internal static class Machine
{
    public static string Describe(BenchOptions options)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        var drive = new DriveInfo(options.Folder);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {options.Date ?? "(no date given)"} · {Processor()}, {Environment.ProcessorCount} cores ·
            {memory:N0} GB RAM ·
            {RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture}) ·
            {RuntimeInformation.FrameworkDescription}, {(GCSettings.IsServerGC ? "server" : "workstation")} GC ·
            files in {options.Folder} ({drive.DriveFormat}), one flush of 4 KB {FlushMicroseconds(options.Folder):N0} µs
            """);
    }

    /// <summary>The process's own memory that no file backs, in bytes: heap, stacks, native allocations.</summary>
    public static long PrivateBytes() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(':')[1].Trim() ?? "unknown processor";

    // Durable figures hang on this one: a disk with a cache flushes in microseconds, a plain SSD in milliseconds.
    private static double FlushMicroseconds(string folder)
    {
        var path = Path.Combine(folder, $"wellspring-bench-flush-{Environment.ProcessId}");
        var runs = new List<double>();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose))
        {
            var bytes = new byte[4096];
            for (var write = 0; write < 101; write++)
            {
                RandomAccess.Write(file, bytes, write * bytes.Length);
                runs.Add(Measurement.Seconds(() => RandomAccess.FlushToDisk(file)) * 1e6);
            }
        }

        return Figure.MedianOf(runs);
    }
}
