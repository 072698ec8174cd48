using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Wallets;

/// <summary>What one member has, exactly, at one position of the journal; and what a deed would give now.</summary>
public sealed class MemberMoney(PoolGate gate, PoolClock clock)
{
    private const string Quote = "quote";

    /// <summary>A member's holding. Somebody the pool never heard of holds nothing.</summary>
    public async Task<Holding> OfAsync(string member, CancellationToken cancellation)
    {
        await gate.AdvanceAsync(cancellation);
        var now = clock.Now();
        return await gate.ReadAsync(desk => Look(desk, member, now), cancellation);
    }

    /// <summary>What a sale of these points would pay now; the refusal where it would not.</summary>
    public async Task<SaleQuote> QuoteSaleAsync(string member, PointsAsked points, CancellationToken cancellation)
    {
        var (decision, position, scale) = await gate.QuoteAsync(
            new PoolCommand.SellPoints(Quote, clock.Now(), member, points, Money.Zero, null), cancellation);
        return decision.Event is PoolEvent.PointsSold sold
            ? new(sold.Points, sold.Value, sold.Paid, Refusal.None, position, scale)
            : new(points.Amount ?? Points.Zero, Money.Zero, Money.Zero, decision.Reason, position, scale);
    }

    /// <summary>The fewest points whose sale would pay at least this much now; null when all would not.</summary>
    public async Task<Points?> PointsForAsync(string member, Money payout, CancellationToken cancellation)
    {
        var all = await QuoteSaleAsync(member, PointsAsked.All, cancellation);
        if (all.Paid < payout || payout == Money.Zero)
        {
            return null;
        }

        // The payout grows with the points, so halving finds the least; each step asks the deed's own code.
        var (low, high) = (0L, all.Points.Units);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            var quote = await QuoteSaleAsync(member, new(Points.FromUnits(middle)), cancellation);
            (low, high) = quote.Paid >= payout ? (low, middle) : (middle, high);
        }

        return Points.FromUnits(high);
    }

    private static Holding Look(PoolDesk desk, string member, Instant now)
    {
        var balance = desk.Pool.Member(desk.Names.Find(member));
        var sale = desk.Quote(new PoolCommand.SellPoints(Quote, now, member, PointsAsked.All, Money.Zero, null));
        var backing = desk.Pool.Backing;
        return new(
            balance, sale.Event is PoolEvent.PointsSold sold ? sold.Paid : null, sale.Reason, backing.Price,
            backing.Pool, backing.Circulating, backing.Scale, desk.Position, now, desk.Pool.IsPaused,
            desk.Pool.IsClosed);
    }
}

/// <summary>A member's holding and the price, read together.</summary>
/// <param name="SaleOfAll">What selling everything would pay now; null where that is refused.</param>
/// <param name="SaleRefusal">Why it is refused.</param>
/// <param name="Position">The journal's position the figures are from.</param>
public sealed record Holding(
    MemberBalance Balance, Money? SaleOfAll, Refusal SaleRefusal, Price Price, Money Pool, Points Circulating,
    int Scale, long Position, Instant AsOf, bool IsPaused, bool IsClosed)
{
    /// <summary>Wallet money that may be withdrawn, as far as the plan allows.</summary>
    public Money Withdrawable => Balance.SaleMoney + Balance.RewardMoney;
}

/// <summary>A dry run of a sale: the code that decides the deed decided it.</summary>
public sealed record SaleQuote(Points Points, Money Value, Money Paid, Refusal Refusal, long Position, int Scale)
{
    public Money Stays => Value - Paid;
}
