using Wellspring.Core;

namespace Wellspring.Simulator.Answers;

/// <summary>What a simulation keeps on its way for the answers at its end.</summary>
internal sealed class Answering
{
    private readonly Scenario _scenario;
    private readonly IPoolView _pool;
    private (Money Spent, Money Paid) _last;

    public Answering(Scenario scenario, IPoolView pool)
    {
        (_scenario, _pool, Watch) = (scenario, pool, new(scenario, pool.Members));
        Track = new(scenario, Watch);
    }

    public RecoveryWatch Watch { get; }

    public Track Track { get; }

    public Holders Holders { get; } = new();

    public GrowthStop? Stop { get; set; }

    /// <summary>A member's first order; whether it is to be followed.</summary>
    public bool Joins(int member, int day)
    {
        if (member != Watch.Next)
        {
            return false;
        }

        Watch.Join(member, day);
        return true;
    }

    /// <summary>
    /// What a member holds now, for the promise to all who hold; whoever has just been sold out counts as it leaves.
    /// </summary>
    public void Count(int member, ref Past past)
    {
        var live = _pool.Held(member) > Points.Zero ? _pool.Basis(member)
            : _pool.HasJustLeft(member) ? past.Live
            : Money.Zero;
        Holders.Change(past.Live, live);
        past.Live = live;
    }

    /// <summary>A simulation that goes on with a pool: who is in it already.</summary>
    public void Resume(Chunks<Past> pasts)
    {
        for (var member = 1; member <= pasts.Count; member++)
        {
            Count(member, ref pasts[member]);
        }
    }

    /// <summary>An order has settled, and all that it set off is over.</summary>
    public void Settled(long orders, int day)
    {
        Watch.Look(_pool.Price, orders, day);
        if (orders >= Track.Next)
        {
            Track.Orders(_pool, Holders, orders, day);
        }
    }

    public void Look(long orders, int day) => Watch.Look(_pool.Price, orders, day);

    public void Left(Money spent, Money paid) => _last = (spent, paid);

    public void EndDay(long orders, int day) => Track.Day(_pool, Holders, orders, day);

    public void Sold(int place, int queue, long orders, int day) =>
        Track.Run(_pool, Holders, orders, day, place, queue);

    public void End(long orders, int day) => Track.End(_pool, Holders, orders, day);

    public SimulationResult AddTo(SimulationResult result) => result with
    {
        End = Track.MarkOf(_pool, Holders, result.Orders, result.Days),
        Recoveries = Watch.Tell(),
        Path = Track.Path,
        Followed = Track.Followed,
        Stop = Stop,
        Take = PlatformTake.Of(_scenario, _pool.Takings, result.Paid, InsiderShare.Of(_scenario, _pool)),
        Horizon = Horizon.Of(_scenario),
        Last = result.Backing.IsEmpty && _last.Spent > Money.Zero && !_scenario.Closes
            ? new(result.Backing.Reserve, _last.Paid, _last.Spent)
            : null,
    };
}
