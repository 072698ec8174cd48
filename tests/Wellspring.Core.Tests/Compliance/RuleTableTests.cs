using System.Text;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>
/// docs/reference/compliance.md: 102 rows, each with an input that fires the rule, and both examples really run.
/// </summary>
public sealed class RuleTableTests
{
    private const string Start = "<!-- rules -->";
    private const string End = "<!-- /rules -->";

    private static readonly string Page = Path.Combine(Places.Root, "docs/reference/compliance.md");

    /// <summary>Rules that no input of this release fires, and who brings it.</summary>
    private static readonly Dictionary<string, string> Later = new()
    {
        ["EU-01"] = "profile EU: not offered, no issue yet",
        ["EU-02"] = "profile EU: not offered, no issue yet",
        ["EU-03"] = "profile EU: not offered, no issue yet",
        ["US-01"] = "profile US: not offered, no issue yet",
        ["US-02"] = "profile US: not offered, no issue yet",
        ["US-03"] = "profile US: not offered, no issue yet",
        ["US-04"] = "profile US: not offered, no issue yet",
    };

    private static readonly Dictionary<string, RuleFixture> Fixtures =
        PlanFixtures.All.Concat(GuardFixtures.All).ToDictionary(fixture => fixture.Code);

    private static bool Updates => Environment.GetEnvironmentVariable("WELLSPRING_UPDATE_DOCS") == "1";

    public static TheoryData<string> Codes => new(Fixtures.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_of_the_102_rules_has_examples_or_a_later_owner()
    {
        Assert.Equal(102, Ruleset.All.Length);
        Assert.Equal(
            Ruleset.All.Select(rule => rule.Code).Order(StringComparer.Ordinal),
            Fixtures.Keys.Concat(Later.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_failing_example_fires_the_rule_and_the_passing_one_does_not(string code)
    {
        var fixture = Fixtures[code];

        var fired = fixture.Failing().Where(finding => finding.Code == code).ToArray();

        Assert.NotEmpty(fired);
        Assert.All(fired, finding =>
        {
            Assert.Equal(fixture.Action ?? Ruleset.Find(code)!.Action, finding.Action);
            Assert.Equal(Ruleset.Version, finding.RulesetVersion);
            Assert.NotEmpty(finding.Basis);
            Assert.DoesNotContain('{', finding.Zh);
            Assert.DoesNotContain('{', finding.En);
        });
        Assert.DoesNotContain(fixture.Passing(), finding => finding.Code == code);
    }

    [Fact]
    public void The_page_has_a_row_for_each_of_the_102_rules()
    {
        var table = Table();
        var text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        if (Updates)
        {
            text = $"{text.Split(Start)[0]}{Start}\n{table}{End}{text.Split(End)[1]}";
            File.WriteAllText(Page, text);
        }

        var stated = text.Split(Start)[1].Split(End)[0].TrimStart('\n');
        Assert.Equal(table, stated);
        Assert.Equal(102, stated.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_page_names_the_ruleset_s_version_and_hash()
    {
        var text = File.ReadAllText(Page);
        var stated = $"version `{Ruleset.Version}`, hash `{Ruleset.Hash}`";
        if (Updates && !text.Contains(stated, StringComparison.Ordinal))
        {
            var start = text.IndexOf("version `", StringComparison.Ordinal);
            text = text[..start] + stated + text[(start + stated.Length)..];
            File.WriteAllText(Page, text);
        }

        Assert.Contains(stated, text, StringComparison.Ordinal);
    }

    private static string Table()
    {
        var table = new StringBuilder()
            .Append("| code | about | does | asked at | public input | caught | let go |\n")
            .Append("| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var rule in Ruleset.All)
        {
            var does = string.Join(" / ", rule.Actions)
                + (rule.Holds is RuleHold.None ? "" : $", holds {rule.Holds}");
            table.Append($"| `{rule.Code}` | {Cell(rule.Title)} | {does} | {rule.When} | ");
            table.Append(Fixtures.TryGetValue(rule.Code, out var fixture)
                ? $"{Cell(fixture.Where)} | {Cell(fixture.Fails)} | {Cell(fixture.Passes)} |\n"
                : $"{Later[rule.Code]} | – | – |\n");
        }

        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
