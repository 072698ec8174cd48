using Wellspring.Core.Compliance;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>Coin orders 提货交割: what coins pay, what the operator owes for it, and how a refund undoes it.</summary>
/// <remarks>
/// The settlement fund holds value and deposit of every coin order from the moment coins pay until finality or refund,
/// so that nothing can be promised that is not there. A coin never becomes cash: refunds give coins back as coins.
/// </remarks>
internal static class CoinRules
{
    public static Decision Pay(PoolState state, PoolCommand.PayWithCoins pay, in Facts facts)
    {
        var creditor = state.Legacy.Find(facts.Member);
        var order = state.Pending.Find(pay.Order);
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.Plan.Legacy is null ? Refusal.LegacyOff
            : creditor is null ? Refusal.NotACreditor
            : !creditor.HasConsented ? Refusal.NoConsent
            : order is null ? (facts.OrderTaken ? Refusal.OrderFinal : Refusal.OrderUnknown)
            : order.Member != facts.Member ? Refusal.WrongMember
            : pay.Coins == Money.Zero || pay.Coins > creditor.CoinsFree ? Refusal.CoinsTooFew
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        var coin = state.Plan.Legacy!.Coin;
        var value = creditor!.CoinRate.Of(pay.Coins).FloorToFen();
        var deposit = coin.DepositRate.Of(value);
        var most = coin.MaxShareOfOrder.Of(order!.Original)
            .LessAtMost(order.Redeemed + (order.Coins?.Value ?? Money.Zero));
        return value == Money.Zero ? Decision.Refuse(Refusal.CoinsTooFew)
            : value > most.AtMost(order.Amount) ? Decision.Refuse(Refusal.CoinShareExceeded)
            : value + deposit > state.Legacy.Fund ? Decision.Refuse(Refusal.SettlementFundShort)
            : Decision.Accept(new PoolEvent.CoinsPaid(facts.Member, order.Order, pay.Coins, value, deposit));
    }

    /// <summary>
    /// The coin part of a refund before finality: the value's share of what is left of the order, and the coins and the
    /// deposit that stand behind it. A full refund gives back all of it.
    /// </summary>
    public static CoinRefund? Refund(PendingOrder order, Money amount)
    {
        if (order.Coins is not { } coins)
        {
            return null;
        }

        var whole = order.Amount + order.Redeemed + coins.Value;
        var value = Share(coins.Value, amount, whole);
        value = value == coins.Value ? value : value.FloorToFen();
        return value == Money.Zero
            ? null
            : new(Share(coins.Coins, value, coins.Value), value, Share(coins.Deposit, value, coins.Value));
    }

    /// <summary>What is left of the coin part after a refund; null when nothing is.</summary>
    public static PendingCoins? Less(PendingCoins? coins, CoinRefund? refund) =>
        coins is null || refund is null ? coins
        : coins.Value == refund.Value ? null
        : new(coins.Coins - refund.Coins, coins.Value - refund.Value, coins.Deposit - refund.Deposit);

    /// <summary>With what another payment adds.</summary>
    public static PendingCoins With(PendingCoins? coins, PoolEvent.CoinsPaid paid) => new(
        (coins?.Coins ?? Money.Zero) + paid.Coins, (coins?.Value ?? Money.Zero) + paid.Value,
        (coins?.Deposit ?? Money.Zero) + paid.Deposit);

    /// <summary>
    /// The coin part at finality: locked points for the deposit, at the price before the order and within what the plan
    /// lets one order mint.
    /// </summary>
    /// <param name="mintValue">What the cash part mints.</param>
    public static Refusal Settle(PoolState state, in PaidOrder order, Money mintValue, out SettledCoins? settled)
    {
        settled = null;
        var member = order.Member;
        if (order.Coins is not { } coins)
        {
            return Refusal.None;
        }

        var value = state.Plan.Pool.MintRatio.Of(coins.Deposit);
        value = state.Plan.Pool.MaxMintValuePerOrder is { } most ? value.AtMost(most.LessAtMost(mintValue)) : value;
        if (Kernel.Mint(state.Backing, value, coins.Deposit, out var points) is var refusal and not Refusal.None)
        {
            return refusal;
        }

        RequireLawful(state, member, points, coins.Deposit);
        settled = new(coins.Coins, coins.Value, coins.Deposit, points);
        return Refusal.None;
    }

    /// <summary>What comes into the pool with an order, and the points on it, in one step at one price.</summary>
    public static (Money Money, Points Points) Together(Money inflow, Points points, SettledCoins? coins) =>
        coins is null ? (inflow, points) : (inflow + coins.Deposit, points + coins.Points);

    /// <summary>CN-LEG-01 and 02: nobody's claim is settled without consent, no point comes unbacked.</summary>
    public static void RequireLawful(PoolState state, MemberNumber member, Points points, Money backing)
    {
        var findings = LegacyGuard.Review(new ConversionFacts
        {
            Creditor = member.ToString(),
            HasSignedConsent = state.Legacy.Find(member) is { HasConsented: true },
            PointsValue = state.Backing.IsEmpty ? Money.Zero : state.Backing.Value(points),
            Backing = backing,
        });
        Invariant.Require(findings.IsEmpty, findings.IsEmpty ? "" : findings[0].ToString());
    }

