using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Selling, redeeming and spending goods credit: rules 3, 4 and 5.</summary>
internal sealed class SlowPoints(Plan plan)
{
    public SlowStep Sell(SlowState state, PoolCommand.SellPoints wish)
    {
        var member = state.Member(wish.Member);
        var points = wish.Points.Amount?.Units ?? member.Points;
        var payout = state.Worth(member.Oldest(points))
            .Aggregate(BigInteger.Zero, (sum, part) => sum + Part(part.Value, part.Rights.Retention.Rest));
        var refusal = RefuseSale(state, wish, member, points, payout);
        if (refusal is not Refusal.None)
        {
            return refusal;
        }

        var day = Day(state);
        var value = state.Value(points);
        member = member.WithoutOldest(points) with
        {
            SaleDay = day,
            SoldThatDay = member.SoldOn(day) + points,
            PaidThatDay = member.PaidOn(day) + payout,
        };
        state = state.Burn(points, payout).With(WithProceeds(member, value)).Pay(wish.Member, SlowPurse.Sales, payout);
        return state with { Totals = state.Totals with { Paid = state.Totals.Paid + payout } };
    }

    public SlowStep Redeem(SlowState state, PoolCommand.RedeemPoints wish)
    {
        var member = state.Member(wish.Member);
        var points = wish.Points.Amount?.Units ?? member.Points;
        var refusal = RefuseRedemption(state, wish, member, points);
        if (refusal is not Refusal.None)
        {
            return refusal;
        }

        var value = state.Value(points);
        var order = state.Pending.GetValueOrDefault(wish.Order);
        var worth = state.Worth(member.Oldest(points))
            .Aggregate(BigInteger.Zero, (sum, part) => sum + Part(part.Value, part.Rights.RedeemRate));
        var credit = order is null ? worth : BigInteger.Min(worth, Open(order));
        credit -= credit % Money.UnitsPerFen;

        state = state.Burn(points, credit).With(WithProceeds(member.WithoutOldest(points), value));
        state = order is null
            ? state with
            {
                References = state.References.SetItem(
                    wish.Order, state.References.GetValueOrDefault(wish.Order) + credit),
            }
            : state.With(order with { Amount = order.Amount - credit, Redeemed = order.Redeemed + credit });
        return state with { Totals = state.Totals with { Redeemed = state.Totals.Redeemed + credit } };
    }

    /// <summary>Goods credit outlives the pool: this is allowed after closing.</summary>
    public static SlowStep Spend(SlowState state, PoolCommand.SpendCredit wish)
    {
        BigInteger amount = wish.Amount.Units;
        var member = state.Member(wish.Member);
        return amount.IsZero ? Refusal.NothingToDo
            : amount > member.GoodsCredit ? Refusal.WalletTooLow
            : state.With(member with { GoodsCredit = member.GoodsCredit - amount });
    }

    private Refusal RefuseSale(
        SlowState state, PoolCommand.SellPoints wish, SlowMember member, BigInteger points, BigInteger payout)
    {
        var selling = plan.Selling;
        var sold = member.SoldOn(Day(state));
        return state.Closed ? Refusal.PoolClosed
            : state.Paused ? Refusal.Paused
            : !selling.Enabled ? Refusal.SellingOff
            : wish.Scale is { } scale && scale != state.Scale ? Refusal.ScaleChanged
            : points.IsZero || points > member.Points ? Refusal.NotEnoughPoints
            : selling.MinSpendBeforeSale is { } spend && member.Spent < spend.Units ? Refusal.SpendTooLow
            : points > member.OlderThan(selling.MinHolding.Milliseconds, state.Clock) ? Refusal.HoldingTooShort
            : selling.MaxShareOfHoldingPerDay is { } share
                && (sold + points) * Rate.PartsPerWhole > share.Parts * (member.Points + sold)
                ? Refusal.DayShareExceeded
            : selling.MaxAmountPerDay is { } most && member.PaidOn(Day(state)) + payout > most.Units
                ? Refusal.DayAmountExceeded
            : payout < wish.Minimum.Units ? Refusal.BelowMinimum
            : Refusal.None;
    }

    private Refusal RefuseRedemption(
        SlowState state, PoolCommand.RedeemPoints wish, SlowMember member, BigInteger points) =>
        state.Closed ? Refusal.PoolClosed
            : state.Paused ? Refusal.Paused
            : !plan.Redeeming.Enabled ? Refusal.RedeemingOff
            : wish.Scale is { } scale && scale != state.Scale ? Refusal.ScaleChanged
            : points.IsZero || points > member.Points ? Refusal.NotEnoughPoints
            : RefuseRedemptionOn(state, wish) is var refusal and not Refusal.None ? refusal
            : points > member.OlderThan(plan.Redeeming.MinHolding.Milliseconds, state.Clock)
                ? Refusal.HoldingTooShort
            : Refusal.None;

    private Refusal RefuseRedemptionOn(SlowState state, PoolCommand.RedeemPoints wish)
    {
        if (!state.Pending.TryGetValue(wish.Order, out var order))
        {
            return state.OrderIds.Contains(wish.Order) ? Refusal.NothingOpen
                : plan.Orders.AcceptFinal ? Refusal.None
                : Refusal.OrderUnknown;
        }

        return order.Member != wish.Member ? Refusal.WrongMember
            : plan.Redeeming.MinOrder is { } least && order.Original < least.Units ? Refusal.OrderTooSmall
            : Open(order).IsZero ? Refusal.NothingOpen
            : Refusal.None;
    }

    // What points may still pay of an order: its cash part, within the plan's share of the whole order.
    private BigInteger Open(SlowOrder order) => plan.Redeeming.MaxShareOfOrder is { } share
        ? BigInteger.Min(order.Amount, Part(order.Original, share) - order.Redeemed)
        : order.Amount;

    // The round is over when nothing is left, and then its proceeds are too.
    private static SlowMember WithProceeds(SlowMember member, BigInteger value) =>
        member.Points.IsZero ? member : member with { Proceeds = member.Proceeds + value };

    private long Day(SlowState state) => new Instant(state.Clock).DayAt(plan.Settings.TimeZone);

    private static BigInteger Part(BigInteger amount, Rate rate) => amount * rate.Parts / Rate.PartsPerWhole;
}
