using System.Collections.Immutable;
using System.Numerics;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Orders up to and including their settlement: rules 2, 9 and 11.</summary>
internal sealed class SlowOrders(Plan plan)
{
    private static readonly BigInteger LargestAmount = Money.FromYuan(1_000_000_000).Units;

    public static bool IsTooLarge(BigInteger amount) => amount > LargestAmount;

    public SlowStep Settle(SlowState state, PoolCommand.SettleOrder wish)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (state.Paused)
        {
            return Refusal.Paused;
        }

        if (!plan.Orders.AcceptFinal)
        {
            return Refusal.OrderNotFinal;
        }

        var (refusal, order) = Read(
            state, wish.Order, wish.Member, wish.Merchant, wish.Amount, wish.Funding?.Mode, wish.Lines, wish.Region);
        return refusal is Refusal.None ? Book(state, order!) : refusal;
    }

    public SlowStep Place(SlowState state, PoolCommand.PlaceOrder wish)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (state.ClosingEarliest is not null)
        {
            return Refusal.ClosingAnnounced;
        }

        var (refusal, order) = Read(
            state, wish.Order, wish.Member, wish.Merchant, wish.Amount, wish.Funding?.Mode, wish.Lines, wish.Region);
        if (refusal is not Refusal.None)
        {
            return refusal;
        }

        long? due = plan.Orders.AutoReceiveAfter is { } wait
            ? state.Clock + wait.Milliseconds + plan.Orders.ReturnWindow.Milliseconds
            : null;
        var position = state.Positions + 1;
        return state.With(state.Member(wish.Member)).With(order! with { Due = due, Position = position })
            with { Positions = position, OrderIds = state.OrderIds.Add(wish.Order) };
    }

    public SlowStep Deliver(SlowState state, PoolCommand.DeliverOrder wish)
    {
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (!state.Pending.TryGetValue(wish.Order, out var order))
        {
            return state.OrderIds.Contains(wish.Order) ? Refusal.OrderFinal : Refusal.OrderUnknown;
        }

        return order.Delivered
            ? Refusal.OrderDelivered
            : state.With(order with
            {
                Delivered = true,
                Due = state.Clock + plan.Orders.ReturnWindow.Milliseconds,
            });
    }

    /// <summary>Before finality: cash first, then what was paid with points, which goes to the reserve.</summary>
    /// <summary>A deposit has grown: orders that waited for it, and that it covers, come due again.</summary>
    public static SlowState Wake(SlowState state, string merchant) => state.Pending.Values
        .Where(order => order.Merchant == merchant && SlowSheet.CommissionOf(order) <= state.Deposit(merchant))
        .Aggregate(state, (now, order) => now.With(order.Released(Refusal.CommissionUnfunded)));

    public static SlowStep Refund(SlowState state, PoolCommand.RefundOrder wish)
    {
        BigInteger amount = wish.Amount.Units;
        if (state.Closed)
        {
            return Refusal.PoolClosed;
        }

        if (!state.Pending.TryGetValue(wish.Order, out var order))
        {
            return RefundGoods(state, wish.Order, amount);
        }

        if (amount.IsZero)
        {
            return Refusal.NothingToSettle;
        }

        if (amount > order.Amount + order.Redeemed)
        {
            return Refusal.RefundExceedsOrder;
        }

        var cash = BigInteger.Min(amount, order.Amount);
        order = order with { Amount = order.Amount - cash, Redeemed = order.Redeemed - (amount - cash) };
        state = order.Amount.IsZero && order.Redeemed.IsZero
            ? state with { Pending = state.Pending.Remove(order.Id) }
            : state.With(order);
        return GoodsBack(state, amount - cash);
    }

    /// <summary>Books a final order; <paramref name="order"/> need not be among the pending ones.</summary>
    public SlowStep Book(SlowState state, SlowOrder order)
    {
        var sheet = SlowSheet.Of(plan, state, order);
        if (order.Mode is FundingMode.MerchantDirect && sheet.Commission > state.Deposit(order.Merchant))
        {
            return Refusal.CommissionUnfunded;
        }

        if (sheet.IsTooCoarse(state))
        {
            return Refusal.PointsTooCoarse;
        }

        var toPool = plan.Split.UnassignedToPool ? sheet.Remainder : 0;
        state = state.Mint(sheet.Inflow + sheet.Subsidy + toPool, sheet.Points);
        if (state.IsFull)
        {
            return Refusal.PoolFull;
        }

        state = BookMember(state, order, sheet);
        state = BookMoney(state, order, sheet, toPool);
        return state with
        {
            Pending = state.Pending.Remove(order.Id),
            OrderIds = state.OrderIds.Add(order.Id),
            Totals = state.Totals with
            {
                Inflow = state.Totals.Inflow + sheet.Inflow,
                SubsidiesUsed = state.Totals.SubsidiesUsed + sheet.Subsidy,
                RemaindersToPool = state.Totals.RemaindersToPool + toPool,
                Orders = state.Totals.Orders + 1,
            },
        };
    }

    private static SlowState BookMember(SlowState state, SlowOrder order, SlowSheet sheet)
    {
        var member = state.Member(order.Member);
        var opens = member.Points.IsZero && !sheet.Points.IsZero;
        var counts = !sheet.Commission.IsZero && (opens || !member.Points.IsZero);
        var joins = member.Joined == 0;
        var vintage = state.Vintages.Count - 1;
        member = member.WithMinted(vintage, sheet.Points, state.Vintages[vintage].Cap) with
        {
            Joined = joins ? state.Positions + 1 : member.Joined,
            Points = member.Points + sheet.Points,
            Basis = member.Basis + (counts ? order.Amount : 0),
            Round = member.Round + (opens ? 1 : 0),
            Spent = member.Spent + order.Amount,
            Orders = member.Orders + 1,
            Lots = sheet.Points.IsZero
                ? member.Lots
                : member.Lots.Add(new(state.Clock, order.Id, sheet.Points)),
        };

        var row = new SlowRow(
            order.Id, order.Member, order.Merchant, order.Mode, order.Amount, sheet.Commission, sheet.Inflow,
            sheet.MintValue, sheet.Points, counts ? member.Round : 0, sheet.Rewards)
        {
            Redeemed = order.Redeemed,
            Vintage = vintage,
        };
        return state.With(member).With(row) with { Positions = state.Positions + (joins ? 1 : 0) };
    }

    private static SlowState BookMoney(SlowState state, SlowOrder order, SlowSheet sheet, BigInteger toPool)
    {
        if (order.Mode is FundingMode.MerchantDirect)
        {
            state = state.WithDeposit(order.Merchant, state.Deposit(order.Merchant) - sheet.Commission);
        }

        foreach (var reward in sheet.Rewards)
        {
            state = state.Pay(reward.Payee, SlowPurse.Rewards, reward.Amount);
        }

        if (!sheet.Subsidy.IsZero)
        {
            var first = state.Subsidies.First(subsidy => !subsidy.Left.IsZero);
            state = state with
            {
                Subsidies = state.Subsidies.Replace(first, first with { Left = first.Left - sheet.Subsidy }),
            };
        }

        return state.PlatformGets(sheet.Platform + sheet.Remainder - toPool);
    }

    private (Refusal Refusal, SlowOrder? Order) Read(
        SlowState state, string id, string member, string merchant, Money paid, FundingMode? mode,
        ImmutableArray<OrderLine> lines, string? region)
    {
        BigInteger amount = paid.Units;
        var all = lines.IsDefault ? [] : lines;
        var withMargin = all.Where(line => line.Cost is not null).ToList();
        var refusal =
            state.OrderIds.Contains(id) ? Refusal.OrderExists
            : amount.IsZero ? Refusal.NothingToSettle
            : IsTooLarge(amount) ? Refusal.AmountTooLarge
            : all.Length > 0 && Sum(all, line => line.Amount.Units) != amount ? Refusal.LinesDiffer
            : region is { Length: not 6 } ? Refusal.RegionUnknown
            : withMargin.Count > 0 && mode is not (null or FundingMode.OwnGoods) ? Refusal.MarginNeedsOwnGoods
            : Refusal.None;

        var rate = state.Merchants.GetValueOrDefault(merchant, plan.Split.Commission.Parts);
        var margin = Sum(withMargin, line => (BigInteger)line.Amount.Units - line.Cost!.Value.Units);
        var rest = Sum(all.Where(line => line.Cost is null), line => line.Amount.Units);
        BigInteger? own = withMargin.Count > 0
            ? BigInteger.Max(0, margin) + (rest * rate / Rate.PartsPerWhole)
            : null;
        return (refusal, new(id, member, merchant, mode, amount, amount, rate, own, Position: 0)
        {
            Payees = new SlowRewards(plan).Payees(state, member, merchant, region),
        });
    }

    // After finality only what was paid with points can come back this way; cash comes back by a reversal.
    private static SlowStep RefundGoods(SlowState state, string id, BigInteger amount)
    {
        var row = state.Settled.GetValueOrDefault(id);
        var reference = state.References.GetValueOrDefault(id);
        var open = row is { Redeemed.IsZero: false } ? row.Redeemed : reference;
        if (open.IsZero)
        {
            return row is not null ? Refusal.OrderFinal
                : state.References.ContainsKey(id) && !amount.IsZero ? Refusal.RefundExceedsOrder
                : state.References.ContainsKey(id) ? Refusal.NothingToSettle
                : Refusal.OrderUnknown;
        }

        if (amount.IsZero)
        {
            return Refusal.NothingToSettle;
        }

        if (amount > open)
        {
            return Refusal.RefundExceedsOrder;
        }

        return GoodsBack(
            row is { Redeemed.IsZero: false }
                ? state.With(row with { Redeemed = open - amount })
                : state with { References = state.References.SetItem(id, open - amount) },
            amount);
    }

    private static SlowState GoodsBack(SlowState state, BigInteger goods) => state with
    {
        Reserve = state.Reserve + goods,
        Totals = state.Totals with { GoodsReturned = state.Totals.GoodsReturned + goods },
    };

    private static BigInteger Sum(IEnumerable<OrderLine> lines, Func<OrderLine, BigInteger> part) =>
        lines.Aggregate(BigInteger.Zero, (sum, line) => sum + part(line));
}
