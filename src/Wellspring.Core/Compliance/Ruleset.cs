using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Compliance.Rules;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>All rules of the guard, their version, and the hash that shows whether somebody changed them.</summary>
public static class Ruleset
{
    /// <summary>The day of the compliance facts that the rules are built from.</summary>
    public const string Version = "2026-11-22";

    /// <summary>All rules, in the order of the facts, sections A to O.</summary>
    public static ImmutableArray<ComplianceRule> All { get; } =
    [
        .. ReferralRules.All, .. PromiseRules.All, .. EquityRules.All, .. TokenRules.All, .. TradingRules.All,
        .. PaymentRules.All, .. PrepaidRules.All, .. ConsumerRules.All, .. ClaimRules.All, .. AgentRules.All,
        .. TaxRules.All, .. PersonalRules.All, .. LegacyRules.All, .. ChannelRules.All, .. ForeignRules.All,
    ];

    private static readonly FrozenDictionary<string, ComplianceRule> ByCode = All.ToFrozenDictionary(
        rule => rule.Code, StringComparer.Ordinal);

    private static readonly string Own = CanonicalText();

    /// <summary>SHA-256 of <see cref="Text"/>, in lower-case hexadecimal.</summary>
    public static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Own)));

    /// <summary>The canonical text: version, rules, claim patterns and limits, one a line.</summary>
    public static string Text => Own;

    public static ComplianceRule? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The finding of a rule whose condition holds.</summary>
    /// <param name="code">A rule of the set; another is an error of ours.</param>
    /// <param name="path">The setting, field or thing that it is about.</param>
    /// <param name="action">One of the rule's actions; the usual one when not given.</param>
    public static Finding Fire(
        string code, string path, RuleAction? action = null, params ReadOnlySpan<FindingArgument> arguments)
    {
        var rule = Find(code);
        Invariant.Require(rule is not null, "a finding has a rule");
        var chosen = action ?? rule.Action;
        Invariant.Require(rule.Actions.Contains(chosen), "a finding does what its rule may do");
        ImmutableArray<FindingArgument> given = [.. arguments];
        Invariant.Require(
            rule.Arguments.All(name => given.Any(one => one.Name == name)), "a sentence has all its arguments");
        return new(code, path, Templates.Fill(rule.Zh, given), Templates.Fill(rule.En, given))
        {
            Action = chosen,
            Holds = rule.Holds,
            Arguments = given,
            RulesetVersion = Version,
            Basis = rule.Basis,
        };
    }

    private static string CanonicalText()
    {
        var text = new StringBuilder().Append("wellspring ruleset ").Append(Version).Append('\n');
        foreach (var rule in All)
        {
            text.AppendJoin('\t', [
                rule.Code, string.Join('+', rule.Actions), rule.When.ToString(), rule.Holds.ToString(), rule.Title,
                string.Join(" | ", rule.Basis), rule.Zh, rule.En,
            ]).Append('\n');
        }

        return text.Append(ClaimTable.Text).Append(Limits.Text).ToString();
    }
}
