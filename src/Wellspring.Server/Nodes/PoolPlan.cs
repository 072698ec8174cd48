using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Server.Nodes;

/// <summary>The plan that a pool or platform of the cluster was added with, reviewed as on that day.</summary>
internal static class PoolPlan
{
    /// <summary>The plan, or what stands against it.</summary>
    public static (Plan? Plan, IReadOnlyList<Finding> Findings) Of(
        string text, string? acknowledgements, DateTimeOffset added)
    {
        var (draft, findings) = PlanFile.Read(text);
        if (draft is null)
        {
            return (null, findings);
        }

        var (given, mistake) = acknowledgements is null ? ([], null) : AcknowledgementFile.Read(acknowledgements);
        if (mistake is not null)
        {
            return (null, [new Finding("acknowledgements", "acknowledgements", mistake.Zh, mistake.En)]);
        }

        return PlanReview.TryApprove(draft, given, Instant.From(added), out var plan, out findings)
            ? (plan, [])
            : (null, findings);
    }
}
