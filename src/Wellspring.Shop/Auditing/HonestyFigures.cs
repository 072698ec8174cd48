using System.Numerics;
using Wellspring.Core;

namespace Wellspring.Shop.Auditing;

/// <summary>What one member paid for settled orders, got back so far, and would get if the pool closed now.</summary>
internal readonly record struct Outcome(Money Spent, Money Received, Money AtClosing);

/// <summary>
/// The aggregate figures that show what a plan really gave its members (export 9): whole numbers only, shares in
/// millionths, rounded down.
/// </summary>
internal static class HonestyFigures
{
    private const int Whole = 1_000_000;

    /// <summary>Everything that ever came in for members, as a share of what they spent: the limit.</summary>
    public static long Bound(Money broughtIn, Money turnover) => Share(broughtIn.Units, turnover.Units);

    /// <summary>What all got back together, as a share of what all spent.</summary>
    public static long Mean(IReadOnlyList<Outcome> outcomes) => Share(
        outcomes.Sum(one => one.Received.Units), outcomes.Sum(one => one.Spent.Units));

    /// <summary>What the one in the middle got back, as a share of the own spending; the lower one of two.</summary>
    public static long Median(IReadOnlyList<Outcome> outcomes)
    {
        var shares = outcomes.Select(one => Share(one.Received.Units, one.Spent.Units)).Order().ToList();
        return shares.Count == 0 ? 0 : shares[(shares.Count - 1) / 2];
    }

    /// <summary>
    /// How unequally the money came back, 0 (all the same) to 1 000 000: Σ (2i − n − 1)·x over n·Σ x, x in order.
    /// </summary>
    public static long Gini(IReadOnlyList<Outcome> outcomes)
    {
        var received = outcomes.Select(one => one.Received.Units).Order().ToList();
        BigInteger weighted = 0, sum = 0;
        for (var index = 0; index < received.Count; index++)
        {
            weighted += (BigInteger)((2L * (index + 1)) - received.Count - 1) * received[index];
            sum += received[index];
        }

        return sum.IsZero ? 0 : (long)(weighted * Whole / (sum * received.Count));
    }

    /// <summary>The part of what was spent that would be lost for good if the pool were shared out now.</summary>
    public static long Loss(Outcome one) =>
        Share(one.Spent.LessAtMost(one.Received + one.AtClosing).Units, one.Spent.Units);

    public static long Share(long part, long whole) =>
        whole == 0 ? 0 : (long)((Int128)part * Whole / whole);
}
