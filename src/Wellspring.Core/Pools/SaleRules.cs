using System.Collections.Immutable;

namespace Wellspring.Core.Pools;

/// <summary>Selling 卖出 and redeeming 积分兑换: pool-rules 3 and 4.</summary>
internal static class SaleRules
{
    public static Decision Sell(PoolState state, PoolCommand.SellPoints sell, in Facts facts, Instant clock)
    {
        var member = state.Members.Read(facts.Member);
        var backing = state.Backing;
        var held = Members.PointsAt(member, backing.Scale);
        var points = sell.Points.Of(held);
        var selling = state.Plan.Selling;
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : !selling.Enabled ? Refusal.SellingOff
            : Takeable(state, sell.Scale, points, held);
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        if (Deeds.Missing(state, clock, Deeds.CashOut) is { } missing)
        {
            return Decision.Refuse(Refusal.AcknowledgementMissing, missing);
        }

        var value = backing.Value(points);
        var lots = state.Vintages.Of((int)facts.Member.Value, held, backing.Scale);
        var parts = state.Vintages.Parts(lots, points, backing);
        var paid = PaidOf(parts);
        refusal = member.Spent < selling.MinSpendBeforeSale ? Refusal.SpendTooLow
            : Ripe(state, facts.Member, lots, points, rights => rights.SellHolding, clock) < points
                ? Refusal.HoldingTooShort
            : DayLimits(state, facts.Member, points, held, paid, clock) is var limit and not Refusal.None ? limit
            : paid < sell.Minimum ? Refusal.BelowMinimum
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var after = backing.Burn(points, paid);
        var own = Own(state, facts.Member, member, lots, held, points, value);
        return new Cascade(state, own).Run(ref after, out var aftermath)
            ? Decision.Accept(new PoolEvent.PointsSold(facts.Member, points, value, paid)
            {
                Parts = lots.IsPlain ? [] : parts,
                After = aftermath,
            })
            : Decision.Refuse(Refusal.PoolFull);
    }

    public static Decision Redeem(PoolState state, PoolCommand.RedeemPoints redeem, in Facts facts, Instant clock)
    {
        var member = state.Members.Read(facts.Member);
        var backing = state.Backing;
        var held = Members.PointsAt(member, backing.Scale);
        var points = redeem.Points.Of(held);
        var redeeming = state.Plan.Redeeming;
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : !redeeming.Enabled ? Refusal.RedeemingOff
            : Takeable(state, redeem.Scale, points, held);
        if (refusal is Refusal.None)
        {
            refusal = Open(state, redeem.Order, facts, out var open);
            var lots = state.Vintages.Of((int)facts.Member.Value, held, backing.Scale);
            refusal = refusal is not Refusal.None ? refusal
                : Ripe(state, facts.Member, lots, points, rights => rights.RedeemHolding, clock) < points
                    ? Refusal.HoldingTooShort
                : Refusal.None;
            if (refusal is Refusal.None)
            {
                var value = backing.Value(points);
                var credit = CreditOf(state.Vintages, lots, points, backing);
                credit = (open is { } most ? credit.AtMost(most) : credit).FloorToFen();
                return Book(state, redeem, facts, member, lots, points, value, credit);
            }
        }

        return Decision.Refuse(refusal);
    }

    public static Decision SpendCredit(PoolState state, PoolCommand.SpendCredit spend, in Facts facts) =>
        spend.Amount == Money.Zero ? Decision.Refuse(Refusal.NothingToDo)
        : state.Members.Read(facts.Member).GoodsCredit < spend.Amount ? Decision.Refuse(Refusal.WalletTooLow)
        : Decision.Accept(new PoolEvent.CreditSpent(facts.Member, spend.Order, spend.Amount));

