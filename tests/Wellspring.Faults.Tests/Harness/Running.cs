using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>What a finished program said, and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output)
{
    /// <summary>A command that fell over prints its stack; ours never does.</summary>
    public Said Exits(int code)
    {
        Assert.DoesNotContain("   at ", Output, StringComparison.Ordinal);
        return Ends(code);
    }

    /// <summary>A server whose log may hold the stack of what stopped it.</summary>
    public Said Ends(int code)
    {
        Assert.True(ExitCode == code, $"exit {ExitCode}, expected {code}\n{Output}");
        return this;
    }
}

/// <summary>One real process of the built program, with what it printed.</summary>
internal sealed class Running : IDisposable
{
    // What a server prints when it takes requests.
    private const string Ready = "Wellspring is running: ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Running(Wrap wrap, string ready, string[] arguments)
    {
        string[] all = [.. wrap.Before, Program, .. arguments];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in wrap.Variables)
        {
            start.Environment[name] = value;
        }

        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data, ready);
        _process.ErrorDataReceived += (_, line) => Note(line.Data, ready);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("it ended: " + Output));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The command line as it was built beside these tests.</summary>
    public static string Program { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Wellspring.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "wellspring"));

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public int ExitCode => _process.ExitCode;

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

    /// <summary>Starts a server without waiting for it.</summary>
    /// <param name="ready">What it prints when it takes requests.</param>
    public static Running Begin(Wrap wrap, string[] arguments, string ready = Ready) => new(wrap, ready, arguments);

    /// <summary>Runs one command to its end.</summary>
    public static Task<Said> RunAsync(params string[] arguments) => RunAsync(Wrap.Nothing, arguments);

    public static async Task<Said> RunAsync(Wrap wrap, params string[] arguments)
    {
        using var running = new Running(wrap, Ready, arguments);
        return await running.EndAsync();
    }

    /// <summary>Waits until a server takes requests.</summary>
    public Task ListensAsync() => _listening.Task.WaitAsync(Patience);

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task<Said> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail("it does not end: " + Output);
        }

        return new(_process.ExitCode, Output);
    }

    /// <summary>As kill -9 does: nothing is told, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As an orderly stop does.</summary>
    public async Task<Said> StopAsync()
    {
        await Shell.RunAsync("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
        return await EndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Note(string? line, string ready)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.Contains(ready, StringComparison.Ordinal))
        {
            _listening.TrySetResult();
        }
    }
}

/// <summary>What a process runs in: programs before it on the line, and variables of its own.</summary>
internal sealed record Wrap(string[] Before, IReadOnlyDictionary<string, string> Variables)
{
    public static readonly Wrap Nothing = new([], new Dictionary<string, string>());
}

/// <summary>Programs of the system that make a fault.</summary>
internal static class Shell
{
    /// <summary>Runs a program that must succeed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: {process.ExitCode} {await output} {errors}");
        return await output;
    }
}
