using System.Numerics;
using CsCheck;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Rule 16 on the slow model itself: an oracle that breaks it would agree with a broken pool.</summary>
public sealed class SlowModelProperties
{
    [Fact]
    public void Every_step_keeps_what_is_always_true() => Commands.OnAnyPlan.Sample(
        example => Run(example.Plan, example.Commands, (model, before, _) =>
        {
            Assert.Equal(model.Now.Totals.PoolAndReserve, model.Now.Pool + model.Now.Reserve);
            Assert.Equal(model.Now.Circulating, Sum(model.Now, member => member.Points) + model.Now.Float);
            Assert.Equal(model.Now.Pool.IsZero, model.Now.Circulating.IsZero);
            AssertPaidOutOfWhatCameIn(model.Now.Totals);
            AssertPriceNeverFell(before, model.Now);
            Assert.All(model.Now.Members.Values, AssertNothingNegative);
            AssertCapIsKept(example.Plan, model.Now);
        }),
        iter: 3_000, print: Commands.Print);

    [Fact]
    public void Commands_that_are_refused_change_nothing() => Commands.OnAnyPlan.Sample(
        example => Run(example.Plan, example.Commands, (model, before, answer) =>
        {
            if (!answer.IsAccepted && answer.Before.Due.IsEmpty)
            {
                Assert.Equal(before, model.Now);
            }
        }),
        iter: 1_000, print: Commands.Print);

    [Fact]
    public void The_same_commands_give_the_same_state() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var (first, second) = (new SlowModel(example.Plan), new SlowModel(example.Plan));
            foreach (var command in example.Commands)
            {
                Assert.Equal(first.Submit(command).Refusal, second.Submit(command).Refusal);
            }

