using System.Diagnostics;
using System.Globalization;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>A disk that goes wrong under a running process: strace answers in the kernel's place.</summary>
/// <remarks>
/// A failing or slow disk cannot be had by files alone: fsync of a healthy file system never fails. strace changes what
/// the real, unmodified program is told, from one moment to another, and nothing of ours stands in between.
/// </remarks>
internal sealed class Strace : IAsyncDisposable
{
    private readonly Process _process;

    private Strace(Process process) => _process = process;

    /// <param name="injection">Such as <c>error=EIO</c> or <c>delay_exit=100000</c> (microseconds).</param>
    public static async Task<Strace> OnSyncAsync(Running program, string injection)
    {
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Process.Start(new ProcessStartInfo("strace",
        [
            "-f", "-p", program.Id.ToString(CultureInfo.InvariantCulture), "-o", "/dev/null",
            "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:" + injection,
        ])
        {
            RedirectStandardError = true,
        })!;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => attached.TrySetException(new InvalidOperationException("strace ended"));
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("attached", StringComparison.Ordinal) == true)
            {
                attached.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await attached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return new(process);
    }

    /// <summary>The disk is well again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // It may end with its process in between, and then there is nobody to tell.
            using var told = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await told.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        _process.Dispose();
    }
}
