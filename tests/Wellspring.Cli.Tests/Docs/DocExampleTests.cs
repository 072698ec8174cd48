using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wellspring.Cli.Tests.Docs;

/// <summary>
/// The pages keep their word: examples print what they say, links lead somewhere, the reference is whole.
/// </summary>
public sealed partial class DocExampleTests
{
    private const string Reference = "docs/reference/cli.md";

    private const string PlacedOrder = """
        {"id":"1","at":"2026-01-05T10:00:00Z","placeOrder":{"order":"o","member":"ann","merchant":"s","amount":"9"}}
        """;

    public static TheoryData<string> PagesWithExamples =>
        [.. Pages.All.Where(page => ConsoleBlock.Of(Pages.Read(page)).Count > 0)];

    /// <summary>With WELLSPRING_UPDATE_DOCS=1 the pages are corrected as well; look at the difference.</summary>
    [Theory]
    [MemberData(nameof(PagesWithExamples))]
    public async Task Examples_print_what_the_page_says(string page)
    {
        var text = Pages.Read(page);
        using var session = new ConsoleSession();
        var problems = new List<string>();
        var corrected = text.ToList();
        var moved = 0;
        foreach (var block in ConsoleBlock.Of(text))
        {
            var results = await session.RunAsync([.. block.Steps.Select(step => step.Command)]);
            Assert.Equal(block.Steps.Count, results.Length);
            for (var index = 0; index < results.Length; index++)
            {
                var (step, (output, code)) = (block.Steps[index], results[index]);
                if (code != 0 && !block.Steps.Skip(index + 1).Take(1).Any(next => next.AsksForExitCode))
                {
                    problems.Add($"{page}:{step.Line}: exit {code} without a `$ echo $?`: {step.Command}");
                }

                if (!ConsoleBlock.Matches(step.Expected, output))
                {
                    problems.Add($"{page}:{step.Line}: {step.Command} printed\n{string.Join('\n', output)}");
                    moved += Correct(corrected, step, moved, output);
                }
            }
        }

        if (Environment.GetEnvironmentVariable("WELLSPRING_UPDATE_DOCS") == "1")
        {
            await File.WriteAllLinesAsync(
                Path.Combine(Pages.Root, page), corrected, TestContext.Current.CancellationToken);
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems));
    }

    [Fact]
    public void Links_between_pages_lead_somewhere() => Assert.Empty(
        from page in Pages.All
        from link in Link().Matches(WithoutCode(page)).Select(match => match.Groups["to"].Value)
        where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
        where !LeadsSomewhere(page, link)
        select $"{page}: {link}");

    [Fact]
    public async Task The_reference_names_every_command_and_option_that_help_prints()
    {
        using var session = new ConsoleSession();
        var missing = new List<string>();
        var waiting = new Queue<string>([""]);
        while (waiting.TryDequeue(out var command))
        {
            var help = string.Join('\n', (await session.RunAsync($"./wellspring {command} --help"))[0].Output);
            var section = command.Length == 0 ? File.ReadAllText(InRoot(Reference)) : Section(command);
            missing.AddRange(OptionName().Matches(help).Select(match => match.Groups["name"].Value)
                .Where(option => option != "--help" && !section.Contains($"`{option}", StringComparison.Ordinal))
                .Select(option => $"{command} {option}"));
            var commands = help.Split("\nCommands:\n").Skip(1).SelectMany(list => CommandName().Matches(list))
                .Select(match => $"{command} {match.Groups["name"].Value}".Trim()).ToList();
            commands.ForEach(waiting.Enqueue);
            if (commands.Count == 0 && section.Length == 0)
            {
                missing.Add($"{command}: a section of its own");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public async Task The_reference_names_every_field_of_json_output()
    {
        using var session = new ConsoleSession();
        await session.RunAsync(
            "./wellspring generate orders --orders 200 --out data/orders.csv",
            "./wellspring generate equal --orders 3 --out data/three.jsonl",
            $"echo '{PlacedOrder}' > data/place.jsonl",
            "./wellspring apply --plan plans/shop-orders.json --data data/life data/place.jsonl",
            "./wellspring apply --plan plans/worked-example.json --data data/tour data/three.jsonl");
        var documented = Code().Matches(File.ReadAllText(InRoot(Reference))).Select(match => match.Groups["name"].Value)
            .ToHashSet();
        const string import = "--plan plans/shop-orders.json --map plans/sample-orders.map.json data/orders.csv";
        foreach (var command in new[]
        {
            "status --data data/tour", "member --data data/tour m1", "quote --data data/tour sell m1 all",
            "verify --data data/tour", "plan check plans/worked-example.json",
            $"import --data data/shop --open-end {import}", "member --data data/life ann",
            "apply --data data/tour data/three.jsonl | head -n 1",
        })
        {
            var json = command.Contains('|', StringComparison.Ordinal)
                ? command.Replace(" |", " --json |", StringComparison.Ordinal)
                : command + " --json";
            var answered = await session.RunAsync($"./wellspring {json}");
            var fields = NamesIn(string.Join('\n', answered[0].Output))
                .Where(field => !documented.Contains(field)).ToList();
            Assert.True(fields.Count == 0, $"{json}: {Reference} does not name {string.Join(", ", fields)}");
        }
    }

    [Theory]
    [InlineData("a…c|d", "abbc|d", true)]
    [InlineData("a|…|d", "a|b|c|d", true)]
    [InlineData("a|…|d", "a|d", true)]
    [InlineData("a|d", "a|b|d", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a||b", "a|b", true)]
    public void Three_dots_stand_for_anything(string expected, string actual, bool matches) =>
        Assert.Equal(matches, ConsoleBlock.Matches(expected.Split('|'), actual.Split('|')));

    private static int Correct(List<string> page, ConsoleStep step, int moved, string[] output)
    {
        var prompts = step.Command.Count(letter => letter == '\n') + 1;
        var at = step.Line - 1 + moved + prompts;
        // A line that the page has with dots, and that still fits, stays as it is.
        var lines = output
            .Select(line => step.Expected.FirstOrDefault(
                old => old.Length > 1 && old.Contains('…') && ConsoleBlock.Matches([old], [line]))
                ?? LongHash().Replace(line.TrimEnd(), "…"))
            .SkipWhile(line => line.Length == 0).Reverse().SkipWhile(line => line.Length == 0).Reverse().ToList();
        page.RemoveRange(at, step.Lines - prompts);
        page.InsertRange(at, lines);
        return lines.Count - (step.Lines - prompts);
    }

    private static bool LeadsSomewhere(string page, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, "");
        var target = path.Length == 0 ? InRoot(page) : Path.Combine(Path.GetDirectoryName(InRoot(page))!, path);
        return anchor.Length == 0
            ? File.Exists(target) || Directory.Exists(target)
            : File.Exists(target) && File.ReadLines(target).Any(line => line.StartsWith('#') && Anchor(line) == anchor);
    }

    // As the forges make it: lower case, blanks to hyphens, other marks gone.
    private static string Anchor(string heading) => string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant()
        .Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_')
        .Select(letter => letter == ' ' ? '-' : letter));

    /// <summary>The part of the reference under the heading of a command, down to the next heading.</summary>
    private static string Section(string command) => string.Join('\n', Pages.Read(Reference)
        .SkipWhile(line => !line.StartsWith('#') || line.TrimStart('#', ' ') != command).Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));

    private static IEnumerable<string> NamesIn(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. Walk(document.RootElement)];

        static IEnumerable<string> Walk(JsonElement element) => element.ValueKind switch
        {
            // What a record holds is the journal's business, and the codes of refusals are the rules'.
            JsonValueKind.Object => element.EnumerateObject().SelectMany(one =>
                one.Name is "record" or "refusals" ? [one.Name] : Walk(one.Value).Prepend(one.Name)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Walk),
            _ => [],
        };
    }

    private static string WithoutCode(string page) =>
        Fence().Replace(File.ReadAllText(InRoot(page)), "");

    private static string InRoot(string path) => Path.Combine(Pages.Root, path);

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^  (?:-[^-].*?, )?(?<name>--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^  (?<name>[a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"`(?<name>[A-Za-z0-9-]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex LongHash();
}
