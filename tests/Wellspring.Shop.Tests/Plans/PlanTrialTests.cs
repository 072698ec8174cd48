using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Plans;
using Wellspring.Shop.Tests.Auditing;
using Wellspring.Storage;

namespace Wellspring.Shop.Tests.Plans;

/// <summary>"These orders would have given …", against sums made by hand and against what was really settled.</summary>
public sealed class PlanTrialTests(AuditedPlatform platform) : IClassFixture<AuditedPlatform>
{
    private const string Example = """
        {
          "id": "trial", "version": 1, "name": { "zh": "例", "en": "Example" }, "operator": "T", "profile": "sandbox",
          "pool": { "startPrice": "1", "mintRatio": "70%", "splitAt": "1000" },
          "split": { "commission": "20%", "platform": "2%", "rewardBudget": "2%", "unassignedRewards": "platform" },
          "selling": { "enabled": true, "retention": "20%" }, "cap": { "multiple": "none" },
          "orders": { "acceptFinal": true }, "rewards": { "direct": "0.3%" }
        }
        """;

    [Fact]
    public async Task Three_orders_of_the_last_month_give_what_a_hand_counts()
    {
        var folder = Directory.CreateTempSubdirectory("trial-").FullName;
        var directory = new PoolDirectory(folder);
        await using (var writer = PoolWriter.Start(directory.OpenToWrite(PlanOf(Example)), new()))
        {
            await writer.SubmitAsync(
            [
                new PoolCommand.BindReferrer("b", Day(0), "buyer", "friend"),
                Order("old", Day(1), "buyer", 500),
                Order("o1", Day(40), "buyer", 1000), Order("o2", Day(41), "other", 1000),
                Order("o3", Day(60), "buyer", 200),
            ], CancellationToken.None);
        }

        var draft = Draft(Example) with
        {
            Split = Draft(Example).Split with { Platform = Percent(3), RewardBudget = Percent(4) },
            Pool = Draft(Example).Pool with { MintRatio = Percent(50) },
            Rewards = Draft(Example).Rewards with { Direct = Percent(1) },
        };

        var result = PlanTrial.Run(directory, draft, 30, CancellationToken.None);

        // 2200 of three orders; the one of day 1 is older than 30 days. 20 %: commission 440.
        Assert.Equal((3, 3), (result.Now.Orders, result.Then.Orders));
        Assert.Equal((Yuan("2200"), Yuan("2200")), (result.Now.Turnover, result.Then.Turnover));
        // 20 − 2 − 2 = 16 %, then 20 − 3 − 4 = 13 %.
        Assert.Equal((Yuan("352"), Yuan("286")), (result.Now.Inflow, result.Then.Inflow));
        // 70 % and 50 % of it.
        Assert.Equal((Yuan("246.4"), Yuan("143")), (result.Now.Minted, result.Then.Minted));
        Assert.Equal((Yuan("44"), Yuan("66")), (result.Now.Platform, result.Then.Platform));
        // The buyer with a referrer spent 1200: 0.3 % and 1 %.
        Assert.Equal((Yuan("3.6"), Yuan("12")),
            (result.Now.RewardOf(RewardKind.Direct), result.Then.RewardOf(RewardKind.Direct)));
        // 2 % of 2200 less 3.6; 4 % of 2200 less 12.
        Assert.Equal((Yuan("40.4"), Yuan("76")), (result.Now.Remainder, result.Then.Remainder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Under_the_plan_that_runs_the_trial_gives_what_was_really_settled()
    {
        var until = platform.Pool.Load().Pool.Clock;
        var from = new Instant(until.Milliseconds - (30 * Instant.MillisecondsPerDay));
        using var journal = platform.Pool.OpenToRead();
        var real = Replay.Records(journal, 0, journal.End()).SelectMany(record => record.Event switch
        {
            PoolEvent.DueProcessed due when due.Clock >= from =>
                due.Items.OfType<DueItem.OrderFinal>().Select(item => item.Settlement),
            PoolEvent.OrderSettled settled when record.At >= from => [settled.Settlement],
            _ => Enumerable.Empty<Settlement>(),
        }).Where(order => order.Amount > Money.Zero).ToList();

        var result = PlanTrial.Run(platform.Pool, Replay.PlanOf(journal).Settings, 30, CancellationToken.None);

        Assert.Equal(result.Now, result.Then with { Rewards = result.Now.Rewards });
        Assert.Equal(0, result.Now.Refused);
        Assert.Equal(real.Count, result.Now.Orders);
        Assert.Equal(Sum(real, order => order.Inflow), result.Now.Inflow);
        Assert.Equal(Sum(real, order => order.Platform), result.Now.Platform);
        Assert.Equal(Sum(real, order => order.Remainder), result.Now.Remainder);
        Assert.Equal(
            Sum(real, order => order.Rewards.Aggregate(Money.Zero, (sum, reward) => sum + reward.Amount)),
            result.Now.Rewards.Values.Aggregate(Money.Zero, (sum, amount) => sum + amount));
    }

    [Fact]
    public void A_trial_leaves_the_journal_as_it_was()
    {
        using var before = platform.Pool.OpenToRead();
        var end = before.End();
        var draft = Replay.PlanOf(before).Settings;

        PlanTrial.Run(platform.Pool, draft with { Split = draft.Split with { Platform = Percent(1) } }, 30,
            CancellationToken.None);

        using var after = platform.Pool.OpenToRead();
        Assert.Equal(end.Position, after.End().Position);
        Assert.True(end.Hash.Span.SequenceEqual(after.End().Hash.Span));
    }

    private static Money Sum(List<Settlement> orders, Func<Settlement, Money> of) =>
        orders.Aggregate(Money.Zero, (sum, order) => sum + of(order));

    private static PoolCommand Order(string id, Instant at, string member, long yuan) => new PoolCommand.SettleOrder(
        id, at, id, member, "shop", Money.FromYuan(yuan), null, []);

    private static Instant Day(int day) => new(day * Instant.MillisecondsPerDay);

    private static Rate Percent(int percent) => Rate.FromParts(percent * 10_000);

    private static Money Yuan(string text) =>
        Decimals.TryRead(text, Money.Decimals, out var units)
            ? Money.FromUnits(units)
            : throw new FormatException(text);

    private static PlanDraft Draft(string text) => PlanFile.Read(text).Draft!;

    private static Plan PlanOf(string text)
    {
        Assert.True(PlanReview.TryApprove(Draft(text), out var plan, out var findings), string.Join('\n', findings));
        return plan;
    }
}
