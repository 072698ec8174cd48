using System.Numerics;
using CsCheck;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>The real pool and the slow model get the same commands and must agree after each of them.</summary>
public sealed class PoolAgainstModelTests
{
    [Fact]
    public void The_pool_agrees_with_the_slow_model_after_every_command() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            var model = new SlowModel(example.Plan);
            foreach (var command in example.Commands)
            {
                var answer = model.Submit(command);
                var happened = desk.Run(command);
                var refusal = happened is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None;
                Assert.Equal((command.Id, answer.Refusal), (command.Id, refusal));
                CompareAftermath(desk, answer.Own, happened);
                CompareSheet(desk, model.Now, happened);
                Compare(desk, model.Now);
            }
        },
        iter: 4_000, print: Commands.Print);

    [Fact]
    public void It_agrees_while_versions_of_the_plan_change_what_points_keep() => Commands.OnAChangingPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            var model = new SlowModel(example.Plan);
            foreach (var command in example.Commands)
            {
                var answer = model.Submit(command);
                var happened = desk.Run(command);
                var refusal = happened is PoolEvent.Refused { Reason: var reason } ? reason : Refusal.None;
                Assert.Equal((command.Id, answer.Refusal), (command.Id, refusal));
                CompareAftermath(desk, answer.Own, happened);
                Compare(desk, model.Now);
            }

            // And what was journaled gives the same pool, as does its image.
            Assert.Equal(desk.Pool.StateHash(), desk.Replayed().StateHash());
            var image = new WireWriter();
            desk.Pool.WriteImage(image);
            Assert.Equal(desk.Pool.StateHash(), Pool.Restore(
                desk.Pool.PlanVersions.First().Plan, image.Written).StateHash());
        },
        iter: 4_000, print: Commands.Print);

    private static void Compare(Desk desk, SlowState model)
    {
        var pool = desk.Pool;
        Assert.Equal(
            (model.Pool, model.Circulating, model.Float, model.Reserve, model.Scale, model.Clock),
            (pool.Backing.Pool.Units, pool.Backing.Circulating.Units, pool.Backing.Float.Units,
                pool.Backing.Reserve.Units, pool.Backing.Scale, pool.Clock.Milliseconds));
        Assert.Equal(
            (model.Platform, model.PlatformReceivable), (pool.Platform.Units, pool.PlatformReceivable.Units));
        Assert.Equal((model.Paused, model.Closed), (pool.IsPaused, pool.IsClosed));
        Assert.Equal(model.AgentFees, pool.AgentFees.Units);
        Assert.Equal(model.Periods.Order(StringComparer.Ordinal), pool.DividendPeriods.Keys);
        if (model.Circulating.IsZero && !model.Closed)
        {
            var kept = pool.Backing.Price;
            Assert.Equal(model.KeptMoney * kept.Points.Units, model.KeptPoints * kept.Money.Units);
        }

        CompareTotals(pool.Totals, model.Totals);
        Assert.Equal(model.Pending.Keys.Order(StringComparer.Ordinal), desk.PendingOrders);
        foreach (var (name, member) in model.Members)
        {
            Compare(name, desk[name], member);
        }
    }

    private static void Compare(string name, MemberBalance real, SlowMember model) => Assert.Equal(
        (name, model.Points, model.Basis, model.Proceeds, model.Spent, model.SaleMoney, model.RewardMoney,
            (model.GoodsCredit, model.Receivable, model.DividendMoney, model.Notice is { Stuck: false })),
        (name, real.Points.Units, real.Basis.Units, real.Proceeds.Units, real.Spent.Units, real.SaleMoney.Units,
            real.RewardMoney.Units, (real.GoodsCredit.Units, real.Receivable.Units, real.DividendMoney.Units,
                real.NoticeEnds is not null)));

    // Who, why and how much, line by line; what is left is the remainder.
    private static void CompareSheet(Desk desk, SlowState model, PoolEvent happened)
    {
        if (happened is PoolEvent.OrderSettled { Settlement: var order })
        {
            var sheet = RewardSheet.Of(order);
            Assert.Equal(
                model.Settled[order.Order].Rewards.Select(line =>
                    (desk.NumberOf(line.Payee), line.Kind, (long)line.Amount)),
                sheet.Lines.Select(line => (line.Payee, line.Kind, line.Amount.Units)));
            Assert.Equal(sheet.Budget.Units, sheet.Lines.Sum(line => line.Amount.Units) + sheet.Remainder.Units);
        }
    }

    private static void CompareTotals(Totals real, SlowTotals model) => Assert.Equal(
        (model.Inflow, model.Injected, model.Paid, model.Redeemed, model.Released, model.SubsidiesUsed,
            (model.RemaindersToPool, model.GoodsReturned, model.ClosingPaid, model.Exits, model.Orders)),
        (real.Inflow.Units, real.Injected.Units, real.Paid.Units, real.Redeemed.Units, real.Released.Units,
            real.SubsidiesUsed.Units, (real.RemaindersToPool.Units, real.GoodsReturned.Units, real.ClosingPaid.Units,
                real.Exits, real.Orders)));

    private static void CompareAftermath(Desk desk, SlowAftermath model, PoolEvent happened)
    {
        Assert.Equal(model.Splits, happened.After.Splits);
        Assert.Equal(
            model.Exits.Select(exit => (desk.NumberOf(exit.Member), exit.Points, exit.Value, exit.Paid)),
            happened.After.Exits.Select(exit => (exit.Member, (BigInteger)exit.Points.Units,
                (BigInteger)exit.Value.Units, (BigInteger)exit.Paid.Units)));
    }
}
