using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Answers;

/// <summary>Where the pool stood on the way 路径; a run has at most two hundred such points.</summary>
/// <param name="Day">The day of the scenario; a run for the exit stands on its last.</param>
/// <param name="Live">Members who hold points.</param>
/// <param name="LiveSpend">What these spent on what they hold: the part of it that the cap counts.</param>
/// <param name="LogIndex">
/// The price with splits taken out, as a power of ten of the start price, in millionths: 2 000 000 is a hundredfold.
/// </param>
public sealed record PathPoint(
    long Orders, int Day, Backing Backing, long Exits, Money Paid, long Live, Money LiveSpend, long LogIndex)
{
    internal static long LogIndexOf(in Backing backing, Money startPrice)
    {
        var price = backing.Price;
        if (price.Points == Points.Zero || price.Money == Money.Zero)
        {
            return 0;
        }

        // Yuan a point is money units × 100 ÷ point units; a split by ten is one more power of ten.
        var ratio = (double)price.Money.Units / price.Points.Units * Money.UnitsPerYuan * 100
            / startPrice.Units;
        return (backing.Scale * 1_000_000L) + (long)Math.Floor((Portable.Log(ratio) / Portable.Ln10 * 1e6) + 0.5);
    }
}

/// <summary>
/// How much of what holders were promised is there 承诺覆盖率: the pool against what it would pay were every holder at
/// the cap.
/// </summary>
/// <remarks>
/// The pool against the value of all points would always be the same figure, whatever happens, and is not shown.
/// </remarks>
/// <param name="Promise">What the cap of all that is held would pay, after retention.</param>
/// <param name="Share">Pool ÷ promise in millionths; null where nothing is held or the plan has no cap.</param>
public readonly record struct PromiseCoverage(Money Pool, Money Promise, long? Share)
{
    internal static PromiseCoverage? Of(Scenario scenario, in Backing backing, Money liveSpend)
    {
        if (scenario.Plan.Cap.Multiple is not { } cap)
        {
            return null;
        }

        var promise = Kernel.Paid(cap.Of(liveSpend), scenario.Plan.Selling.Retention);
        return new(backing.Pool, promise, promise == Money.Zero
            ? null
            : Exact.MulDiv(backing.Pool.Units, Rate.PartsPerWhole, promise.Units, Rounding.Down));
    }
}
