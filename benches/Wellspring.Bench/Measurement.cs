using System.Diagnostics;

namespace Wellspring.Bench;

/// <summary>One measurement under way: its options, its scratch folder, and where its figures go.</summary>
internal sealed class Measurement(string name, BenchOptions options, Report report) : IDisposable
{
    private readonly string _scratch = Directory.CreateDirectory(
        Path.Combine(options.Folder, $"wellspring-bench-{name}-{Environment.ProcessId}")).FullName;

    public BenchOptions Options => options;

    /// <summary>A folder of its own under the scratch folder; all of it goes when the measurement ends.</summary>
    public string Folder(string folder) => Path.Combine(_scratch, folder);

    public static void Progress(string text) => Console.Error.WriteLine($"  {text}");

    /// <summary>Notes a figure, and says it at once to whoever watches.</summary>
    public void Add(Figure figure)
    {
        report.Add(figure);
        Progress($"{figure.What}: {figure.Middle} ({figure.Spread})");
    }

    public void Note(string sentence) => report.Note(sentence);

    /// <summary>Seconds that an action takes, begun with a heap that owes nothing to what came before.</summary>
    public static double Seconds(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
