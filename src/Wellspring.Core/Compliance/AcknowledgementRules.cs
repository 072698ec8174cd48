using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What an acknowledgement 书面确认 must hold to count, and which rules one can answer.</summary>
public static class AcknowledgementRules
{
    public const int ShortestReason = 20;
    public const int LongestReason = 500;
    public const int MostDocuments = 20;

    /// <summary>Twelve months, with the day of a leap year.</summary>
    public static readonly Duration LongestTerm = Duration.Days(366);

    private const int HashLength = 64;

    // How many documents a rule asks for: source and contract of an injection, a legal opinion, an accountant's
    // statement, a channel's reply. A rule that is not named here asks for none.
    private static readonly FrozenDictionary<string, int> Documents = new Dictionary<string, int>
    {
        ["CN-RAI-07"] = 2,
        ["CN-CON-09"] = 1,
        ["CN-PAY-06"] = 1,
        ["CN-TAX-03"] = 1,
        ["CN-TOK-03"] = 1,
        ["CN-TRD-02"] = 1,
        ["CN-PRE-01"] = 1,
        ["CN-PI-05"] = 1,
        ["CN-PI-08"] = 1,
        ["CN-LEG-04"] = 1,
        ["CHN-WX-01"] = 1,
        ["EU-03"] = 1,
        ["US-02"] = 1,
        ["US-03"] = 1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the rule is one that a person can answer for.</summary>
    public static bool CanAnswer(string code) =>
        Ruleset.Find(code)?.Actions.Contains(RuleAction.Acknowledge) ?? false;

    /// <summary>How many documents the rule asks for.</summary>
    public static int DocumentsOf(string code) => Documents.GetValueOrDefault(code);

    /// <summary>SHA-256 of the sentences that were shown: Chinese, a line feed, English.</summary>
    public static string HashOf(string zh, string en) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(zh + "\n" + en)));

    /// <summary>What keeps the record from counting for a plan, whatever the time; null when nothing does.</summary>
    public static Bilingual? FaultOf(Acknowledgement given, PlanProfile profile, int version, string planHash) =>
        !CanAnswer(given.Code) ? new(
            $"{given.Code} 不是可以用书面确认放行的规则。", $"{given.Code} is no rule that an acknowledgement can answer.")
        : given.SubjectHash != planHash || given.Profile != profile || given.PlanVersion != version ? new(
            $"{given.Code} 的确认针对另一份方案（设置改过即失效），请按现在的方案重新确认。",
            $"The acknowledgement of {given.Code} is for another plan (any change voids it); make a new one.")
        : FaultOf(given);

    /// <summary>What is wrong with the record by itself; null when nothing is.</summary>
    public static Bilingual? FaultOf(Acknowledgement given) =>
        Length(given.Reason) is < ShortestReason or > LongestReason ? new(
            $"{given.Code} 的理由须有 {ShortestReason} 至 {LongestReason} 个字。",
            $"The reason for {given.Code} takes {ShortestReason} to {LongestReason} characters.")
        : given.ActorId.Length == 0 || given.SecondApproverId.Length == 0 || given.ActorId == given.SecondApproverId
            ? new($"{given.Code} 的确认须由两个不同的人作出。",
                $"The acknowledgement of {given.Code} takes two different persons.")
        : given.Documents.Length < DocumentsOf(given.Code) ? new(
            $"{given.Code} 须附至少 {DocumentsOf(given.Code)} 份文件。",
            $"{given.Code} asks for at least {DocumentsOf(given.Code)} documents.")
        : !given.Documents.All(document => document.Name.Length > 0 && IsHash(document.Sha256)) ? new(
            $"{given.Code} 的文件须写名称和 SHA-256（64 位小写十六进制）。",
            $"Each document of {given.Code} has a name and a SHA-256 of 64 small hexadecimal digits.")
        : !IsHash(given.ActorNameHash) || !IsHash(given.TextShownHash) ? new(
            $"{given.Code} 的 actorNameHash 和 textShownHash 须为 SHA-256。",
            $"actorNameHash and textShownHash of {given.Code} are SHA-256 hashes.")
        : given.ExpiresAt <= given.At || given.ExpiresAt > given.At.Plus(LongestTerm) ? new(
            $"{given.Code} 的有效期须在确认之后，且不超过 12 个月。",
            $"The acknowledgement of {given.Code} ends after it was made and within twelve months.")
        : null;

    public static bool IsHash(string text) =>
        text.Length == HashLength && text.All(letter => letter is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    private static int Length(string text) => text.Trim().EnumerateRunes().Count();
}
