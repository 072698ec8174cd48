using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>
/// A second pool, slow and obvious, written from the rules alone: big integers, members by name, every member looked
/// at for every exit, every split carried out at once. The real pool must agree with it after every command.
/// </summary>
internal sealed class SlowModel
{
    private const long ClosingNoticeMs = 30 * Instant.MillisecondsPerDay;

    private SlowOrders _orders;
    private SlowPoints _points;
    private SlowWallets _wallets;
    private SlowExits _exits;
    private SlowRewards _rewards;

    public SlowModel(Plan plan)
    {
        Use(plan);
        Now = SlowState.Open(plan.Pool.StartPrice.Units, plan.Pool.Float.Units)
            with { Vintages = [SlowRights.Of(plan)] };
    }

    public SlowState Now { get; private set; }

    public SlowAnswer Submit(PoolCommand command)
    {
        var clock = Math.Max(Now.Clock, command.At.Milliseconds);
        var before = RunDue(clock);
        var step = Decide(Now with { Clock = clock }, command).Then(_exits.After);
        Now = step.State ?? Now;
        var own = TakeAftermath();

        // What this very command set free does not wait for the next one.
        return new(step.Refusal, before, own, RunDue(Now.Clock));
    }

    private SlowAftermath RunDue(long clock)
    {
        while (!Now.Paused && NextDue(clock) is { } item)
        {
            Now = item(Now with { Clock = clock });
        }

        return TakeAftermath();
    }

    // The earlier due first; a version, then orders, then notices at the same due.
    private Func<SlowState, SlowState>? NextDue(long clock)
    {
        var order = Now.Pending.Values
            .Where(order => order.Due <= clock && order.Waiting is Refusal.None)
            .OrderBy(order => order.Due).ThenBy(order => order.Position)
            .FirstOrDefault();
        var member = _exits.Noticed(Now)
            .Where(member => member.Notice is { Stuck: false } notice && notice.Due <= clock)
            .OrderBy(member => member.Notice!.Due).ThenBy(member => member.Notice!.Position)
            .FirstOrDefault();
        if (Now.Scheduled.FirstOrDefault() is { Plan: { } plan } next && next.Due <= clock
            && !(order?.Due < next.Due) && !(member?.Notice!.Due < next.Due))
        {
            return state => TakeEffect(state, plan);
        }

        return order is not null && !(member?.Notice!.Due < order.Due) ? state => Finalise(state, order)
            : member is not null ? state => EndNotice(state, member)
            : null;
    }

    [MemberNotNull(nameof(_orders), nameof(_points), nameof(_wallets), nameof(_exits), nameof(_rewards))]
    private void Use(Plan plan)
    {
        _orders = new(plan);
        _points = new(plan);
        _wallets = new(plan);
        _exits = new(plan);
        _rewards = new(plan);
    }

    private SlowState TakeEffect(SlowState state, Plan plan)
    {
        Use(plan);
        var rights = SlowRights.Of(plan);
        return state with
        {
            Scheduled = state.Scheduled.RemoveAt(0),
            Vintages = rights == state.Vintages[^1] ? state.Vintages : state.Vintages.Add(rights),
        };
    }

    // The generator publishes only what the review lets pass.
    private static SlowStep Publish(SlowState state, PoolCommand.PublishPlan wish)
    {
        var due = Math.Max(state.Clock, wish.EffectiveAt.Milliseconds);
        return state.Closed ? Refusal.PoolClosed
            : state.ClosingEarliest is not null ? Refusal.ClosingAnnounced
            : due < state.LatestDue ? Refusal.PlanVersionOrder
            : state with { Scheduled = state.Scheduled.Add((PlanReview.Resume(wish.Plan)!, due)), LatestDue = due };
    }

    private SlowState Finalise(SlowState state, SlowOrder order)
    {
        var step = _orders.Book(state, order).Then(_exits.After);
        return Took(
            step.State ?? state.With(order with { Waiting = step.Refusal }), new(order.Id, order.Member, step.Refusal));
    }

