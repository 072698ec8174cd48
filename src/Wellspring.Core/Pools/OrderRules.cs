using System.Collections.Immutable;
using Wellspring.Core.Legacy;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Pools;

/// <summary>The life of an order before and at settlement: pool-rules 2 and 11.</summary>
internal static class OrderRules
{
    public static Decision Settle(
        PoolState state, PoolCommand.SettleOrder settle, in Facts facts, Instant clock)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : !state.Plan.Orders.AcceptFinal ? Refusal.OrderNotFinal
            : Acceptable(state, settle.Amount, settle.Funding, settle.Lines, settle.Region, facts);
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var rate = state.Merchants.Find(settle.Merchant)?.Commission ?? state.Plan.Split.Commission;
        var paid = new PaidOrder(
            settle.Order, facts.Member, settle.Merchant, settle.Funding, settle.Amount, rate,
            Settling.OwnCommission(settle.Lines, rate), Money.Zero, settle.Region,
            Entitlement.Of(state, facts.Member, settle.Merchant, settle.Region, clock));
        refusal = Settling.Decide(state, paid, clock, out var settlement, out var after);
        return refusal is Refusal.None
            ? Decision.Accept(new PoolEvent.OrderSettled(settlement!) { After = after })
            : Decision.Refuse(refusal);
    }

    public static Decision Place(
        PoolState state, PoolCommand.PlaceOrder place, in Facts facts, Instant clock, long position)
    {
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.ClosesAt is not null ? Refusal.ClosingAnnounced
            : Acceptable(state, place.Amount, place.Funding, place.Lines, place.Region, facts);
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var rate = state.Merchants.Find(place.Merchant)?.Commission ?? state.Plan.Split.Commission;
        Instant? due = state.Plan.Orders.AutoReceiveAfter is { } received
            ? clock.Plus(received).Plus(state.Plan.Orders.ReturnWindow)
            : null;
        return Decision.Accept(new PoolEvent.OrderPlaced(new(
            place.Order, facts.Member, place.Merchant, place.Funding, place.Amount, place.Amount, rate,
            Settling.OwnCommission(place.Lines, rate), Money.Zero, due, Delivered: false, Refusal.None, position)
        {
            Region = place.Region,
            Payees = Entitlement.Of(state, facts.Member, place.Merchant, place.Region, clock),
        }));
    }

    public static Decision Deliver(PoolState state, PoolCommand.DeliverOrder deliver, in Facts facts, Instant clock) =>
        state.IsClosed ? Decision.Refuse(Refusal.PoolClosed)
        : state.Pending.Find(deliver.Order) is not { } order
            ? Decision.Refuse(facts.OrderTaken ? Refusal.OrderFinal : Refusal.OrderUnknown)
        : order.Delivered ? Decision.Refuse(Refusal.OrderDelivered)
        : Decision.Accept(new PoolEvent.OrderDelivered(order.Order, clock.Plus(state.Plan.Orders.ReturnWindow)));

    /// <summary>
    /// Cash goes back first, then the goods paid with points, whose money goes to the reserve (pool-rules 4).
    /// </summary>
    public static Decision Refund(PoolState state, PoolCommand.RefundOrder refund, in Facts facts)
    {
        if (state.IsClosed)
        {
            return Decision.Refuse(Refusal.PoolClosed);
        }

        if (state.Pending.Find(refund.Order) is { } order)
        {
            return RefundPending(order, refund.Amount);
        }

        // A settled order with goods to return comes first; a reference that was returned whole hides no settled order.
        var row = facts.Order is { Redeemed.Units: > 0 } ? facts.Order
            : facts.Order is null || facts.Redemption is { Redeemed.Units: > 0 } ? facts.Redemption
            : null;
        return row is null
            ? Decision.Refuse(facts.Order is null ? Refusal.OrderUnknown : Refusal.OrderFinal)
            : refund.Amount == Money.Zero ? Decision.Refuse(Refusal.NothingToSettle)
            : refund.Amount > row.Redeemed ? Decision.Refuse(Refusal.RefundExceedsOrder)
            : Decision.Accept(new PoolEvent.OrderRefunded(
                row.Order, Money.Zero, refund.Amount, Closed: false,
                row with { Redeemed = row.Redeemed - refund.Amount }));
    }

    // Coins and the rest of the order each give their share.
    private static Decision RefundPending(PendingOrder order, Money amount)
    {
        var whole = order.Amount + order.Redeemed + (order.Coins?.Value ?? Money.Zero);
        if (amount == Money.Zero || amount > whole)
        {
            return Decision.Refuse(amount == Money.Zero ? Refusal.NothingToSettle : Refusal.RefundExceedsOrder);
        }

        var coins = CoinRules.Refund(order, amount);
        var rest = amount - (coins?.Value ?? Money.Zero);
        var cash = rest.AtMost(order.Amount);
        return Decision.Accept(new PoolEvent.OrderRefunded(
            order.Order, cash, rest - cash, Closed: amount == whole, Row: null) { Coins = coins });
    }

    private static Refusal Acceptable(
        PoolState state, Money amount, Funding? funding, ImmutableArray<OrderLine> lines, string? region,
        in Facts facts)
    {
        if (facts.OrderTaken)
        {
            return Refusal.OrderExists;
        }

        if (amount == Money.Zero)
        {
            return Refusal.NothingToSettle;
        }

        if (amount > Settling.LargestAmount)
        {
            return Refusal.AmountTooLarge;
        }

        if (!lines.IsEmpty && lines.Sum(line => (Int128)line.Amount.Units) != amount.Units)
        {
            return Refusal.LinesDiffer;
        }

        if (region is not null && !Division.TryRead(region, out _))
        {
            return Refusal.RegionUnknown;
        }

        var margin = lines.Any(line => line.Cost is not null);
        return margin && funding is { Mode: not FundingMode.OwnGoods } ? Refusal.MarginNeedsOwnGoods
            : funding is null && !state.Plan.IsSandbox ? Refusal.FundingNeeded
            : funding is { Mode: FundingMode.OperatorCollects } && !state.Plan.IsSandbox ? Refusal.FundingRefused
            : Refusal.None;
    }

    private static Int128 Sum(this ImmutableArray<OrderLine> lines, Func<OrderLine, Int128> part) =>
        lines.Aggregate(Int128.Zero, (sum, line) => sum + part(line));
}
