using CsCheck;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Commands = Wellspring.Core.Tests.Model.Commands;

namespace Wellspring.Core.Tests.Compliance;

/// <summary>What holds of every pool that profile CN lets run, whatever anybody does in it.</summary>
public sealed class CnPoolTests
{
    private static readonly Instant Signed = Instant.From(new(2024, 10, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly Gen<PlanDraft> Drafts =
        from direct in Gen.Int[0, 6_000]
        from indirect in Gen.OneOf(Gen.Const(0), Gen.Int[0, 6_000])
        from developer in Gen.OneOf(0, 5_000)
        from agents in Gen.OneOf((0, 0, 0), (1_000, 2_000, 3_000), (0, 2_000, 2_000), (1_000, 0, 3_000))
        from cap in Gen.OneOf<long?>(null, 200_000, 1_200_000)
        from selling in Gen.Bool
        from toPool in Gen.Bool
        select PlanFile.Read(RuleFixture.PlanText()).Draft! with
        {
            Split = new() { UnassignedToPool = toPool },
            Selling = new() { Enabled = selling },
            Cap = new() { Multiple = cap is { } millionths ? new Multiple(millionths) : null },
            Rewards = new()
            {
                Direct = Rate.FromParts(direct),
                Indirect = Rate.FromParts(indirect),
                MerchantDeveloper = Rate.FromParts(developer),
                RegionAgents = new()
                {
                    District = Rate.FromParts(agents.Item1),
                    City = Rate.FromParts(agents.Item2),
                    Province = Rate.FromParts(agents.Item3),
                },
            },
        };

    [Fact]
    public void No_order_pays_three_people_up_the_tree_or_more_than_the_budget_and_the_price_never_falls()
    {
        var orders = 0;
        Drafts.Select(Approved).SelectMany(plan => Commands.On(plan).Select(commands => (plan, commands))).Sample(
            example =>
            {
                var desk = new Desk(example.plan);
                var before = desk.Pool.Backing;
                desk.Booked = happened =>
                {
                    var after = desk.Pool.Backing;
                    Assert.Empty(PostingReading.Review(
                        happened, before, after, example.plan.Split.UnassignedToPool));
                    foreach (var order in SettledBy(happened))
                    {
                        var paid = order.Rewards.Aggregate(Money.Zero, (sum, one) => sum + one.Amount);
                        Assert.True(paid <= order.Budget);
                        Interlocked.Increment(ref orders);
                    }

                    before = after;
                };
                Array.ForEach(example.commands, command => desk.Run(command));
            },
            iter: 300);

        Assert.True(orders > 50, $"{orders} orders settled");
    }

    [Fact]
    public void The_end_of_the_scheme_waits_for_its_acknowledgement()
    {
        var desk = new Desk(Approved(PlanFile.Read(RuleFixture.PlanText()).Draft!)) { Now = Signed };
        PoolCommand Announce() => new PoolCommand.AnnounceClosing(desk.NextId, desk.Now, "wang");

        var refused = Assert.IsType<PoolEvent.Refused>(desk.Run(Announce()));
        Assert.Equal((Refusal.AcknowledgementMissing, "CN-CON-09"), (refused.Reason, refused.Detail));
        desk.Accepted<PoolEvent.Acknowledged>(new PoolCommand.Acknowledge(
            desk.NextId, desk.Now, Given("CN-CON-09", desk.Pool.Plan.Settings)));
        desk.Accepted<PoolEvent.ClosingWasAnnounced>(Announce());
    }

    private static Plan Approved(PlanDraft draft)
    {
        var asked = PlanReview.Review(draft).Where(one => one.Action is RuleAction.Acknowledge)
            .Select(one => Given(one.Code, draft));
        return PlanReview.TryApprove(draft, [.. asked], Signed, out var plan, out var findings)
            ? plan
            : throw new ArgumentException(string.Join("; ", findings));
    }

    private static Acknowledgement Given(string code, PlanDraft draft)
    {
        var hash = new string('a', 64);
        return new(code, Ruleset.Version, draft.Profile, draft.Version, PlanGuard.SubjectHash(draft), "1", hash, "负责人",
            Signed, "已由律师和会计师审阅并书面同意，责任由本人承担。", [new("opinion", hash), new("contract", hash)], hash, "2",
            Signed.Plus(Duration.Days(365)));
    }

    private static IEnumerable<Settlement> SettledBy(PoolEvent happened) => happened switch
    {
        PoolEvent.OrderSettled settled => [settled.Settlement],
        PoolEvent.DueProcessed due => due.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement),
        _ => [],
    };
}
