using System.Collections.Concurrent;
using System.Diagnostics;

namespace Wellspring.Operations.Tests;

/// <summary>What a finished program said, and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Errors)
{
    public Said Exits(int code)
    {
        Assert.True(ExitCode == code, $"exit {ExitCode}, expected {code}\n{Output}\n{Errors}");
        return this;
    }
}

/// <summary>The real program as a process of its own, and a folder that is gone with the test.</summary>
internal sealed class Programs : IDisposable
{
    public static readonly string Wellspring = System.IO.Path.Combine(AppContext.BaseDirectory, "wellspring");

    public string Path { get; } = Directory.CreateTempSubdirectory("operations-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public Task<Said> RunAsync(params string[] arguments) =>
        RunProgramAsync(Wellspring, new Dictionary<string, string>(), arguments);

    public async Task<Said> RunProgramAsync(
        string program, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Process.Start(StartOf(program, environment, arguments))!;
        var cancellation = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Starts <c>wellspring serve</c> and waits until it says where it listens.</summary>
    public async Task<Serving> ServeAsync(
        IReadOnlyDictionary<string, string>? environment = null, params string[] arguments)
    {
        var process = Process.Start(StartOf(
            Wellspring, environment ?? new Dictionary<string, string>(),
            ["serve", "--url", "http://127.0.0.1:0", .. arguments]))!;
        return await Serving.ReadAsync(process);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private ProcessStartInfo StartOf(
        string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}

/// <summary>A running server: where it listens and all it has said.</summary>
internal sealed class Serving : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private Serving(Process process)
    {
        _process = process;
        Take(process, _output, (it, handler) => it.OutputDataReceived += handler);
        Take(process, _errors, (it, handler) => it.ErrorDataReceived += handler);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address => new(Word("Wellspring is running: "));

    public Uri Metrics => new(Word("metrics: "));

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    public static async Task<Serving> ReadAsync(Process process)
    {
        var serving = new Serving(process);
        while (!serving.Lines.Any(line => line.Contains("Ctrl+C", StringComparison.Ordinal)))
        {
            Assert.False(process.HasExited, string.Join('\n', serving.Lines));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return serving;
    }

    /// <summary>Ends it as systemd does and waits for it.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private IEnumerable<string> Lines => _output.Concat(_errors);

    private string Word(string before) => Lines.First(line => line.Contains(before, StringComparison.Ordinal))
        .Split(before)[1].Trim();

    private static void Take(
        Process process, ConcurrentQueue<string> lines, Action<Process, DataReceivedEventHandler> hear) =>
        hear(process, (_, told) =>
        {
            if (told.Data is { } line)
            {
                lines.Enqueue(line);
            }
        });
}
