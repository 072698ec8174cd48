using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Tests;

/// <summary>Scenarios in words: the worked example and what differs from it.</summary>
internal static class Worlds
{
    public static PlanDraft WorkedPlan { get; } = new()
    {
        Id = "worked-example",
        Profile = PlanProfile.Sandbox,
        Split = new() { UnassignedToPool = false },
        Cap = new() { Automatic = true },
        Orders = new() { AcceptFinal = true },
    };

    public static Behaviour Holds { get; } = new(1, SellsWhen.Never);

    public static Scenario Worked(long orders, PlanDraft? draft = null)
    {
        var plan = Approve(draft ?? WorkedPlan);
        return new()
        {
            Id = "worked-example",
            Name = new("演算示例", "Worked example"),
            Given = plan,
            Plan = plan,
            Orders = orders,
            Kinds = [new(1, Money.FromYuan(1000), Money.FromYuan(1000), Rate.FromParts(200_000))],
            Behaviours = [Holds],
        };
    }

    /// <summary>So many percent sell as soon as they have bought; the others hold to the cap.</summary>
    public static Scenario SellingAtOnce(long orders, int percent) => Worked(orders) with
    {
        Behaviours = [new(percent, SellsWhen.AtOnce), new(100 - percent, SellsWhen.Never)],
    };

    public static Plan Approve(PlanDraft draft) => PlanReview.TryApprove(draft, out var plan, out var findings)
        ? plan
        : throw new ArgumentException(string.Join("; ", findings));
}
