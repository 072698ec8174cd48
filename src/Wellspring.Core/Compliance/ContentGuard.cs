using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What a text is for: some rules only look at some kinds.</summary>
public enum ContentKind
{
    General = 1,
    Product = 2,

    /// <summary>An advertisement for points.</summary>
    Points = 3,

    /// <summary>An advertisement for promoters.</summary>
    Promoter = 4,

    /// <summary>An advertisement for region agents.</summary>
    Agent = 5,
    Course = 6,
    Notice = 7,

    /// <summary>A forecast that is shared.</summary>
    Forecast = 8,
    Terms = 9,

    /// <summary>A name of an operator, pool, plan or of the points.</summary>
    Name = 10,
}

/// <summary>What a forecast must carry when it is shared.</summary>
/// <param name="SeedHash">Of the run it comes from.</param>
public sealed record ForecastBlock(bool HasAssumptions, bool HasBound, bool HasShareBelowCap, string SeedHash);

/// <summary>A text that somebody wants to publish.</summary>
public sealed record ContentFacts(string Text)
{
    public ContentKind Kind { get; init; } = ContentKind.General;

    /// <summary>Where it stands, such as <c>product P-1 title</c>.</summary>
    public string Subject { get; init; } = "text";

    /// <summary>Written by a promoter, shop or other third party: then a hit is evidence to be kept.</summary>
    public bool IsByThirdParty { get; init; }

    /// <summary>A picture with it shows an expert, an association or somebody who gained.</summary>
    public bool HasEndorser { get; init; }

    /// <summary>Only for <see cref="ContentKind.Forecast"/>.</summary>
    public ForecastBlock? Forecast { get; init; }

    /// <summary>The approved template it was rendered from, if any.</summary>
    public TextTemplate? Template { get; init; }

    public ImmutableArray<TextArgument> Arguments { get; init; } = [];

    /// <summary>Hashes of approved templates: the disclosures of the house, and what staff approved.</summary>
    public ImmutableArray<string> ApprovedTemplates { get; init; } = [];
}

/// <summary>
/// The claim scanner 话术扫描: every text is scanned before it is published. It never parses negation; texts that must
/// say such words are approved once, as templates.
/// </summary>
public static class ContentGuard
{
    /// <summary>What CN-ADV-06 wants at the end of an advertisement for points, promoters or agents.</summary>
    public static Bilingual RiskNotice { get; } = new(
        "风险提示：积分是购物附带的促销权益，可能归零，不构成投资；任何人不得承诺收益。全体会员合计拿回的金额不会超过进池资金。",
        "Risk notice: points are a promotion that comes with purchases, can go to zero and are no investment; "
        + "nobody may promise a return. All members together never get back more than the money that came into the "
        + "pool.");

    private static readonly string NoticeZh = ClaimText.Normalise(RiskNotice.Zh);
    private static readonly string NoticeEn = ClaimText.Normalise(RiskNotice.En);

    /// <summary>What is wrong with the text; its hash is each finding's subject.</summary>
    public static ImmutableArray<Finding> Review(ContentFacts facts)
    {
        var hash = Hash(facts.Text);
        return [.. Look(facts).Select(finding => finding with { SubjectHash = hash })];
    }

    /// <summary>The text with the standard notice at its end, as CN-ADV-06 offers; the author confirms it.</summary>
    public static string WithRiskNotice(string text) =>
        HasRiskNotice(text) ? text : $"{text.TrimEnd()}\n\n{RiskNotice.Zh}\n{RiskNotice.En}";

    /// <summary>The text as the scanner reads it, for the review queue.</summary>
    public static string Normalise(string text) => ClaimText.Normalise(text);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static IEnumerable<Finding> Look(ContentFacts facts)
    {
        var claims = Claims(facts).ToArray();
        var others = Findings.Of(
            Findings.When(facts.HasEndorser && claims.All(one => one.Code != "CN-ADV-02"),
                () => Ruleset.Fire("CN-ADV-02", facts.Subject)),
            Findings.When(NeedsRiskNotice(facts), () => Ruleset.Fire("CN-ADV-06", facts.Subject)),
            Findings.When(
                facts.Kind is ContentKind.Forecast && facts.Forecast is not
                    { HasAssumptions: true, HasBound: true, HasShareBelowCap: true, SeedHash.Length: > 0 },
                () => Ruleset.Fire("CN-ADV-10", facts.Subject)),
            Findings.When(
                facts.IsByThirdParty && claims.Any(one => one.Code is "CN-ADV-01" or "CN-ADV-03" or "CN-ADV-05"),
                () => MonitorGuard.Suspicion(facts.Subject)));
        return claims.Concat(others);
    }

    private static IEnumerable<Finding> Claims(ContentFacts facts)
    {
        foreach (var scanned in ToScan(facts).Select(ClaimText.Normalise))
        {
            // The standard notice speaks of returns and promises; it is ours and exempt wherever it stands.
            var text = scanned.Replace(NoticeZh, "\n").Replace(NoticeEn, "\n");
            foreach (var group in ClaimTable.All.Where(group => group.IsFor(facts.Kind)))
            {
                foreach (var wording in group.Find(text))
                {
                    yield return Ruleset.Fire(
                        group.Rule, $"{facts.Subject} “{wording}”", group.Action, ("w", wording), ("items", wording));
                }
            }
        }
    }

    /// <summary>The whole text; of one that was rendered from an approved template only what people wrote.</summary>
    private static IEnumerable<string> ToScan(ContentFacts facts) =>
        facts.Template is { } template && IsApproved(template, facts) && template.Renders(facts.Text, facts.Arguments)
            ? facts.Arguments.Where(one => one.Type is TextArgumentType.Free).Select(one => one.Value)
            : [facts.Text];

    private static bool IsApproved(TextTemplate template, ContentFacts facts) =>
        facts.ApprovedTemplates.Contains(template.Hash);

    private static bool NeedsRiskNotice(ContentFacts facts) =>
        facts.Kind is ContentKind.Agent or ContentKind.Promoter or ContentKind.Points && !HasRiskNotice(facts.Text);

    private static bool HasRiskNotice(string text)
    {
        var scanned = ClaimText.Normalise(text);
        return scanned.Contains(NoticeZh, StringComparison.Ordinal)
            || scanned.Contains(NoticeEn, StringComparison.Ordinal);
    }
}