    // Where no split would fit after the exit, the notice stays and nobody is sold out.
    private SlowState EndNotice(SlowState state, SlowMember member)
    {
        var step = _exits.EndNotice(state, member.Name);
        var stuck = member with { Notice = member.Notice! with { Stuck = true } };
        return Took(step.State ?? state.With(stuck), new(Order: null, member.Name, step.Refusal));
    }

    private static SlowState Took(SlowState state, SlowDue item) =>
        state with { Aftermath = state.Aftermath with { Due = state.Aftermath.Due.Add(item) } };

    private SlowAftermath TakeAftermath()
    {
        var aftermath = Now.Aftermath;
        Now = Now with { Aftermath = SlowAftermath.None };
        return aftermath;
    }

    private SlowStep Decide(SlowState state, PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder wish => _orders.Settle(state, wish),
        PoolCommand.PlaceOrder wish => _orders.Place(state, wish),
        PoolCommand.DeliverOrder wish => _orders.Deliver(state, wish),
        PoolCommand.RefundOrder wish => SlowOrders.Refund(state, wish),
        PoolCommand.ReverseOrder wish => SlowReversal.Reverse(state, wish),
        PoolCommand.SellPoints wish => _points.Sell(state, wish),
        PoolCommand.RedeemPoints wish => _points.Redeem(state, wish),
        PoolCommand.SpendCredit wish => SlowPoints.Spend(state, wish),
        PoolCommand.InjectCapital wish => Inject(state, wish.Amount.Units),
        PoolCommand.Subsidise wish => Subsidise(state, wish.Amount.Units, wish.Share),
        PoolCommand.ReturnReserve wish => ReturnReserve(state, wish.Amount?.Units ?? state.Reserve),
        PoolCommand.BindReferrer wish => _rewards.Bind(state, wish.Member, wish.Referrer),
        PoolCommand.RegisterMerchant wish => _rewards.Register(state, wish),
        PoolCommand.TopUpDeposit wish => TopUp(state, wish.Merchant, wish.Amount.Units),
        PoolCommand.AdvanceClock => state,
        PoolCommand.RequestWithdrawal wish => _wallets.Request(state, wish),
        PoolCommand.ApproveWithdrawal wish => SlowWallets.Approve(state, wish.Withdrawal),
        PoolCommand.RejectWithdrawal wish => SlowWallets.Reject(state, wish.Withdrawal),
        PoolCommand.WithdrawalPaid wish => SlowWallets.Pay(state, wish.Withdrawal),
        PoolCommand.WithdrawalFailed wish => SlowWallets.Fail(state, wish.Withdrawal),
        PoolCommand.PausePool => Pause(state),
        PoolCommand.LiftPause wish => Lift(state, wish),
        PoolCommand.AnnounceClosing => Announce(state),
        PoolCommand.ClosePool => Close(state),
        _ => DecideReward(state, command),
    };

    private SlowStep DecideReward(SlowState state, PoolCommand command) => command switch
    {
        PoolCommand.UnbindReferrer wish => SlowRewards.Unbind(state, wish.Member),
        PoolCommand.AppointAgent wish => SlowRewards.Appoint(state, wish),
        PoolCommand.EndAgent wish => SlowRewards.End(state, wish.Division),
        PoolCommand.BookAgentFee wish => SlowRewards.BookFee(state, wish),
        PoolCommand.SetLevel wish => _rewards.SetLevel(state, wish),
        PoolCommand.AppointPromoter wish => SlowRewards.Promote(state, wish.Member, begins: true),
        PoolCommand.EndPromoter wish => SlowRewards.Promote(state, wish.Member, begins: false),
        PoolCommand.PayDividend wish => _rewards.PayDividend(state, wish),
        PoolCommand.PublishPlan wish => Publish(state, wish),
        _ => throw new NotSupportedException(command.GetType().Name),
    };

