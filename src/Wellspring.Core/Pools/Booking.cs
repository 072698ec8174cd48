using System.Collections.Immutable;
using System.Diagnostics;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>
/// The only writer of a pool's state: books what an event says, checks it, and posts both sides of it. It cannot
/// refuse; whatever does not add up stops the pool.
/// </summary>
internal sealed class Booking(PoolState state, Wallets wallets)
{
    private readonly Wallets _wallets = wallets;
    private readonly VersionBooking _versions = new(state);
    private readonly Holdings _holdings = new(state, wallets);
    private readonly LegacyBooking _legacy = new(state, wallets, new(state, wallets));

    /// <summary>What payouts since the last call paid of their members' debts: part of a record's figures.</summary>
    public ImmutableArray<Netting> TakeNettings() => _wallets.TakeNettings();

    public void Apply(PoolEvent happened, Instant at, long position)
    {
        if (happened is PoolEvent.Refused or PoolEvent.Quarantined)
        {
            return;
        }

        Invariant.Require(state.IsOpened != happened is PoolEvent.PoolOpened, "a pool is opened once, and first");
        var clockBefore = state.Clock;
        state.Clock = state.Clock.Later(at);
        var priceBefore = state.Backing.Price;
        var scaleBefore = state.Backing.Scale;
        Book(happened, position);
        Then(happened.After);
        Invariant.Require(state.Clock >= clockBefore, "the clock never goes back");
        PoolLaws.Check(state, scaleBefore, priceBefore);
    }

    /// <summary>Books one due item; several make one record.</summary>
    public void Apply(DueItem item, Instant clock)
    {
        state.Clock = state.Clock.Later(clock);
        var priceBefore = state.Backing.Price;
        var scaleBefore = state.Backing.Scale;
        switch (item)
        {
            case DueItem.OrderFinal final:
                state.Pending.Remove(final.Settlement.Order);
                Settle(final.Settlement);
                break;
            case DueItem.OrderHeld waits:
                state.Pending.Put(Pending(waits.Order) with { Waiting = waits.Reason });
                break;
            case DueItem.NoticeEnded ended:
                var due = state.Notices.Close((int)ended.Member.Value);
                Invariant.Require(due <= state.Clock, "a notice runs its full length");
                Exit(ended.Exit, fromNotice: true);
                break;
            case DueItem.NoticeHeld held:
                state.Notices.Hold((int)held.Member.Value);
                break;
            case DueItem.PlanEffective effective:
                _versions.TakeEffect(effective.Version);
                break;
            case DueItem.ReleaseBegan began:
                _legacy.Begin(began);
                break;
            case DueItem.PointsReleased released:
                _legacy.Release(released);
                break;
            default:
                throw new UnreachableException($"nothing books {item.GetType().Name}");
        }

        Then(item.After);
        PoolLaws.Check(state, scaleBefore, priceBefore);
    }

