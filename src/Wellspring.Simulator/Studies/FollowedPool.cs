using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator.Studies;

/// <summary>
/// A pool that looks on while a few members hold and sell: what each has, paid or if it sold alone, so many days after
/// joining. It changes nothing.
/// </summary>
internal sealed class FollowedPool : IPoolSide
{
    private readonly IPoolSide _pool;
    private readonly Core.Plans.Plan _plan;
    private readonly int[] _ages;
    private readonly Dictionary<int, Follower> _followers = [];
    private int _day;

    /// <param name="members">Numbers of those who are followed.</param>
    /// <param name="ages">Days after joining at which they are looked at, rising.</param>
    public FollowedPool(IPoolSide pool, Core.Plans.Plan plan, IEnumerable<int> members, int[] ages)
    {
        (_pool, _plan, _ages) = (pool, plan, ages);
        foreach (var member in members)
        {
            _followers.TryAdd(member, new(ages.Length));
        }
    }

    public Backing Backing => _pool.Backing;

    public Price Price => _pool.Price;

    public int Scale => _pool.Scale;

    public Money Paid => _pool.Paid;

    public Money Into => _pool.Into;

    public long Exits => _pool.Exits;

    public int Members => _pool.Members;

    public Takings Takings => _pool.Takings;

    public List<SimulatedExit> Caused => _pool.Caused;

    /// <summary>
    /// Each follower's multiple of spend at each age, in millionths; those never seen to the end are left out.
    /// </summary>
    public IEnumerable<(long[] Path, bool Capped)> Paths => _followers.OrderBy(one => one.Key)
        .Select(one => one.Value).Where(one => one.Seen == _ages.Length).Select(one => (one.Path, one.Capped));

    public Money Basis(int member) => _pool.Basis(member);

    public void Begin(int day)
    {
        _day = day;
        _pool.Begin(day);
    }

    public bool End(int day)
    {
        var open = _pool.End(day);
        Hear();
        LookAround();
        return open;
    }

    public bool Settle(int member, long order, int kind, Money amount, Rate commission, out Money inflow)
    {
        var settled = _pool.Settle(member, order, kind, amount, commission, out inflow);
        if (settled && _followers.TryGetValue(member, out var follower))
        {
            follower.Joined = follower.Spent == Money.Zero ? _day : follower.Joined;
            follower.Spent += amount;
        }

        Hear();
        return settled;
    }

    public Money? Sell(int member)
    {
        var paid = _pool.Sell(member);
        if (paid is { } money && _followers.TryGetValue(member, out var follower))
        {
            follower.Received += money;
        }

        Hear();
        return paid;
    }

    public bool Inject(Money amount)
    {
        var done = _pool.Inject(amount);
        Hear();
        return done;
    }

    public bool Reverse(long order, Money amount)
    {
        var done = _pool.Reverse(order, amount);
        Hear();
        return done;
    }

    public IReadOnlyList<SimulatedExit> Close()
    {
        var paid = _pool.Close();
        foreach (var one in paid)
        {
            if (_followers.TryGetValue(one.Member, out var follower))
            {
                follower.Received += one.Paid;
            }
        }

        return paid;
    }

    public Points Held(int member) => _pool.Held(member);

    // The driver reads and clears them after each act, so all that stand there are new.
    private void Hear()
    {
        foreach (var exit in _pool.Caused)
        {
            if (_followers.TryGetValue(exit.Member, out var follower))
            {
                follower.Received += exit.Paid;
                follower.Capped = true;
            }
        }
    }

    private void LookAround()
    {
        foreach (var (member, follower) in _followers)
        {
            if (follower.Spent > Money.Zero && follower.Seen < _ages.Length
                && _day - follower.Joined >= _ages[follower.Seen])
            {
                var ifSold = Worth.Of(_plan, _pool.Backing.Value(_pool.Held(member)));
                follower.Path[follower.Seen++] = Exact.MulDiv(
                    (follower.Received + ifSold).Units, Rate.PartsPerWhole, follower.Spent.Units, Rounding.Down);
            }
        }
    }

    private sealed class Follower(int ages)
    {
        public long[] Path { get; } = new long[ages];

        public int Seen { get; set; }

        public int Joined { get; set; }

        public Money Spent { get; set; }

        public Money Received { get; set; }

        public bool Capped { get; set; }
    }
}
