using System.Text.RegularExpressions;
using Wellspring.Core.Compliance;

namespace Wellspring.Core.Tests.Compliance;

public sealed partial class RulesetTests
{
    [Fact]
    public void There_are_102_rules_and_each_code_stands_once()
    {
        Assert.Equal(102, Ruleset.All.Length);
        Assert.Equal(102, Ruleset.All.Select(rule => rule.Code).Distinct().Count());
        Assert.All(Ruleset.All, rule => Assert.Same(rule, Ruleset.Find(rule.Code)));
        Assert.Null(Ruleset.Find("CN-MLM-99"));
    }

    [Fact]
    public void Every_rule_speaks_both_languages_with_the_same_places()
    {
        Assert.All(Ruleset.All, rule =>
        {
            Assert.True(Places(rule.En).IsSubsetOf(Places(rule.Zh)), rule.Code);
            Assert.NotEmpty(rule.Basis);
            Assert.NotEmpty(rule.Title);
        });
    }

    [Fact]
    public void Chinese_sentences_have_full_width_punctuation() => Assert.All(
        Ruleset.All, rule => Assert.DoesNotMatch("[,;:?()]", Place().Replace(rule.Zh, "")));

    [Fact]
    public void A_finding_carries_code_version_action_arguments_basis_sentence_and_path()
    {
        var finding = Ruleset.Fire("CN-MLM-01", "rewards.third", null, ("n", "3"));

        Assert.Equal("2026-11-22", finding.RulesetVersion);
        Assert.Equal(RuleAction.Refuse, finding.Action);
        Assert.True(finding.Blocks);
        Assert.Equal("3", Assert.Single(finding.Arguments).Value);
        Assert.Contains("当前设置为3层", finding.Zh, StringComparison.Ordinal);
        Assert.Contains("3 tiers would pay", finding.En, StringComparison.Ordinal);
        Assert.Contains(finding.Basis, basis => basis.Contains("传销条例", StringComparison.Ordinal));
    }

    [Fact]
    public void An_argument_is_never_read_as_a_place()
    {
        var finding = Ruleset.Fire("CN-PI-04", "sharing", null, ("entity", "{entity}{x}"));

        Assert.Contains("“{entity}{x}”", finding.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_does_only_what_it_may() => Assert.ThrowsAny<Exception>(
        () => Ruleset.Fire("CN-MLM-01", "x", RuleAction.Warn, ("n", "3")));

    [Fact]
    public void The_hash_is_of_the_whole_text()
    {
        Assert.Equal(64, Ruleset.Hash.Length);
        Assert.Equal(102, Ruleset.Text.Split('\n').Count(line => CodeLine().IsMatch(line)));
        Assert.Contains("claims CN-ADV-01", Ruleset.Text, StringComparison.Ordinal);
        Assert.Contains("paidTiers 2", Ruleset.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', Ruleset.Text);
    }

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[A-Z]+-[A-Z0-9-]+\t")]
    private static partial Regex CodeLine();
}