    private static SlowStep Inject(SlowState state, BigInteger amount) =>
        state.Closed ? Refusal.PoolClosed
            : state.Paused ? Refusal.Paused
            : amount.IsZero ? Refusal.NothingToDo
            : SlowOrders.IsTooLarge(amount) ? Refusal.AmountTooLarge
            : state.Circulating.IsZero ? Refusal.PoolEmpty
            : state with
            {
                Pool = state.Pool + amount,
                Totals = state.Totals with { Injected = state.Totals.Injected + amount },
            };

    private static SlowStep Subsidise(SlowState state, BigInteger amount, Rate share) =>
        state.Closed ? Refusal.PoolClosed
            : amount.IsZero ? Refusal.NothingToDo
            : SlowOrders.IsTooLarge(amount) ? Refusal.AmountTooLarge
            : share == Rate.Zero ? Refusal.NothingToDo
            : state with { Subsidies = state.Subsidies.Add(new(amount, share.Parts)) };

    private static SlowStep ReturnReserve(SlowState state, BigInteger amount) =>
        state.Closed ? Refusal.PoolClosed
            : state.Paused ? Refusal.Paused
            : amount > state.Reserve ? Refusal.ReserveTooLow
            : amount.IsZero ? Refusal.NothingToDo
            : state.Circulating.IsZero ? Refusal.PoolEmpty
            : state with { Pool = state.Pool + amount, Reserve = state.Reserve - amount };

    private static SlowStep TopUp(SlowState state, string merchant, BigInteger amount)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (amount.IsZero || SlowOrders.IsTooLarge(amount))
        {
            return amount.IsZero ? Refusal.NothingToDo : Refusal.AmountTooLarge;
        }

        return SlowOrders.Wake(state.WithDeposit(merchant, state.Deposit(merchant) + amount), merchant);
    }

    private static SlowStep Pause(SlowState state) =>
        state.Closed ? Refusal.PoolClosed
            : state.Paused ? Refusal.Paused
            : state with { Paused = true };

    private static SlowStep Lift(SlowState state, PoolCommand.LiftPause wish) =>
        state.Closed ? Refusal.PoolClosed
            : !state.Paused ? Refusal.NotPaused
            : wish.By is not null && wish.By == wish.Approver ? Refusal.SamePerson
            : state with { Paused = false };

    private static SlowStep Announce(SlowState state) =>
        state.Closed ? Refusal.PoolClosed
            : state.ClosingEarliest is not null ? Refusal.ClosingAnnounced
            : state with { ClosingEarliest = state.Clock + ClosingNoticeMs };

    private static SlowStep Close(SlowState state) =>
        state.Closed ? Refusal.PoolClosed
            : state.ClosingEarliest is not { } earliest ? Refusal.ClosingNotAnnounced
            : state.Clock < earliest ? Refusal.ClosingNotDue
            : !state.Pending.IsEmpty ? Refusal.OrdersOpen
            : PayEverybody(state);

    // Each its part without retention; the operator gets the float's, and crumbs stay in the reserve.
    private static SlowState PayEverybody(SlowState open)
    {
        var toOperator = open.Value(open.Float);
        var paid = toOperator;
        var state = open.PlatformGets(toOperator);
        foreach (var member in open.Members.Values)
        {
            var part = open.Value(member.Points);
            paid += part;
            state = state
                .With(state.Member(member.Name).WithoutOldest(member.Points) with { Notice = null })
                .Pay(member.Name, SlowPurse.Sales, part);
        }

        return state with
        {
            Pool = 0,
            Circulating = 0,
            Float = 0,
            Reserve = state.Reserve + open.Pool - paid,
            KeptMoney = open.Price.Money,
            KeptPoints = open.Price.Points,
            Closed = true,
            Totals = state.Totals with { ClosingPaid = state.Totals.ClosingPaid + paid },
        };
    }
}

/// <summary>
/// The model's answer: the refusal or none, and what happened before the command was decided (orders and notices that
/// were due), by it, and after it (orders that had waited for it).
/// </summary>
internal sealed record SlowAnswer(Refusal Refusal, SlowAftermath Before, SlowAftermath Own, SlowAftermath Later)
{
    public bool IsAccepted => Refusal is Refusal.None;
}
