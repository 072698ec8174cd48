using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>A forced sale at the cap, as the driver of a scenario hears of it.</summary>
internal readonly record struct SimulatedExit(int Member, Money Paid);

/// <summary>A pool as answers look at it: its state, and what each member by place of joining holds.</summary>
internal interface IPoolView
{
    Backing Backing { get; }

    /// <summary>That of the backing, for those who ask after every order.</summary>
    Price Price { get; }

    /// <summary>What left the pool so far, to sellers and at exits.</summary>
    Money Paid { get; }

    long Exits { get; }

    /// <summary>Members who have ordered, numbered from 1 in that order.</summary>
    int Members { get; }

    /// <summary>What went through so far.</summary>
    Takings Takings { get; }

    Points Held(int member);

    /// <summary>What a holder spent on what it holds, as the cap counts it.</summary>
    Money Basis(int member);

    /// <summary>Whether a member was sold out by the last act, and this has not been looked at.</summary>
    bool HasJustLeft(int member);
}

/// <summary>
/// The pool as a scenario drives it. Two keep it: <see cref="FastPool"/> in arrays, <see cref="CommandPool"/> as the
/// real pool by commands; both must give the same figures to the unit.
/// </summary>
internal interface IPoolSide : IPoolView
{
    /// <summary>How many times points were split.</summary>
    int Scale { get; }

    /// <summary>All that ever came into pool and reserve, less what refunds took out again.</summary>
    Money Into { get; }

    /// <summary>Exits that the last act caused; whoever reads them clears them.</summary>
    List<SimulatedExit> Caused { get; }

    /// <summary>A new day has begun.</summary>
    void Begin(int day);

    /// <summary>Whose orders became final later than they came; asking takes them.</summary>
    IReadOnlyList<int> TakeLate() => [];

    /// <summary>One order; a number one above <see cref="Members"/> is a new member. False: refused.</summary>
    bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow);

    /// <summary>
    /// Sells all that a member has, or what the plan lets it sell that day; pays for goods with it where nothing is
    /// sold for money. Null where it is refused.
    /// </summary>
    Money? Sell(int member);

    bool Inject(Money amount);

    /// <summary>Takes back so much of a settled order; false where it is refused.</summary>
    bool Reverse(long order, Money amount);

    /// <summary>终止: announces the end of the pool and closes it; what each holder is paid.</summary>
    IReadOnlyList<SimulatedExit> Close();

    /// <summary>The day is over. True: something is open that further days could settle.</summary>
    bool End(int day);

    bool IPoolView.HasJustLeft(int member) => Caused.Count > 0 && Caused.Exists(exit => exit.Member == member);
}
