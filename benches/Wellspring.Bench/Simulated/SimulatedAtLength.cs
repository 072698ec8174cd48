using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Wellspring.Simulator;
using Wellspring.Simulator.Studies;

namespace Wellspring.Bench.Simulated;

/// <summary>The simulator over very many orders, many runs and two threads.</summary>
internal static class SimulatedAtLength
{
    public static void Run(Measurement measurement)
    {
        FinishedOrders(measurement);
        Threads(measurement);
        Preview(measurement);
        Sensitivity(measurement);
        ManyOrders(measurement);
    }

    /// <summary>In a process of its own, so that the peak of its memory is that of one run.</summary>
    public static void RunAlone(long orders)
    {
        var seconds = SimulatedOrders.CpuSeconds(
            () => SimulatorRun.Fast(SimulatedWorlds.Leaving(orders), progress: null, 0, out _));
        using var process = Process.GetCurrentProcess();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{seconds} {process.PeakWorkingSet64}"));
    }

    private static void FinishedOrders(Measurement measurement)
    {
        var (few, many) = measurement.Options.Quick ? (500_000, 1_000_000) : (2_000_000, 6_000_000);
        SimulatorRun.Fast(SimulatedWorlds.Leaving(few), null, 0, out var before);
        SimulatorRun.Fast(SimulatedWorlds.Leaving(many), null, 0, out var after);
        measurement.Add(new("… memory a finished order, when its holder has sold", "bytes", "N3",
            [Math.Max(0, after - before) / (double)(many - few)], "0", bytes => bytes < 0.05));
    }

    private static void Threads(Measurement measurement)
    {
        var scenario = SimulatedWorlds.Rich(measurement.Options.Quick ? 20_000 : 200_000);
        var (one, two) = ("", "");
        var alone = Measurement.Seconds(() => one = HashOf(scenario, threads: 1));
        var both = Measurement.Seconds(() => two = HashOf(scenario, threads: 2));
        if (one != two)
        {
            throw new InvalidOperationException("two threads found something else than one");
        }

        measurement.Add(new("eight runs of the rich model on two threads, the bytes of one thread; faster by", "×",
            "N2", [alone / both]));
    }

    private static string HashOf(Scenario scenario, int threads)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartArray();
            foreach (var result in SimulatorRun.Replicate(scenario, count: 8, threads))
            {
                writer.WriteStartObject();
                result.Write(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexString(SHA256.HashData(bytes.ToArray()));
    }

    private static void Preview(Measurement measurement)
    {
        var question = FluidQuestion.Of(SimulatedWorlds.Leaving(1_000_000) with { Afterwards = 0 })
            ?? throw new InvalidOperationException("the preview knows who sells after a time");
        var times = new List<double>();
        for (var time = -100; time < 300; time++)
        {
            var begun = Stopwatch.GetTimestamp();
            FluidPreview.Answer(question);
            if (time >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        times.Sort();
        measurement.Add(new("preview of 1,000,000 orders, everybody selling some time; 95th of 100", "ms", "N2",
            [times[times.Count * 95 / 100]], "≤ 10", ms => ms <= 10));
    }

    private static void Sensitivity(Measurement measurement)
    {
        var (points, orders) = measurement.Options.Quick ? (16, 5_000) : (256, 50_000);
        var runs = 0;
        var seconds = SimulatedOrders.CpuSeconds(() => runs = SobolStudy.Run(
            SimulatedWorlds.Rich(orders), points, orders, threads: 2, progress: null).Runs);
        measurement.Add(new($"sensitivity over six knobs: {runs:N0} runs of {orders:N0} orders, rich model, bootstrap "
            + "included", "CPU-s", "N1", [seconds], "≤ 40", cpu => cpu <= 40));
    }

    private static void ManyOrders(Measurement measurement)
    {
        var orders = measurement.Options.Quick ? 2_000_000 : 100_000_000;
        Measurement.Progress($"{orders:N0} orders in a process of their own …");
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["simulate", orders.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
        })!;
        var words = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        var (seconds, bytes) = (
            double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
        measurement.Add(new($"{orders:N0} orders, 20,000 a day, sold 20 days later on the average",
            "CPU-s", "N1", [seconds]));
        measurement.Add(new("… peak memory of the process", "MB", "N0", [bytes / (1 << 20)], "bounded: ≤ 400",
            megabytes => megabytes <= 400));
        measurement.Note("Simulated at length: sensitivity is Saltelli's 2,048 runs for the six published knobs; the "
            + "many orders' process holds half a million live lots at a time, and what has been sold is forgotten "
            + "but for sums and histograms.");
    }
}
