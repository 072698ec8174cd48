using System.Diagnostics;
using System.Globalization;

namespace Wellspring.Bench.Served;

/// <summary>One measured server in a process of its own: this program again, as a <see cref="ServedHost"/>.</summary>
internal sealed class HostProcess : IDisposable
{
    private const int StopMilliseconds = 120_000;

    private readonly Process _process;

    private HostProcess(Process process) => _process = process;

    public string Address { get; private set; } = "";

    /// <summary>What its requests carry: an API key, or session tokens.</summary>
    public string Credential { get; private set; } = "";

    /// <summary>Starts a server; <see cref="AwaitReady"/> waits until it listens.</summary>
    public static HostProcess Start(string kind, string folder, int members)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["host", kind, folder, $"{members}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };

        // The collector of a web program, which `wellspring serve` is.
        start.Environment["DOTNET_gcServer"] = "1";
        return new(Process.Start(start)!);
    }

    public HostProcess AwaitReady()
    {
        var words = Hear(ServedHost.Ready);
        (Address, Credential) = (words[1], words[2]);
        return this;
    }

    /// <summary>Returns when the shop's records and the views have followed the journal to its end.</summary>
    public void Follow()
    {
        _process.StandardInput.WriteLine();
        Hear(ServedHost.Followed);
    }

    /// <summary>The memory that the process has in RAM now, in bytes.</summary>
    public long Resident => Status("VmRSS:");

    /// <summary>The most it ever had.</summary>
    public long PeakResident => Status("VmHWM:");

    public void Dispose()
    {
        // Its input ends, so it stops, and writes what a stopping server writes.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(StopMilliseconds))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string[] Hear(string expected)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(expected, StringComparison.Ordinal))
            {
                return line.Split(' ');
            }

            Measurement.Progress($"server: {line}");
        }

        throw new InvalidOperationException("a measured server ended by itself");
    }

    private long Status(string field) => 1024 * long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
        CultureInfo.InvariantCulture);
}
