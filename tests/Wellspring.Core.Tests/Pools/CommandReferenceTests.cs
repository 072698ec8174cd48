using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Pools;

/// <summary>docs/reference/commands.md says what the code does.</summary>
public sealed partial class CommandReferenceTests
{
    private static readonly string[] Page = File.ReadAllLines(Find());

    [Fact]
    public void Every_example_reads_as_the_command_it_stands_under()
    {
        var examples = Examples().ToArray();

        Assert.All(examples, example =>
        {
            var read = CommandText.Read(example.Line);
            Assert.True(read.IsCommand, $"{example.Line}\n{read.Mistake?.En}");
            Assert.Equal(example.Heading, read.Command.GetType().Name, ignoreCase: true);
        });
        Assert.Equal(CommandForm.All.Select(form => form.Name), examples.Select(one => one.Heading).Distinct());
    }

    [Fact]
    public void Every_field_of_a_command_has_a_row()
    {
        foreach (var form in CommandForm.All.Where(form => form.Name is not "placeOrder"))
        {
            var section = Page.SkipWhile(line => line != $"### {form.Name}").Skip(1)
                .TakeWhile(line => !line.StartsWith('#'));
            Assert.Equal(form.Fields, section.Select(line => FieldRow().Match(line))
                .Where(row => row.Success).Select(row => row.Groups[1].Value));
        }
    }

    [Fact]
    public void Every_refusal_has_its_row_with_its_sentences()
    {
        var rows = Page.SkipWhile(line => !line.StartsWith("| code |", StringComparison.Ordinal)).Skip(2);

        Assert.Equal(
            Enum.GetValues<Refusal>().Where(refusal => refusal is not Refusal.None).Select(refusal =>
                $"| `{refusal.Code()}` | {RefusalText.Of(refusal).Zh} | {RefusalText.Of(refusal).En} |"),
            rows);
    }

    [Fact]
    public void Every_refusal_has_a_sentence_of_its_own()
    {
        var sentences = Enum.GetValues<Refusal>().Select(RefusalText.Of).ToArray();

        Assert.Distinct(sentences.Select(one => one.Zh));
        Assert.Distinct(sentences.Select(one => one.En));
        Assert.All(sentences, one =>
        {
            Assert.InRange(one.Zh.Length, 5, 80);
            Assert.InRange(one.En.Length, 10, 160);
            Assert.EndsWith("。", one.Zh, StringComparison.Ordinal);
            Assert.EndsWith(".", one.En, StringComparison.Ordinal);
            Assert.DoesNotContain("refusal-", one.En, StringComparison.Ordinal);
        });
        Assert.Equal("Refused (refusal-9999); a newer release knows why.", RefusalText.Of((Refusal)9999).En);
    }

    private static IEnumerable<(string Heading, string Line)> Examples()
    {
        var (heading, isExample) = ("", false);
        foreach (var line in Page)
        {
            heading = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..] : heading;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isExample = line == "```jsonl";
            }
            else if (isExample)
            {
                yield return (heading, line);
            }
        }
    }

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "reference", "commands.md"));

    [GeneratedRegex(@"^\| `(\w+)` \|")]
    private static partial Regex FieldRow();
}
