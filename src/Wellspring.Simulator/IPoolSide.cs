using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>A forced sale at the cap, as the driver of a scenario hears of it.</summary>
internal readonly record struct SimulatedExit(int Member, Money Paid);

/// <summary>
/// The pool as a scenario drives it. Two keep it: <see cref="FastPool"/> in arrays, <see cref="CommandPool"/> as the
/// real pool by commands; both must give the same figures to the unit.
/// </summary>
internal interface IPoolSide
{
    Backing Backing { get; }

    /// <summary>That of the backing, for those who ask after every order.</summary>
    Price Price { get; }

    /// <summary>How many times points were split.</summary>
    int Scale { get; }

    /// <summary>Sales and exits so far.</summary>
    Money Paid { get; }

    /// <summary>All that ever came into pool and reserve, less what refunds took out again.</summary>
    Money Into { get; }

    long Exits { get; }

    /// <summary>Members who have ordered, numbered from 1 in that order.</summary>
    int Members { get; }

    /// <summary>Exits that the last act caused; whoever reads them clears them.</summary>
    List<SimulatedExit> Caused { get; }

    /// <summary>A new day has begun.</summary>
    void Begin(int day);

    /// <summary>Whose orders became final later than they came; asking takes them.</summary>
    IReadOnlyList<int> TakeLate() => [];

    /// <summary>One order; a number one above <see cref="Members"/> is a new member. False: refused.</summary>
    bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow);

    /// <summary>
    /// Sells all that a member has, or what the plan lets it sell that day; pays for goods with it where nothing is sold
    /// for money. Null where it is refused.
    /// </summary>
    Money? Sell(int member);

    bool Inject(Money amount);

    /// <summary>Takes back so much of a settled order; false where it is refused.</summary>
    bool Reverse(long order, Money amount);

    Points Held(int member);

    /// <summary>终止: announces the end of the pool and closes it; what each holder is paid.</summary>
    IReadOnlyList<SimulatedExit> Close();

    /// <summary>The day is over. True: something is open that further days could settle.</summary>
    bool End(int day);

    /// <summary>What a holder spent on what it holds, as the cap counts it.</summary>
    Money Basis(int member);

    /// <summary>What went through so far.</summary>
    Takings Takings { get; }
}