    /// <summary>自有资金购买: the operator's money comes into the pool whole, and mints as any inflow does.</summary>
    public static Decision Buy(PoolState state, PoolCommand.BuyLockedPoints buy, in Facts facts)
    {
        var creditor = state.Legacy.Find(facts.Member);
        var backing = state.Backing;
        var points = backing.Buys(state.Plan.Pool.MintRatio.Of(buy.Amount));
        var deposits = state.Totals with { LegacyDeposits = state.Totals.LegacyDeposits + buy.Amount };
        var refusal = state.IsClosed ? Refusal.PoolClosed
            : state.IsPaused ? Refusal.Paused
            : state.Plan.Legacy is null ? Refusal.LegacyOff
            : creditor is null ? Refusal.NotACreditor
            : !creditor.HasConsented ? Refusal.NoConsent
            : buy.Amount == Money.Zero ? Refusal.NothingToDo
            : buy.Amount > Settling.LargestAmount ? Refusal.AmountTooLarge
            : buy.Approver is null && !state.Plan.IsSandbox ? Refusal.ApproverNeeded
            : points is null || deposits.IsFull ? Refusal.PoolFull
            : points == Points.Zero ? Refusal.PointsTooCoarse
            : Refusal.None;
        if (refusal is not Refusal.None)
        {
            return Decision.Refuse(refusal);
        }

        RequireLawful(state, facts.Member, points!.Value, buy.Amount);
        var after = backing.Deposit(buy.Amount, points.Value);
        return new Cascade(state, OwnHolding.Nobody).Run(ref after, out var aftermath)
            ? Decision.Accept(new PoolEvent.LockedPointsBought(
                facts.Member, buy.Amount, points.Value, buy.Source, buy.Voucher, buy.Approver) { After = aftermath })
            : Decision.Refuse(Refusal.PoolFull);
    }

    /// <summary>What a refund after finality takes of the part that coins paid; the rest is cash.</summary>
    public static Money ValueBack(OrderRow order, Money amount)
    {
        if (order.Coins is not { } coins)
        {
            return Money.Zero;
        }

        var (whole, refunded) = (order.Amount + coins.Value, order.Refunded + coins.Returned + amount);
        var value = Share(coins.Value, refunded, whole);
        return (value == coins.Value ? value : value.FloorToFen()) - coins.Returned;
    }

    /// <summary>The clawback of the coin part; the row is as it was before the refund.</summary>
    /// <param name="backing">After the cash part's clawback.</param>
    /// <param name="freed">Released points that the cash part left.</param>
    public static CoinReversal? Reverse(
        PoolState state, OrderRow order, Money value, in Backing backing, Points freed)
    {
        if (order.Coins is not { } coins || value == Money.Zero)
        {
            return null;
        }

        var creditor = state.Legacy.Find(order.Member)!;
        var (returned, scale) = (coins.Returned + value, backing.Scale);
        var locked = creditor.LockedAt(scale);
        var restored = Share(coins.Coins, returned, coins.Value) - coins.Restored;
        var demanded = Demanded(coins, returned);
        var asked = ReversalRules.InScale(demanded, order.Scale, scale, Points.FromUnits(Decimals.Limit));
        var fromLocked = asked.AtMost(locked);
        var fromFreed = (asked - fromLocked).AtMost(freed);
        var deposit = Share(coins.Deposit, returned, coins.Value).LessAtMost(coins.DepositBack)
            .AtMost(backing.Value(fromLocked + fromFreed));
        return new(
            restored, value, deposit, asked, fromLocked, fromFreed,
            fromLocked == locked
                ? creditor.LockedBasis
                : Part(restored, fromLocked, asked).AtMost(creditor.LockedBasis))
        {
            ClaimBasisCut = Part(restored, fromFreed, asked).AtMost(creditor.ClaimBasis),
        };
    }

    /// <summary>The row's coin part after a refund.</summary>
    public static CoinRow? After(CoinRow? coins, CoinReversal? reversal) => coins is null || reversal is null
        ? coins
        : coins with
        {
            Restored = coins.Restored + reversal.Coins,
            Returned = coins.Returned + reversal.Value,
            DepositBack = coins.DepositBack + reversal.Deposit,
            Demanded = coins.Demanded + Demanded(coins, coins.Returned + reversal.Value),
        };

    private static Points Demanded(CoinRow coins, Money returned) => Points.FromUnits(Exact.MulDiv(
        coins.Points.Units, returned.Units, coins.Value.Units, Rounding.Down)) - coins.Demanded;

    private static Money Share(Money whole, Money part, Money of) =>
        Money.FromUnits(Exact.MulDiv(whole.Units, part.Units, of.Units, Rounding.Down));

    private static Money Part(Money whole, Points part, Points of) => part == Points.Zero
        ? Money.Zero
        : Money.FromUnits(Exact.MulDiv(whole.Units, part.Units, of.Units, Rounding.Down));
}
