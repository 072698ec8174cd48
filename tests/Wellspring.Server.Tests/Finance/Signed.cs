using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Server.Tests.Finance;

/// <summary>Plans whose rules were answered for in writing, by two people with papers.</summary>
internal static class Signed
{
    public static readonly string Paper = new('a', 64);

    /// <summary>The plan with a live acknowledgement of everything it rests on, and of these rules.</summary>
    public static Plan Plan(string text, params string[] codes)
    {
        var plan = PlanReview.Resume(PlanFile.Write(PlanFile.Read(text).Draft!))
            ?? throw new ArgumentException("no plan", nameof(text));
        return plan with { Acknowledgements = [.. plan.Needs.Union(codes).Select(code => For(plan, code))] };
    }

    /// <summary>The plan as the review approves it with an acknowledgement of everything it rests on.</summary>
    public static Plan Approved(string text)
    {
        var draft = PlanFile.Read(text).Draft!;
        var at = Instant.From(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));
        Assert.False(PlanReview.TryApprove(draft, [], at, out _, out _));
        Assert.True(
            PlanReview.TryApprove(draft, Plan(text).Acknowledgements, at, out var plan, out var findings),
            string.Join('\n', findings.Where(finding => finding.Blocks)));
        return plan;
    }

    /// <summary>One acknowledgement, from the day before the tests' clock begins, for a year.</summary>
    public static Acknowledgement For(Plan plan, string code)
    {
        var at = Instant.From(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        var rule = Ruleset.Find(code)!;
        return new(
            code, Ruleset.Version, plan.Settings.Profile, plan.Settings.Version, plan.Hash, "s-admin", new('b', 64),
            "admin", at, "已取得律师和会计师的书面意见，由负责人承担相应责任，附件为原件扫描。",
            [new("opinion.pdf", Paper), new("contract.pdf", Paper)], AcknowledgementRules.HashOf(rule.Zh, rule.En),
            "s-risk", at.Plus(Duration.Days(365)));
    }
}
