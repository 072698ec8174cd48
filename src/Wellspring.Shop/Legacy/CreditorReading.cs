using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>What a creditor has and is owed, exactly, at one position of the journal.</summary>
public sealed class CreditorReading(PoolGate gate, PoolClock clock)
{
    /// <summary>How one creditor stands; null for somebody without a registered claim.</summary>
    public async Task<CreditorStand?> OfAsync(string member, CancellationToken cancellation)
    {
        await gate.AdvanceAsync(cancellation);
        var now = clock.Now();
        return await gate.ReadAsync(
            desk =>
            {
                var number = desk.Names.Find(member);
                return desk.Pool.Creditor(number) is { } creditor && desk.Pool.Legacy is { } totals
                    ? new CreditorStand(
                        creditor, totals, desk.Pool.Backing, desk.Position, now, desk.Pool.IsPaused,
                        desk.Pool.IsClosed)
                    {
                        Claims = [.. desk.Pool.Claims().Where(claim => claim.Member == number)],
                    }
                    : null;
            },
            cancellation);
    }
}

/// <summary>One creditor beside all creditors, read together.</summary>
/// <param name="Position">The journal's position the figures are from.</param>
public sealed record CreditorStand(
    CreditorBalance Creditor, LegacyTotals Totals, Backing Backing, long Position, Instant AsOf, bool IsPaused,
    bool IsClosed)
{
    /// <summary>The registered claims, in the order they came.</summary>
    public IReadOnlyList<Claim> Claims { get; init; } = [];

    /// <summary>What goods, proceeds and a waiver have settled.</summary>
    public Money Settled => Creditor.SettledByGoods + Creditor.SettledByProceeds + Creditor.Waived;

    /// <summary>The most that a waiver would give up: claims not converted and coins on no order.</summary>
    public Money Waivable => Creditor.Unconverted + Creditor.CoinsFree;
}
