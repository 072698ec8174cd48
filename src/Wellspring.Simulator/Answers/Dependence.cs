using System.Collections.Immutable;
using Wellspring.Core;

namespace Wellspring.Simulator.Answers;

/// <summary>How much of what members were paid came from others 谁付给谁: above what their own orders brought in.</summary>
/// <param name="Members">Those who were paid anything.</param>
/// <param name="Own">Of their payouts, up to what each one's own orders had brought into the pool.</param>
/// <param name="Others">The rest: others' orders, and what the operator put in.</param>
/// <param name="OrderInflow">What one order brings into the pool, in the mean.</param>
public sealed record Dependence(long Members, Money Own, Money Others, Money OrderInflow)
{
    public Money Paid => Own + Others;

    /// <summary>Paid to one member in the mean, and of it from others.</summary>
    public Money PaidEach => Mean(Paid);

    public Money OthersEach => Mean(Others);

    /// <summary>The part from others, in millionths.</summary>
    public long ShareFromOthers => Paid == Money.Zero
        ? 0
        : Exact.MulDiv(Others.Units, Rate.PartsPerWhole, Paid.Units, Rounding.Down);

    /// <summary>How many orders of others it took for one payout, in the mean, in thousandths.</summary>
    public long OrdersOfOthers => Members == 0 || OrderInflow == Money.Zero
        ? 0
        : (long)((Int128)Others.Units * 1000 / ((Int128)OrderInflow.Units * Members));

    private Money Mean(Money sum) => Members == 0 ? Money.Zero : Money.FromUnits(sum.Units / Members);
}

/// <summary>
/// What became of a pool that everybody left 空池: who sold last, and what stayed behind without an owner.
/// </summary>
/// <param name="Left">In the reserve, for nobody holds a point to whom it could belong.</param>
/// <param name="LastPaid">What the last seller was paid, and had spent.</param>
public sealed record LastSeller(Money Left, Money LastPaid, Money LastSpent)
{
    /// <summary>The last seller's payout in millionths of spend.</summary>
    public long Multiple => LastSpent == Money.Zero
        ? 0
        : Exact.MulDiv(LastPaid.Units, Rate.PartsPerWhole, LastSpent.Units, Rounding.Down);
}

/// <summary>How everybody stood when growth stopped 增长停止, to lay beside the end.</summary>
/// <param name="Orders">Orders settled by then.</param>
public sealed record GrowthStop(
    long Orders, int Day, CohortOutcome All, ImmutableArray<CohortOutcome> Cohorts);
