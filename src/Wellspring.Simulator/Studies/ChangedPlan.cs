using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Studies;

/// <summary>The same people under another plan 换方案.</summary>
public static class ChangedPlan
{
    /// <summary>
    /// The scenario on another plan; kinds of order that paid the old plan's commission pay the new one's. Null where
    /// no pool may run on it, with the reasons.
    /// </summary>
    public static (Scenario? Scenario, ImmutableArray<Finding> Findings) Of(Scenario scenario, PlanDraft draft)
    {
        var before = scenario.Given.Split.Commission;
        return WithKinds(scenario, draft, [.. scenario.Kinds.Select(kind => kind.Commission == before
            ? kind with { Commission = draft.Split.Commission }
            : kind)]);
    }

    /// <summary>The scenario on another plan, with these kinds of order.</summary>
    internal static (Scenario? Scenario, ImmutableArray<Finding> Findings) WithKinds(
        Scenario scenario, PlanDraft draft, ImmutableArray<OrderKind> kinds)
    {
        var (adapted, sentences) = ScenarioPlan.Adapt(draft, scenario.Legacy);
        if (!PlanReview.TryApprove(adapted, out var run, out var refused))
        {
            return (null, refused);
        }

        var shares = draft.Split.Platform.Parts + draft.Split.RewardBudget.Parts;
        if (kinds.Any(kind => kind.Commission.Parts > 0 && kind.Commission.Parts < shares))
        {
            return (null, [new("commission-too-low", "kinds", "某类订单的佣金低于平台份额与奖励预算之和。",
                "The commission of a kind of order is below platform and reward budget.")]);
        }

        return PlanReview.Resume(PlanFile.Write(draft)) is { } given
            ? (scenario with { Given = given, Plan = run, Adapted = sentences, Kinds = kinds }, [])
            : (null, [new("plan", "plan", "方案不能写成文件。", "The plan cannot be written as a file.")]);
    }
}