    private void Book(PoolEvent happened, long position)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled settled:
                Settle(settled.Settlement);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    Apply(item, due.Clock);
                }

                break;
            case PoolEvent.OrderPlaced { Placed: var placed }:
                Invariant.Require(placed.Position == position, "an order knows its place");
                state.Members.Admit(placed.Member);
                state.Merchants.FindOrAdd(placed.Merchant, state.Plan.Split.Commission);
                state.Pending.Put(placed);
                break;
            case PoolEvent.OrderDelivered delivered:
                state.Pending.Put(Pending(delivered.Order) with { Delivered = true, Due = delivered.Due });
                break;
            case PoolEvent.OrderRefunded refunded:
                Refund(refunded);
                break;
            case PoolEvent.OrderReversed reversed:
                Reverse(reversed);
                break;
            case PoolEvent.PointsSold sold:
                Sell(sold);
                break;
            case PoolEvent.PointsRedeemed redeemed:
                Redeem(redeemed);
                break;
            default:
                BookOther(happened);
                break;
        }
    }

    private void BookOther(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.PoolOpened opened:
                Open(opened);
                break;
            case PoolEvent.CapitalInjected { Amount: var amount }:
                state.Backing = state.Backing.Add(amount);
                state.Totals = state.Totals with { Injected = state.Totals.Injected + amount };
                _wallets.Transfer(AccountKind.Clearing, AccountKind.Pool, amount);
                break;
            case PoolEvent.Subsidised subsidised:
                state.Subsidies.Enqueue(new(subsidised.Amount, subsidised.Share));
                _wallets.Transfer(AccountKind.Clearing, AccountKind.Subsidies, subsidised.Amount);
                break;
            case PoolEvent.ReserveReturned { Amount: var amount }:
                state.Backing = state.Backing.ReturnReserve(amount);
                _wallets.Transfer(AccountKind.Reserve, AccountKind.Pool, amount);
                break;
            case PoolEvent.MerchantRegistered registered:
                Register(registered);
                break;
            case PoolEvent.DepositToppedUp topUp:
                _wallets.TopUp(topUp);
                RetryFunded(topUp.Merchant);
                break;
            case PoolEvent.ClockAdvanced:
                break;
            case PoolEvent.PoolPaused:
                state.IsPaused = true;
                break;
            case PoolEvent.PauseLifted:
                state.IsPaused = false;
                break;
            case PoolEvent.ClosingWasAnnounced announced:
                state.ClosesAt = announced.Earliest;
                break;
            case PoolEvent.PoolWasClosed closed:
                Close(closed);
                break;
            default:
                if (!_versions.TryBook(happened) && !new RewardBooking(state, _wallets).TryBook(happened)
                    && !new ClaimBooking(state, _wallets).TryBook(happened) && !_legacy.TryBook(happened))
                {
                    _wallets.Book(happened);
                }

                break;
        }
    }

    private void Open(PoolEvent.PoolOpened opened)
    {
        state.IsOpened = true;
        state.Backing = Backing.Open(state.Plan.Pool.StartPrice, opened.Float);
        state.Totals = state.Totals with { Float = opened.Float };
        Invariant.Require(state.Backing.Float == opened.FloatPoints, "the float buys what the start price says");
        foreach (var given in opened.Acknowledgements)
        {
            state.Acknowledgements.Add(given);
        }

        _wallets.Transfer(AccountKind.Clearing, AccountKind.Pool, opened.Float);
        _wallets.PostPoints(AccountKind.PointsFloat, 0, opened.FloatPoints.Units);
    }

    private void Settle(Settlement order)
    {
        state.Members.Admit(order.Member);
        _wallets.Touch(order.Member);
        ref var member = ref state.Members[order.Member];
        if (member.FirstOrder < 0)
        {
            member.FirstOrder = state.Totals.Orders;
            state.Totals = state.Totals with { Members = state.Totals.Members + 1 };
        }

        Invariant.Require(order.Scale == state.Backing.Scale, "an order settles in the present scale");
        var earns = order.Commission > Money.Zero;
        member.Round += member.Points == Points.Zero && order.Points > Points.Zero ? 1 : 0;
        var lots = state.Vintages.Of((int)order.Member.Value, member.Points, order.Scale);
        state.Vintages.Keep(order.Member, state.Vintages.With(lots, member.Points, order.Points), order.Scale);
        member.Points += order.Points;
        member.Basis += earns && member.Points > Points.Zero ? order.Amount : Money.Zero;
        member.Spent += order.Amount;
        state.Ages.Add(order.Member, new(order.Order, state.Clock, order.Points, order.Scale));
        var (money, minted) = CoinRules.Together(order.Inflow + order.Subsidy, order.Points, order.Coins);
        state.Backing = state.Backing.Deposit(money, minted);
        var toPool = state.Plan.Split.UnassignedToPool ? order.Remainder : Money.Zero;
        var reserve = state.Backing.Reserve;
        state.Backing = Settling.WithRemainder(state.Backing, toPool);
        var toReserve = state.Backing.Reserve - reserve;
        state.Totals = state.Totals with
        {
            Inflow = state.Totals.Inflow + order.Inflow,
            SubsidiesUsed = state.Totals.SubsidiesUsed + order.Subsidy,
            RemaindersToPool = state.Totals.RemaindersToPool + toPool,
            Turnover = state.Totals.Turnover + order.Amount,
            Orders = state.Totals.Orders + 1,
        };
        _wallets.Settle(order, toPool - toReserve, toReserve);
        _legacy.Settle(order);
        _holdings.Retrigger(order.Member);
    }

    private void Sell(PoolEvent.PointsSold sold)
    {
        if (state.Plan.Selling is { MaxShareOfHoldingPerDay: not null } or { MaxAmountPerDay: not null })
        {
            state.SoldToday[(int)sold.Member.Value] =
                state.Counter(state.SoldToday, sold.Member, state.Clock).With(sold.Points, sold.Paid);
        }

        _legacy.Sold(sold.Member, sold.Points, sold.Paid);
        _holdings.TakeOldest(sold.Member, sold.Points);
        _holdings.TakePoints(sold.Member, sold.Points, sold.Value);
        state.Ages.TakeOldest(sold.Member, sold.Points, state.Backing.Scale);
        _holdings.BurnBacking(sold.Points, sold.Paid);
        state.Totals = state.Totals with { Paid = state.Totals.Paid + sold.Paid };
        state.Members[sold.Member].Received += sold.Paid;
        _wallets.PayMember(sold.Member, AccountKind.WalletSales, sold.Paid, AccountKind.Pool);
        _holdings.Retrigger(sold.Member);
    }

    private void Redeem(PoolEvent.PointsRedeemed redeemed)
    {
        _legacy.Sold(redeemed.Member, redeemed.Points, redeemed.Credit);
        _holdings.TakeOldest(redeemed.Member, redeemed.Points);
        _holdings.TakePoints(redeemed.Member, redeemed.Points, redeemed.Value);
        state.Ages.TakeOldest(redeemed.Member, redeemed.Points, state.Backing.Scale);
        _holdings.BurnBacking(redeemed.Points, redeemed.Credit);
        state.Totals = state.Totals with { Redeemed = state.Totals.Redeemed + redeemed.Credit };
        state.Members[redeemed.Member].Received += redeemed.Credit;
        _wallets.Transfer(AccountKind.Pool, AccountKind.Goods, redeemed.Credit);
        if (state.Pending.Find(redeemed.Order) is { } order)
        {
            state.Pending.Put(order with
            {
                Amount = order.Amount - redeemed.Credit,
                Redeemed = order.Redeemed + redeemed.Credit,
            });
        }

        _holdings.Retrigger(redeemed.Member);
    }

    private void Refund(PoolEvent.OrderRefunded refunded)
    {
        if (refunded.Row is null)
        {
            var order = Pending(refunded.Order);
            order = order with
            {
                Amount = order.Amount - refunded.Cash,
                Redeemed = order.Redeemed - refunded.Goods,
                Coins = CoinRules.Less(order.Coins, refunded.Coins),
            };
            _legacy.Refund(order.Member, refunded.Coins);
            if (refunded.Closed)
            {
                state.Pending.Remove(order.Order);
            }
            else
            {
                state.Pending.Put(order);
            }
        }

        state.Backing = state.Backing.ToReserve(refunded.Goods);
        state.Totals = state.Totals with { GoodsReturned = state.Totals.GoodsReturned + refunded.Goods };
        _wallets.Transfer(AccountKind.Goods, AccountKind.Reserve, refunded.Goods);
    }

    private void Reverse(PoolEvent.OrderReversed reversed)
    {
        var row = reversed.Row;
        _wallets.Touch(row.Member);
        ref var member = ref state.Members[row.Member];
        member.Spent -= reversed.Amount;
        if (reversed.Burnt > Points.Zero)
        {
            _holdings.TakeOf(row, reversed.Burnt);
        }

        member.Basis = member.Points == Points.Zero ? Money.Zero : member.Basis - reversed.BasisCut;
        _holdings.BurnBacking(reversed.Burnt, reversed.Released);
        state.Totals = state.Totals with { Released = state.Totals.Released + reversed.Released };
        _wallets.Reverse(reversed);
        _legacy.Reverse(reversed);
        if (row.Mode is FundingMode.MerchantDirect && reversed.Due > Money.Zero)
        {
            RetryFunded(row.Merchant);
        }

        _holdings.Retrigger(row.Member);
    }

    private void Register(PoolEvent.MerchantRegistered registered)
    {
        state.Members.Admit(registered.Developer);
        var merchant = state.Merchants.FindOrAdd(registered.Merchant, registered.Commission);
        merchant.Commission = registered.Commission;
        merchant.Developer = registered.Developer == MemberNumber.None ? merchant.Developer : registered.Developer;
    }

    private void Close(PoolEvent.PoolWasClosed closed)
    {
        var paid = Money.Zero;
        state.Notices.Clear();
        foreach (var payment in closed.Payments)
        {
            _wallets.Touch(payment.Member);
            ref var member = ref state.Members[payment.Member];
            var free = member.Points;
            var locked = _legacy.Close(payment.Member, payment.Points, payment.Paid);
            Invariant.Require(free + locked == payment.Points, "closing pays what is held");
            state.Heap.Remove((int)payment.Member.Value, leaves: TriggerHeap.Outside);
            (member.Points, member.Basis, member.Proceeds, member.Limit) = (default, default, default, default);
            member.Received += payment.Paid;
            paid += payment.Paid;
            state.Ages.Forget(payment.Member);
            state.Vintages.Forget(payment.Member);
            _wallets.PostPoints(AccountKind.PointsFree, payment.Member.Value, -free.Units);
            _wallets.PayMember(payment.Member, AccountKind.WalletSales, payment.Paid, AccountKind.Pool);
        }

        Invariant.Require(
            paid + closed.ToOperator + closed.Crumbs == state.Backing.Pool, "closing pays out the whole pool");
        _wallets.PostPoints(AccountKind.PointsFloat, 0, -state.Backing.Float.Units);
        _wallets.PlatformIncome(closed.ToOperator, AccountKind.Pool);
        _wallets.Transfer(AccountKind.Pool, AccountKind.Reserve, closed.Crumbs);
        state.Backing = state.Backing.Close(closed.Crumbs);
        state.Totals = state.Totals with { ClosingPaid = state.Totals.ClosingPaid + paid + closed.ToOperator };
        state.Legacy.Releases.Clear();
        state.IsClosed = true;
    }

    private void Then(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Exit(exit, fromNotice: false);
        }

        if (after.Lapsed != MemberNumber.None)
        {
            state.Notices.Close((int)after.Lapsed.Value);
            state.Members[after.Lapsed].HeapSlot = TriggerHeap.Outside;
            _holdings.Retrigger(after.Lapsed);
        }

        foreach (var number in after.Notices)
        {
            ref var member = ref state.Members[number];
            var points = Members.PointsAt(member, state.Backing.Scale);
            Invariant.Require(Cascade.Triggers(state.Backing, points, member.Limit), "a notice has its reason");
            state.Heap.Remove((int)number.Value, leaves: TriggerHeap.OnNotice);
            state.Notices.Held.Remove((int)number.Value);
            state.Notices.Open((int)number.Value, state.Clock.Plus(state.Plan.Cap.NoticePeriod));
        }

        for (var split = 0; split < after.Splits; split++)
        {
            Split();
        }
    }

    private void Exit(CapExit exit, bool fromNotice)
    {
        _wallets.Touch(exit.Member);
        ref var member = ref state.Members[exit.Member];
        Invariant.Require(
            member.Points == exit.Points && Cascade.Triggers(state.Backing, exit.Points, member.Limit),
            "an exit sells all of a member's points, at the cap");
        if (fromNotice)
        {
            member.HeapSlot = TriggerHeap.Outside;
        }

        _legacy.Sold(exit.Member, exit.Points, exit.Paid);
        _holdings.TakePoints(exit.Member, exit.Points, exit.Value);
        state.Ages.Forget(exit.Member);
        state.Vintages.Forget(exit.Member);
        _holdings.BurnBacking(exit.Points, exit.Paid);
        state.Totals = state.Totals with { Paid = state.Totals.Paid + exit.Paid, Exits = state.Totals.Exits + 1 };
        member.Received += exit.Paid;
        var wallet = state.Plan.Selling.Enabled ? AccountKind.WalletSales : AccountKind.WalletCredit;
        _wallets.PayMember(exit.Member, wallet, exit.Paid, AccountKind.Pool);
        _holdings.Retrigger(exit.Member);
    }

    private void Split()
    {
        var before = state.Backing;
        Invariant.Require(before.NeedsSplit(state.Plan.Pool.SplitAt), "a split has its reason");
        state.Backing = before.Split();
        state.Legacy.Releases.Split();
        state.Pending.Retry(Refusal.PointsTooCoarse);
        _wallets.Rescale(before);
    }

    // The deposit has grown: orders that waited for it, and that it covers, come due again.
    private void RetryFunded(string merchant) => state.Pending.RetryFunded(
        merchant, state.Merchants.Find(merchant)!.Deposit, order => Settling.CommissionOf(PaidOrder.Of(order)));

    private PendingOrder Pending(string order)
    {
        var found = state.Pending.Find(order);
        Invariant.Require(found is not null, "the order is pending");
        return found;
    }
}