    private static Decision Book(
        PoolState state, PoolCommand.RedeemPoints redeem, in Facts facts, in Member member, VintageLots lots,
        Points points, Money value, Money credit)
    {
        var held = Members.PointsAt(member, state.Backing.Scale);
        var after = state.Backing.Burn(points, credit);
        var row = state.Pending.Find(redeem.Order) is not null ? null
            : facts.Redemption is { } known ? known with { Redeemed = known.Redeemed + credit }
            : OrderRow.Reference(redeem.Order, facts.Member, credit);
        var own = Own(state, facts.Member, member, lots, held, points, value);
        return new Cascade(state, own).Run(ref after, out var aftermath)
            ? Decision.Accept(new PoolEvent.PointsRedeemed(facts.Member, points, value, credit, redeem.Order, row)
            {
                After = aftermath,
            })
            : Decision.Refuse(Refusal.PoolFull);
    }

    /// <summary>
    /// What goods credit the order still takes; null for a reference under <c>orders.acceptFinal</c>.
    /// </summary>
    private static Refusal Open(PoolState state, string orderId, in Facts facts, out Money? open)
    {
        open = null;
        if (state.Pending.Find(orderId) is not { } order)
        {
            return facts.OrderTaken ? Refusal.NothingOpen
                : state.Plan.Orders.AcceptFinal ? Refusal.None
                : Refusal.OrderUnknown;
        }

        var redeeming = state.Plan.Redeeming;
        var most = order.Amount;
        if (redeeming.MaxShareOfOrder is { } share)
        {
            most = most.AtMost(share.Of(order.Original).LessAtMost(order.Redeemed));
        }

        open = most;
        return order.Member != facts.Member ? Refusal.WrongMember
            : order.Original < redeeming.MinOrder ? Refusal.OrderTooSmall
            : most == Money.Zero ? Refusal.NothingOpen
            : Refusal.None;
    }

    private static Refusal Takeable(PoolState state, int? scale, Points points, Points held) =>
        scale is { } stated && stated != state.Backing.Scale ? Refusal.ScaleChanged
        : points == Points.Zero || points > held ? Refusal.NotEnoughPoints
        : Refusal.None;

    /// <summary>How many of the oldest points were held long enough, up to a wish.</summary>
    public static Points Ripe(
        PoolState state, MemberNumber member, VintageLots lots, Points points, Func<PointRights, Duration> holding,
        Instant clock) =>
        state.Vintages.HeldLongEnough(lots, points, holding, minimum =>
            state.Ages.HeldSince(member, new(clock.Milliseconds - minimum.Milliseconds), state.Backing.Scale));

    private static Money PaidOf(ImmutableArray<VintagePart> parts)
    {
        var paid = Money.Zero;
        foreach (var part in parts)
        {
            paid += part.Paid;
        }

        return paid;
    }

    /// <summary>What goods the points are good for, each vintage at its own rate.</summary>
    private static Money CreditOf(Vintages vintages, VintageLots lots, Points points, in Backing backing)
    {
        var credit = Money.Zero;
        foreach (var part in vintages.Parts(lots, points, backing))
        {
            credit += Kernel.Credit(part.Value, vintages.Rights(vintages.VintageOf(part.Version)).RedeemRate);
        }

        return credit;
    }

    // Exits are exempt: they never come here.
    private static Refusal DayLimits(
        PoolState state, MemberNumber member, Points points, Points held, Money paid, Instant clock)
    {
        var sold = state.Counter(state.SoldToday, member, clock);
        var selling = state.Plan.Selling;
        return selling.MaxShareOfHoldingPerDay is { } share
            && (sold.Sold + points.Units) * Rate.PartsPerWhole > (sold.Sold + held.Units) * share.Parts
                ? Refusal.DayShareExceeded
            : selling.MaxAmountPerDay is { } most && sold.Money + paid > most ? Refusal.DayAmountExceeded
            : Refusal.None;
    }

    private static OwnHolding Own(
        PoolState state, MemberNumber number, in Member member, VintageLots lots, Points held, Points taken,
        Money value) =>
        held == taken
            ? OwnHolding.Nothing((int)number.Value, member.HeapSlot)
            : new((int)number.Value, held - taken, lots.IsPlain ? lots : lots.LessOldest(taken),
                state.LimitOf(
                    lots.Cap, member.Basis, member.Proceeds + value, state.Legacy.ClaimBasisOf((int)number.Value)),
                member.FirstOrder, member.HeapSlot);
}
