using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>A pool that a journal drives, as answers look at it: members by the place of their first order.</summary>
internal sealed class JournalSide(Pool pool) : IPoolView
{
    private readonly List<MemberNumber> _numbers = [];
    private Money _platform;
    private Money _budget;
    private Money _sold;

    public Backing Backing => pool.Backing;

    public Price Price => pool.Backing.Price;

    public Money Paid => pool.Totals.Paid + pool.Totals.Redeemed + pool.Totals.ClosingPaid;

    public long Exits => pool.Totals.Exits;

    public int Members => _numbers.Count;

    public Takings Takings =>
        new(pool.Totals.Turnover, _platform, _budget, _sold + pool.Totals.ClosingPaid);

    /// <summary>A member's first order; its place.</summary>
    public int Join(MemberNumber number)
    {
        _numbers.Add(number);
        return _numbers.Count;
    }

    public void Settled(Settlement order)
    {
        _platform += order.Platform;
        _budget += order.Budget;
    }

    public void Sold(Money value) => _sold += value;

    public Points Held(int member) => pool.Held(_numbers[member - 1]);

    public Money Basis(int member) => pool.Member(_numbers[member - 1]).Basis;

    // Whoever was sold out by a record is looked at after it, when nothing is held any more.
    public bool HasJustLeft(int member) => false;
}
