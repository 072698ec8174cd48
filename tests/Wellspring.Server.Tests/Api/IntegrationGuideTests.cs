using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Wellspring.Server.Tests.Api;

/// <summary>The integration guide works as printed: its commands are run in order, its answers are compared.</summary>
public sealed class IntegrationGuideTests
{
    private static readonly string Guide =
        Path.Combine(BuiltProgram.Root, "docs", "operating", "integration.md");

    [Fact]
    public async Task The_five_minutes_work_as_printed()
    {
        var blocks = Blocks().ToList();
        var serve = blocks.Single(block => block.Text.StartsWith("./wellspring serve ", StringComparison.Ordinal));
        var folder = Directory.CreateTempSubdirectory("wellspring-guide-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "data"));
            Directory.CreateSymbolicLink(
                Path.Combine(folder, "plans"), Path.Combine(BuiltProgram.Root, "plans"));
            File.CreateSymbolicLink(Path.Combine(folder, "wellspring"), BuiltProgram.Path);
            var (program, address) = await BuiltProgram.ServeAsync(folder, serve.Text.Trim().Split(' ')[2..]);
            using (program)
            {
                var script = new StringBuilder("set -e\n");
                var commands = blocks.Where(block => block.Kind == "sh" && block != serve).ToList();
                foreach (var block in commands)
                {
                    // Only the port is another: the test runs beside others.
                    script.Append(block.Text.Replace(
                        "http://127.0.0.1:8080", address.ToString().TrimEnd('/'), StringComparison.Ordinal));
                    script.Append("\nprintf '\\036'\n");
                }

                var outputs = (await RunAsync(folder, script.ToString())).Split('\u001e');
                Assert.Equal(commands.Count + 1, outputs.Length);
                var compared = 0;
                foreach (var (block, output) in commands.Zip(outputs))
                {
                    if (block.Expected is { } expected)
                    {
                        compared++;
                        Assert.Matches(Pattern(expected), output);
                    }
                }

                Assert.True(compared >= 6);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_client_in_the_guide_is_the_one_that_is_tested()
    {
        var tested = Path.Combine(
            BuiltProgram.Root, "tests", "Wellspring.Server.Tests", "Api", "ClientTests.cs");
        var known = File.ReadAllLines(tested).Select(line => line.Trim()).ToHashSet();

        var block = Blocks().Single(block => block.Kind == "csharp");

        Assert.Empty(block.Text.Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)
                && !line.Contains("new WellspringClient", StringComparison.Ordinal) && !known.Contains(line)));
    }

    private static async Task<string> RunAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{output}\n{await errors}");
        return output;
    }

    private static string Pattern(string expected) =>
        string.Join(".*", expected.Trim().Split('…').Select(Regex.Escape));

    // A block of commands, and the block of its answer where one follows.
    private static IEnumerable<Block> Blocks()
    {
        var found = Regex.Matches(
            File.ReadAllText(Guide), "^```(?<kind>[a-z]+)\n(?<text>.*?)^```",
            RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture).ToList();
        for (var index = 0; index < found.Count; index++)
        {
            var kind = found[index].Groups["kind"].Value;
            if (kind is "sh" or "csharp")
            {
                var next = index + 1 < found.Count && found[index + 1].Groups["kind"].Value == "json"
                    ? found[index + 1].Groups["text"].Value
                    : null;
                yield return new(kind, found[index].Groups["text"].Value, next);
            }
        }
    }

    private sealed record Block(string Kind, string Text, string? Expected);
}
