using System.Text;
using System.Text.RegularExpressions;

namespace Wellspring.Cli.Tests.Docs;

/// <summary>One command of a page's console block, and what the page says it prints.</summary>
/// <param name="Line">Line of the page on which the command stands, from 1.</param>
/// <param name="Lines">How many lines of the page the command and its output take.</param>
internal sealed record ConsoleStep(int Line, int Lines, string Command, string[] Expected)
{
    public bool AsksForExitCode => Command.StartsWith("echo $?", StringComparison.Ordinal);
}

/// <summary>
/// A block of a page that a reader is meant to type: <c>$ </c> begins a command, <c>&gt; </c> goes on with it.
/// </summary>
internal sealed record ConsoleBlock(int Line, IReadOnlyList<ConsoleStep> Steps)
{
    private const string Prompt = "$ ";
    private const string More = "> ";

    /// <summary>The blocks that run the program.</summary>
    public static List<ConsoleBlock> Of(string[] page)
    {
        var blocks = new List<ConsoleBlock>();
        for (var line = 0; line + 1 < page.Length; line++)
        {
            if (page[line] != "```console")
            {
                continue;
            }

            var end = Array.IndexOf(page, "```", line + 1);
            var steps = Read(page, line + 1, end).ToList();
            if (steps.Exists(step => step.Command.Contains("./wellspring", StringComparison.Ordinal)))
            {
                blocks.Add(new(line + 1, steps));
            }

            line = end;
        }

        return blocks;
    }

    /// <summary>Whether output is what a page says: blank lines aside, <c>…</c> standing for anything.</summary>
    /// <remarks>A line that is only <c>…</c> stands for any number of lines, none included.</remarks>
    public static bool Matches(IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var pattern = new StringBuilder("^");
        foreach (var line in Lines(expected))
        {
            pattern.Append(line == "…"
                ? @"(?:[^\n]*\n)*?"
                : string.Join(@"[^\n]*?", line.Split('…').Select(Regex.Escape)) + @"\n");
        }

        return Regex.IsMatch(
            string.Concat(Lines(actual).Select(line => line + "\n")), pattern.Append('$').ToString(),
            RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
    }

    private static IEnumerable<string> Lines(IEnumerable<string> lines) =>
        lines.Select(line => line.TrimEnd()).Where(line => line.Length > 0);

    private static IEnumerable<ConsoleStep> Read(string[] page, int first, int end)
    {
        for (var line = first; line < end;)
        {
            var start = line;
            var command = new StringBuilder(page[line++][Prompt.Length..]);
            while (line < end && page[line].StartsWith(More, StringComparison.Ordinal))
            {
                command.Append('\n').Append(page[line++][More.Length..]);
            }

            var output = line;
            while (line < end && !page[line].StartsWith(Prompt, StringComparison.Ordinal))
            {
                line++;
            }

            yield return new(start + 1, line - start, command.ToString(), page[output..line]);
        }
    }
}
