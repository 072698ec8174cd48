using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Wellspring.Cli.Tests.Docs;

/// <summary>A directory of its own in which a page's commands run in order, as on a fresh clone.</summary>
internal sealed class ConsoleSession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // Not to be met in any output.
    private const char Mark = '\u001e';

    private readonly string _folder = Directory.CreateTempSubdirectory("wellspring-docs-").FullName;

    public ConsoleSession()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "plans"), Path.Combine(Pages.Root, "plans"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "scenarios"), Path.Combine(Pages.Root, "scenarios"));
        File.CreateSymbolicLink(Path.Combine(_folder, "wellspring"), Program);
        File.CreateSymbolicLink(
            Path.Combine(_folder, "wellspring-verify"), Path.Combine(AppContext.BaseDirectory, "wellspring-verify"));
    }

    /// <summary>The program as it was built beside these tests, in the same configuration.</summary>
    private static string Program { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Wellspring.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "wellspring"));

    /// <summary>Runs some commands in one shell; of each, what it printed on either stream and its exit code.</summary>
    public async Task<(string[] Output, int ExitCode)[]> RunAsync(params string[] commands)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Script(commands));
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var shell = Process.Start(start)!;
        shell.StandardInput.Close();
        var output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await shell.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            Assert.Fail($"no end after {Patience}: {string.Join(" ; ", commands)}");
        }

        return [.. (await output).Split(Mark).Skip(1).Take(commands.Length).Select(Part)];
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Each command is followed by its exit code and the mark; $? of the next command is still that code.
    private string Script(string[] commands)
    {
        var script = new StringBuilder("exec 2>&1\n");
        script.Append("__end() { local code=$?; printf '\\n%d\\x1e' \"$code\"; return \"$code\"; }\nprintf '\\x1e'\n");
        foreach (var command in commands)
        {
            script.Append(command).Append("\n__end\n");
        }

        var path = Path.Combine(_folder, ".script");
        File.WriteAllText(path, script.ToString());
        return path;
    }

    private static (string[] Output, int ExitCode) Part(string part)
    {
        var lines = part.Split('\n');
        return (lines[..^1], int.Parse(lines[^1], CultureInfo.InvariantCulture));
    }
}
