using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Wellspring.Server.Platforms;

namespace Wellspring.Cli.Clusters;

/// <summary>A node of a cluster in a process of its own on this machine, for shows, tests and measurements.</summary>
internal sealed partial class LocalNode : IAsyncDisposable
{
    private const int LinesKept = 50;
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = [];
    private readonly TaskCompletionSource<Uri> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LocalNode(Process process, string name) => (_process, Name) = (process, name);

    public string Name { get; }

    public Uri Url { get; private set; } = null!;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it wrote.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts a node and waits until it serves.</summary>
    /// <param name="program">The program <c>wellspring</c>, and what stands before <c>node</c>.</param>
    /// <param name="version">The release that it says it is; its own where nothing is given.</param>
    /// <param name="secret">The cluster's; null where it has none.</param>
    public static async Task<LocalNode> StartAsync(
        string program, string cluster, string folder, string name, CancellationToken cancellation,
        string? version = null, string? secret = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList =
            {
                "node", "--cluster", cluster, "--data", Path.Combine(folder, name), "--name", name,
                "--url", "http://127.0.0.1:0", "--silo-port", "0",
            },
        };
        if (version is not null)
        {
            start.Environment["WELLSPRING_NODE_VERSION"] = version;
        }

        if (secret is not null)
        {
            start.Environment[ClusterSecret.Variable] = secret;
        }

        var node = new LocalNode(new() { StartInfo = start, EnableRaisingEvents = true }, name);
        node._process.OutputDataReceived += node.Hear;
        node._process.ErrorDataReceived += node.Hear;
        node._process.Exited += (_, _) =>
        {
            // Until it was heard to the end: its last line says why.
            node._process.WaitForExit();
            node._url.TrySetException(new InvalidOperationException($"node {name} did not start: {node.Said}"));
        };
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        try
        {
            node.Url = await node._url.Task.WaitAsync(StartWithin, cancellation);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as systemd would, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using (var term = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await term.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not { } text)
        {
            return;
        }

        _said.Enqueue(text);
        while (_said.Count > LinesKept)
        {
            _said.TryDequeue(out _);
        }

        if (Running().Match(text) is { Success: true } running)
        {
            _url.TrySetResult(new(running.Groups["url"].Value));
        }
    }

    [GeneratedRegex(@"is running: (?<url>http://\S+)")]
    private static partial Regex Running();
}
