using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wellspring.Server.Tests.Api;

/// <summary>The command line as it was built beside these tests, run as a process of its own.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new();

    private BuiltProgram(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Path)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException(Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Root { get; } = FindRoot();

    public static string Path { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Wellspring.Cli",
        System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "wellspring"));

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts <c>wellspring serve</c> and waits until it listens.</summary>
    public static async Task<(BuiltProgram Program, Uri Address)> ServeAsync(string folder, params string[] arguments)
    {
        var program = new BuiltProgram(folder, ["serve", "--url", "http://127.0.0.1:0", .. arguments]);
        return (program, await program._listening.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    /// <summary>Starts <c>wellspring node</c> and waits until it listens.</summary>
    public static async Task<(BuiltProgram Program, Uri Address)> NodeAsync(string folder, params string[] arguments)
    {
        var program = new BuiltProgram(folder, ["node", "--url", "http://127.0.0.1:0", .. arguments]);
        return (program, await program._listening.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Asks it to stop, as systemd does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using var asked = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await asked.WaitForExitAsync();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>Runs one command to its end.</summary>
    public static async Task<(string Output, int ExitCode)> RunAsync(string folder, params string[] arguments)
    {
        using var program = new BuiltProgram(folder, arguments);
        await program._process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (program.Output, program._process.ExitCode);
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            Assert.Fail(Output);
        }

        return _process.ExitCode;
    }

    /// <summary>As kill -9 does: nothing is told, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.Contains(" is running: ", StringComparison.Ordinal))
        {
            _listening.TrySetResult(new(line[(line.IndexOf("http", StringComparison.Ordinal))..].Split(' ')[0]));
        }
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(here)!, "..", "..", ".."));
}
