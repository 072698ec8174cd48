using CsCheck;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;
using Commands = Wellspring.Core.Tests.Model.Commands;

namespace Wellspring.Core.Tests.Compliance;

public sealed class PostingGuardTests
{
    [Fact]
    public void No_record_of_any_kind_breaks_a_posting_rule() => Commands.OnAnyPlan.Sample(
        example => Each(example, (happened, before, after) =>
        {
            var findings = Review(example.Plan, happened, before, after)
                .Where(finding => finding.Code != "CN-MLM-07" || example.Plan.Rewards.Levels.IsEmpty);
            Assert.True(!findings.Any(), $"{happened}: {string.Join(' ', findings)}");
        }),
        iter: 800, print: Commands.Print);

    [Fact]
    public void Money_that_leaves_beside_what_the_record_says_is_found_at_every_kind_of_record()
    {
        var kinds = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Commands.OnAnyPlan.Sample(
            example => Each(example, (happened, before, after) =>
            {
                if (after.Pool < Money.FromYuan(1) || happened is PoolEvent.OrderRefunded { Goods.Units: > 0 })
                {
                    return;
                }

                var robbed = Backing.Restore(
                    after.Pool - Money.FromYuan(1), after.Circulating, after.Float, after.Reserve, after.Kept,
                    after.Scale);

                Assert.Contains(Review(example.Plan, happened, before, robbed), finding => finding.Code == "CN-RAI-08");
                kinds[happened.GetType().Name] = true;
            }),
            iter: 800, print: Commands.Print);

        Assert.True(kinds.Count >= 15, string.Join(' ', kinds.Keys.Order(StringComparer.Ordinal)));
        Assert.Superset(
            new HashSet<string> { "OrderSettled", "DueProcessed", "PointsSold", "OrderReversed", "CapitalInjected" },
            kinds.Keys.ToHashSet());
    }

    [Fact]
    public void Points_that_appear_without_an_order_are_found_at_every_kind_of_record() => Commands.OnAnyPlan.Sample(
        example => Each(example, (happened, before, after) =>
        {
            if (after.Circulating == Points.Zero || after.Circulating < before.Circulating
            || after.Scale != before.Scale
                || happened is PoolEvent.OrderSettled or PoolEvent.DueProcessed
                || after.Circulating.Units > long.MaxValue / 4)
            {
                return;
            }

            var forged = Backing.Restore(
                after.Pool, after.Circulating + Points.FromUnits(after.Circulating.Units + 1), after.Float,
                after.Reserve, after.Kept, after.Scale);

            Assert.Contains(Review(example.Plan, happened, before, forged), finding => finding.Code == "CN-RAI-04");
        }),
        iter: 400, print: Commands.Print);

    [Fact]
    public void A_settled_order_that_pays_three_people_up_the_tree_is_found()
    {
        var desk = new Desk(TestPlans.WorkedExample);
        var before = desk.Pool.Backing;
        var settled = (PoolEvent.OrderSettled)desk.Settle("a", "1000");
        var order = settled.Settlement;
        var three = settled with
        {
            Settlement = order with
            {
                Rewards =
                [
                    new(RewardKind.Direct, new(7), Rate.FromParts(3_000), Money.FromYuan(3)),
                    new(RewardKind.Indirect, new(8), Rate.FromParts(2_000), Money.FromYuan(2)),
                    new(RewardKind.Level, new(9), Rate.FromParts(1_000), Money.FromYuan(1)),
                ],
            },
        };

        Assert.Empty(Review(desk.Pool.Plan, settled, before, desk.Pool.Backing));
        var finding = Assert.Single(Review(desk.Pool.Plan, three, before, desk.Pool.Backing));
        Assert.Equal("CN-MLM-07", finding.Code);
        Assert.Contains("3名上级", finding.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Developers_and_agents_are_no_people_above_the_buyer()
    {
        var facts = PostingReading.Of(
            Paying(RewardKind.Direct, RewardKind.Indirect, RewardKind.MerchantDeveloper, RewardKind.DistrictAgent,
                RewardKind.CityAgent, RewardKind.ProvinceAgent),
            default, default, unassignedToPool: false);

        Assert.Equal(2, facts.Max(one => one.ReferralPayees));
    }

    private static PoolEvent.OrderSettled Paying(params RewardKind[] kinds)
    {
        var desk = new Desk(TestPlans.WorkedExample);
        var settled = (PoolEvent.OrderSettled)desk.Settle("a", "1000");
        return settled with
        {
            Settlement = settled.Settlement with
            {
                Rewards = [.. kinds.Select((kind, index) => new Reward(kind, new(index + 5), default, default))],
            },
        };
    }

    private static System.Collections.Immutable.ImmutableArray<Finding> Review(
        Plan plan, PoolEvent happened, Backing before, Backing after) =>
        PostingReading.Review(happened, before, after, plan.Split.UnassignedToPool);

    private static void Each(
        (Plan Plan, PoolCommand[] Commands) example, Action<PoolEvent, Backing, Backing> check)
    {
        var desk = new Desk(example.Plan.Settings);
        var before = desk.Pool.Backing;
        desk.Booked = happened =>
        {
            check(happened, before, desk.Pool.Backing);
            before = desk.Pool.Backing;
        };
        Array.ForEach(example.Commands, command => desk.Run(command));
    }
}