            Assert.Equal(first.Now.Totals, second.Now.Totals);
            Assert.Equal(first.Now.Price, second.Now.Price);
        },
        iter: 200, print: Commands.Print);

    /// <summary>A generator that never gets there tests nothing there.</summary>
    [Fact]
    public void Generated_commands_reach_every_corner()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Commands.OnAnyPlan.Sample(
            example => Run(example.Plan, example.Commands, (model, before, answer) =>
            {
                seen.Add(answer.Refusal.Code());
                seen.UnionWith(Corners(model.Now, before, answer));
            }),
            iter: 4_000, threads: 1, seed: "0000000000002");

        // Profile CN, plan versions, reviews, statements and old debts (they have tests of their own), the length of
        // referral chains and defects of our own code are not in the model.
        Refusal[] notHere =
        [
            Refusal.ApproverNeeded, Refusal.ReferralTooDeep, Refusal.FundingNeeded, Refusal.FundingRefused,
            Refusal.Quarantined, Refusal.UplineLimit, Refusal.AcknowledgementMissing, Refusal.AcknowledgementInvalid,
            Refusal.AcknowledgementUnknown, Refusal.PlanUnreadable, Refusal.PlanNotApproved, Refusal.PlanIdentity,
            Refusal.PlanVersionOrder, Refusal.PlanNoticeTooShort, Refusal.PlanWorsens, Refusal.HeldForReview,
            Refusal.OrderNotHeld, Refusal.LegacyOff, Refusal.ClaimExists, Refusal.ClaimUnknown, Refusal.ClaimNotOpen,
            Refusal.ClaimDisputed, Refusal.NoConsent, Refusal.CoinSpent, Refusal.CoinsTooFew,
            Refusal.CoinShareExceeded, Refusal.SettlementFundShort, Refusal.NotACreditor, Refusal.ReleasesStopped,
            Refusal.ReleasesRunning, Refusal.DocumentNeeded, Refusal.CoinsHeld,
            Refusal.StatementUnreadable,
        ];
        var expected = Enum.GetValues<Refusal>().Except(notHere).Select(refusal => refusal.Code())
            .Concat(
            [
                "split", "split while empty", "exit", "two exits at once", "exit in due processing", "goods exit",
                "notice", "notice ended", "emptied", "minted again", "held: commission-unfunded",
                "held: points-too-coarse", "held: pool-full", "platform receivable", "member receivable",
                "closed with holders", "woken by a deposit", "woken by the end of a pause",
                "order without points", "settled when due", "old points burnt", "three agents", "peer bonus",
                "dividend taken back", "paid although unbound",
            ]);
        Assert.Empty(expected.Except(seen));
    }

    private static IEnumerable<string> Corners(SlowState now, SlowState before, SlowAnswer answer)
    {
        (string Name, bool IsReached)[] corners =
        [
            ("split", answer.Own.Splits > 0),
            ("split while empty", now.Scale > before.Scale && now.Circulating.IsZero),
            ("exit", answer.Own.Exits.Count == 1),
            ("two exits at once", answer.Own.Exits.Count > 1),
            ("exit in due processing", answer.Before.Exits.Count > 0),
            ("goods exit", Sum(now, member => member.GoodsCredit) > Sum(before, member => member.GoodsCredit)),
            ("notice", now.Members.Values.Any(member => member.Notice is not null)),
            ("notice ended", before.Members.Values.Any(member =>
                member.Notice is not null && answer.Before.Exits.Any(exit => exit.Member == member.Name))),
            ("emptied", now.Circulating.IsZero && !before.Circulating.IsZero),
            ("minted again", before.Circulating.IsZero && !before.Reserve.IsZero && !now.Circulating.IsZero),
            ("held: commission-unfunded", IsHeld(now, Refusal.CommissionUnfunded)),
            ("held: points-too-coarse", IsHeld(now, Refusal.PointsTooCoarse)),
            ("held: pool-full", IsHeld(now, Refusal.PoolFull)),
            ("platform receivable", !now.PlatformReceivable.IsZero),
            ("member receivable", now.Members.Values.Any(member => !member.Receivable.IsZero)),
            ("closed with holders", now.Closed && !before.Closed && before.Circulating > before.Float),
            ("woken by a deposit", !before.Paused && !answer.Later.Due.IsEmpty),
            ("woken by the end of a pause", before.Paused && !answer.Later.Due.IsEmpty),
            ("order without points", now.Settled.Values.Any(row => row.Points.IsZero)),
            ("settled when due", answer.Before.Due.Any(due => due is { Order: not null, Held: Refusal.None })),
            ("notice stuck", now.Members.Values.Any(member => member.Notice is { Stuck: true })),
            ("three agents", now.Settled.Values.Any(row => row.Rewards.Count(line => line.Kind
                is RewardKind.DistrictAgent or RewardKind.CityAgent or RewardKind.ProvinceAgent) == 3)),
            ("peer bonus", now.Settled.Values.Any(row => row.Rewards.Any(line => line.Kind is RewardKind.Peer))),
            ("dividend taken back", now.Settled.Count == before.Settled.Count
                && Sum(now, member => member.DividendMoney) < Sum(before, member => member.DividendMoney)
                && now.Withdrawals.Count == before.Withdrawals.Count),
            ("paid although unbound", now.Settled.Values.Any(row =>
                row.Rewards.Any(line => line.Kind is RewardKind.Direct) && now.Member(row.Member).Referrer is null)),
            ("old points burnt", now.Settled.Values.Any(row => row.Factor > 1 && !row.Demanded.IsZero)),
        ];
        return corners.Where(corner => corner.IsReached).Select(corner => corner.Name);
    }

    private static bool IsHeld(SlowState state, Refusal reason) =>
        state.Pending.Values.Any(order => order.Waiting == reason);

    private static void Run(
        Plan plan, PoolCommand[] commands, Action<SlowModel, SlowState, SlowAnswer> check)
    {
        var model = new SlowModel(plan);
        foreach (var command in commands)
        {
            var before = model.Now;
            check(model, before, model.Submit(command));
        }
    }

    // Rule 16.8 forgets goods returned: their money was redeemed once and can be paid out again from the reserve.
    private static void AssertPaidOutOfWhatCameIn(SlowTotals totals) => Assert.True(
        totals.Paid + totals.Redeemed + totals.ClosingPaid
        <= totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.GoodsReturned);

    private static void AssertPriceNeverFell(SlowState before, SlowState now)
    {
        // Points of the state before, brought to the present scale: a split alone changes no value.
        var points = before.Price.Points * BigInteger.Pow(10, now.Scale - before.Scale);
        Assert.True(now.Closed || now.Price.Money * points >= before.Price.Money * now.Price.Points);
    }

    private static void AssertNothingNegative(SlowMember member)
    {
        BigInteger[] amounts =
        [
            member.Points, member.Basis, member.Proceeds, member.Spent, member.SaleMoney, member.RewardMoney,
            member.GoodsCredit, member.Receivable, member.DividendMoney,
        ];
        Assert.All(amounts, amount => Assert.True(amount.Sign >= 0));
        Assert.Equal(member.Points, member.Lots.Aggregate(BigInteger.Zero, (sum, lot) => sum + lot.Points));
        Assert.True(!member.Points.IsZero || (member.Basis.IsZero && member.Proceeds.IsZero));
    }

    private static void AssertCapIsKept(Plan plan, SlowState now)
    {
        if (plan.Cap.Multiple is { } cap && !now.Paused && !now.Closed)
        {
            var meeting = now.Members.Values.Where(member =>
                !member.Points.IsZero && member.Points * now.Pool >= member.Limit * now.Circulating);
            Assert.All(meeting, member => Assert.NotNull(member.Notice));
        }
    }

    private static BigInteger Sum(SlowState state, Func<SlowMember, BigInteger> part) =>
        state.Members.Values.Aggregate(BigInteger.Zero, (sum, member) => sum + part(member));
}
