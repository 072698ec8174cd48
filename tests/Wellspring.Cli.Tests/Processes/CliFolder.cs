using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Wellspring.Storage;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>What a finished program said, and how it ended.</summary>
internal sealed record Said(int ExitCode, string Output, string Errors)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>A program that fell over prints its stack; ours never does.</summary>
    public Said Exits(int code)
    {
        Assert.True(ExitCode == code, $"exit {ExitCode}, expected {code}\n{Output}\n{Errors}");
        Assert.DoesNotContain("   at ", Errors, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>A folder for one test, in which the real program runs as a process of its own.</summary>
internal sealed class CliFolder : IDisposable
{
    public static readonly string Program = System.IO.Path.Combine(AppContext.BaseDirectory, "wellspring");

    public static readonly string Plan = System.IO.Path.Combine(Root(), "plans", "worked-example.json");

    public string Path { get; } = Directory.CreateTempSubdirectory("cli-").FullName;

    public string Data => this["data"];

    public PoolDirectory Pool => new(Data);

    public string this[string file] => System.IO.Path.Combine(Path, file);

    public static string Settle(int n, string amount = "1000.00") => $$$"""
        {"id":"c-{{{n}}}","at":"2026-01-05T10:00:00+08:00",
        "settleOrder":{"order":"o-{{{n}}}","member":"m{{{n}}}","merchant":"s1","amount":"{{{amount}}}"}}
        """.ReplaceLineEndings("");

    public static string SellAll(string id, string member) => $$$"""
        {"id":"{{{id}}}","at":"2026-01-06T10:00:00+08:00","sellPoints":{"member":"{{{member}}}","points":"all"}}
        """;

    public string Write(string file, params string[] lines)
    {
        File.WriteAllLines(this[file], lines);
        return this[file];
    }

    public Task<Said> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    /// <summary>Applies lines to the pool of this folder, under the plan of the worked example.</summary>
    public Task<Said> ApplyAsync(params string[] lines) =>
        RunAsync("apply", "--plan", Plan, "--data", Data, Write("commands.jsonl", lines), "--json");

    public async Task<JsonElement> StatusAsync() => (await RunAsync("status", "--data", Data, "--json")).Exits(0).Json;

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path,
        };
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static async Task<Said> RunAsync(Process process)
    {
        using (process)
        {
            var cancellation = TestContext.Current.CancellationToken;
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new(process.ExitCode, await output, await errors);
        }
    }

    private static string Root([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(here, "..", "..", "..", ".."));
}
