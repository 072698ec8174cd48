using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Versions;

/// <summary>Plans with later versions, and the acknowledgements they rest on.</summary>
internal static class VersionScene
{
    public static readonly Instant Start = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    /// <summary>A sandbox that settles at once and has neither cap nor float.</summary>
    public static PlanDraft Open { get; } = TestPlans.WorkedExample with
    {
        Cap = new() { Multiple = null, Automatic = true },
    };

    /// <summary>
    /// Profile CN with everything that takes an acknowledgement on: sale for money, a cap, two tiers.
    /// </summary>
    public static PlanDraft Acknowledged { get; } = new()
    {
        Id = "cn-full",
        NameZh = "邻里",
        NameEn = "Neighbourhood",
        Operator = "Example Ltd",
        Pool = new() { Float = 1000L.Yuan },
        Rewards = new() { Direct = Rate.FromParts(3_000), Indirect = Rate.FromParts(2_000) },
    };

    public static PoolCommand.PublishPlan Publish(Desk desk, PlanDraft plan, Duration notice = default) => new(
        desk.NextId, desk.Now, PlanFile.Write(plan), desk.Now.Plus(notice), All(plan, desk.Now), "wang", "li");

    /// <summary>A live acknowledgement of everything the plan has to be answered for.</summary>
    public static ImmutableArray<Acknowledgement> All(PlanDraft plan, Instant at) =>
        [.. PlanReview.ToAcknowledge(plan).Select(finding => Of(finding.Code, plan, at))];

    public static Acknowledgement Of(string code, PlanDraft plan, Instant at) => new(
        code, Ruleset.Version, plan.Profile, plan.Version, PlanGuard.SubjectHash(plan), "wang", new('a', 64),
        "general manager", at, "Reviewed with counsel on paper, see file.",
        [new("opinion", new('b', 64)), new("contract", new('c', 64))], new('d', 64), "li",
        at.Plus(Duration.Days(300)));

    public static Desk Cn(PlanDraft? plan = null)
    {
        var draft = plan ?? Acknowledged;
        Assert.True(
            PlanReview.TryApprove(draft, All(draft, Start), Start, out var approved, out var findings),
            string.Join('\n', findings));
        return new(approved);
    }

    /// <summary>An order of the operator's own goods, placed, delivered and final.</summary>
    public static void Buy(this Desk desk, string member, string amount)
    {
        var order = $"p-{desk.NextId}";
        desk.Accepted<PoolEvent.OrderPlaced>(new PoolCommand.PlaceOrder(
            desk.NextId, desk.Now, order, member, "own", TestPlans.Yuan(amount),
            new(FundingMode.OwnGoods, "bill"), []));
        desk.Accepted<PoolEvent.OrderDelivered>(new PoolCommand.DeliverOrder(desk.NextId, desk.Now, order));
        desk.Pass(7);
    }

    public static void Pass(this Desk desk, int days)
    {
        desk.Now = desk.Now.Plus(Duration.Days(days));
        desk.Accepted<PoolEvent.ClockAdvanced>(new PoolCommand.AdvanceClock(desk.NextId, desk.Now));
    }

    public static void RefusesWith(this Desk desk, Refusal reason, string detail, PoolCommand command)
    {
        var refused = Assert.IsType<PoolEvent.Refused>(desk.Run(command));
        Assert.Equal((reason, detail), (refused.Reason, refused.Detail));
    }

    /// <summary>Replaying the records, and restoring the state's image, give the same pool.</summary>
    public static void AssertReplays(this Desk desk)
    {
        Assert.Equal(desk.Pool.StateHash(), desk.Replayed().StateHash());
        var image = new WireWriter();
        desk.Pool.WriteImage(image);
        var restored = Pool.Restore(desk.Pool.PlanVersions.First().Plan, image.Written);
        Assert.Equal(desk.Pool.StateHash(), restored.StateHash());
        Assert.Equal(
            desk.Pool.PlanVersions.Select(version => (version.Plan.Hash, version.EffectiveAt, version.IsEffective)),
            restored.PlanVersions.Select(version => (version.Plan.Hash, version.EffectiveAt, version.IsEffective)));
    }
}
