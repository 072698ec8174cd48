using System.Collections.Immutable;
using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator.Answers;

/// <summary>
/// Follows a few members by the place at which they joined, and notes when each first has so much back. Whatever
/// happens costs one comparison: the price against the lowest of what is waited for.
/// </summary>
internal sealed class RecoveryWatch
{
    private const int Targets = 4;
    private readonly Scenario _scenario;
    private readonly ImmutableArray<int> _places;
    private readonly List<Followed> _all = [];
    private readonly Dictionary<int, Followed> _byMember = [];
    private (Points Points, Money Limit) _next;

    /// <param name="before">Members whom the pool has already; only those who join after them are followed.</param>
    public RecoveryWatch(Scenario scenario, int before)
    {
        _scenario = scenario;
        _places = [.. PlacesOf(scenario.Orders + before).Where(place => place > before)];
    }

    private sealed class Followed(int member, int day)
    {
        public int Member => member;

        public int JoinedDay => day;

        public Money Spent;

        public Money Own;

        public Money Received;

        public Points Points;

        public readonly (long Orders, int Day)?[] Reached = new (long Orders, int Day)?[Targets];
    }

    /// <summary>The next member who will be followed; 0 when there is none any more.</summary>
    public int Next => _all.Count < _places.Length ? _places[_all.Count] : 0;

    /// <summary>Everybody who joined at a round place, and at each tenth of the orders.</summary>
    public static ImmutableArray<int> PlacesOf(long orders)
    {
        var places = new SortedSet<int>();
        for (var place = 1L; place <= Math.Min(orders, int.MaxValue / 10); place *= 10)
        {
            places.Add((int)place);
            places.Add((int)place * 3);
        }

        for (var tenth = 1; tenth < 10; tenth++)
        {
            places.Add((int)Math.Min(int.MaxValue, Math.Max(1, orders * tenth / 10)));
        }

        return [.. places.Where(place => place <= orders)];
    }

    public void Join(int member, int day)
    {
        var followed = new Followed(member, day);
        _all.Add(followed);
        _byMember.Add(member, followed);
    }

    /// <summary>What a followed member has spent and brought in by now.</summary>
    public void Spend(int member, Money spent, Money own) =>
        (_byMember[member].Spent, _byMember[member].Own) = (spent, own);

    /// <summary>What it holds in the present scale, once everything that its own act set off is over.</summary>
    public void Hold(int member, Points points)
    {
        _byMember[member].Points = points;
        Aim();
    }

    /// <summary>A followed member was sold out.</summary>
    public void Left(int member, Money paid, bool capped, long orders, int day)
    {
        var followed = _byMember[member];
        See(member, followed.Received + paid, Points.Zero, capped, orders, day);
    }

    /// <summary>What a followed member got in all and holds, after something of its own happened.</summary>
    public void See(int member, Money received, Points points, bool capped, long orders, int day)
    {
        var followed = _byMember[member];
        (followed.Received, followed.Points) = (received, points);
        if (capped)
        {
            followed.Reached[(int)RecoveryTarget.Cap] ??= (orders, day);
        }

        for (var target = RecoveryTarget.Rebate; target < RecoveryTarget.Cap; target++)
        {
            if (followed.Received >= Wanted(followed, target))
            {
                followed.Reached[(int)target] ??= (orders, day);
            }
        }

        Aim();
    }

    /// <summary>The price may have risen.</summary>
    public void Look(in Price price, long orders, int day)
    {
        if (!Kernel.Exits(_next.Points, _next.Limit, price))
        {
            return;
        }

        foreach (var followed in _all)
        {
            for (var target = RecoveryTarget.Rebate; target < RecoveryTarget.Cap; target++)
            {
                if (followed.Reached[(int)target] is null
                    && Kernel.Exits(followed.Points, Limit(followed, target), price))
                {
                    followed.Reached[(int)target] = (orders, day);
                }
            }
        }

        Aim();
    }

    public void Split()
    {
        foreach (var followed in _all)
        {
            followed.Points = Points.FromUnits(followed.Points.Units * 10);
        }

        Aim();
    }

    /// <summary>What each followed member has back now, in millionths of spend; −1: has not joined.</summary>
    public long[] GotBack(in Backing backing)
    {
        var parts = new long[_places.Length];
        for (var place = 0; place < parts.Length; place++)
        {
            parts[place] = place < _all.Count ? GotBack(_all[place], backing) : -1;
        }

        return parts;
    }

    public IEnumerable<int> Members => _all.Select(followed => followed.Member);

    /// <summary>Lowest place first, lowest target first; a plan without a cap has no such target.</summary>
    public ImmutableArray<Recovery> Tell() =>
    [
        .. from followed in _all
           from target in Enum.GetValues<RecoveryTarget>()
           where target != RecoveryTarget.Cap || _scenario.Plan.Cap.Multiple is not null
           let reached = followed.Reached[(int)target]
           select new Recovery(followed.Member, target, followed.JoinedDay, reached?.Orders, reached?.Day),
    ];

    private long GotBack(Followed followed, in Backing backing)
    {
        var ifSold = Worth.Of(_scenario.Plan, backing.Value(followed.Points));
        return followed.Spent == Money.Zero
            ? 0
            : Exact.MulDiv(
                (followed.Received + ifSold).Units, Rate.PartsPerWhole, followed.Spent.Units, Rounding.Down);
    }

    private static Money Wanted(Followed followed, RecoveryTarget target) => target switch
    {
        RecoveryTarget.Rebate => followed.Own,
        RecoveryTarget.Half => Rate.FromParts(500_000).Of(followed.Spent),
        _ => Rate.FromParts(800_000).Of(followed.Spent),
    };

    // The value at which a sale would pay what is wanted; what no price reaches where a sale pays nothing.
    private Money Limit(Followed followed, RecoveryTarget target)
    {
        var net = Worth.Share(_scenario.Plan).Parts;
        var wanted = Wanted(followed, target).LessAtMost(followed.Received);
        return Money.FromUnits(net == 0
            ? Decimals.Limit
            : Math.Min(Decimals.Limit, Exact.MulDiv(wanted.Units, Rate.PartsPerWhole, net, Rounding.Up)));
    }

    private void Aim()
    {
        _next = default;
        foreach (var followed in _all)
        {
            for (var target = RecoveryTarget.Rebate; target < RecoveryTarget.Cap; target++)
            {
                if (followed.Points == Points.Zero || followed.Reached[(int)target] is not null)
                {
                    continue;
                }

                var limit = Limit(followed, target);
                if (_next.Points == Points.Zero || Exact.CompareRatios(
                    limit.Units, followed.Points.Units, _next.Limit.Units, _next.Points.Units) < 0)
                {
                    _next = (followed.Points, limit);
                }
            }
        }
    }
}
