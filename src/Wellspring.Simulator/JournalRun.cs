using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;

namespace Wellspring.Simulator;

/// <summary>
/// A journal as a scenario 账本回放: the same outcomes as of an invented world, of what really happened.
/// </summary>
/// <remarks>
/// What a member's orders brought into the pool is counted as they settled; a refund takes it back in proportion.
/// </remarks>
public sealed class JournalRun
{
    private readonly Pool _pool;
    private readonly JournalSide _side;
    private readonly Answering _answers;
    private readonly Dictionary<long, Person> _people = [];
    private readonly List<(MemberNumber Member, bool Capped)> _touched = [];
    private Instant? _begun;
    private int _day;
    private int _scale;

    /// <param name="first">The plan that the pool was opened with.</param>
    public JournalRun(Plan first)
    {
        _pool = new(first);
        _side = new(_pool);
        _answers = new(ScenarioOf("journal", first, int.MaxValue, cohorts: 1), _side);
    }

    private sealed class Person
    {
        public Past Past;

        public int Place { get; init; }

        public bool Capped { get; set; }

        public bool Followed { get; init; }
    }

    /// <summary>One record of the journal, in order.</summary>
    public void Apply(PoolEvent happened, Instant at, long position)
    {
        var before = _pool.Totals.Orders;
        _pool.Apply(happened, at, position);
        _pool.TakeNettings();
        if (_pool.Totals.Orders > 0)
        {
            _begun ??= _pool.Clock;
        }

        if (Days > _day)
        {
            _answers.EndDay(before, _day);
            _day = Days;
        }

        for (; _scale < _pool.Backing.Scale; _scale++)
        {
            _answers.Watch.Split();
        }

        Hear(happened);
        LookAtTouched();
        if (_pool.Totals.Orders > 0)
        {
            _answers.Settled(_pool.Totals.Orders, _day);
        }
    }

    public SimulationResult Tell(string id, int cohorts)
    {
        var (plan, totals) = (_pool.Plan, _pool.Totals);
        var outcomes = new Outcomes(cohorts, _people.Count);
        foreach (var (number, person) in _people)
        {
            var member = _pool.Member(new(number));
            if (member.Spent > Money.Zero)
            {
                var ifSold = Worth.Of(plan, member.Value);
                outcomes.Add(
                    person.Place - 1, member.Spent, person.Past.Own, member.Received, ifSold, person.Capped);
            }
        }

        var into = totals.Float + totals.Inflow + totals.SubsidiesUsed + totals.Injected + totals.RemaindersToPool
            + totals.LegacyDeposits + totals.GoodsReturned - totals.Released;
        _answers.End(totals.Orders, _day);
        return _answers.AddTo(new(
            ScenarioOf(id, plan, totals.Orders, cohorts), 0, ByCommands: true, totals.Orders, 0, Days,
            _answers.Track.Marks, _pool.Backing, _side.Paid, into, totals.Exits, outcomes.All(), outcomes.ByCohort,
            outcomes.OwnPart, outcomes.FromOthers, [])
        {
            StateHash = _pool.StateHash(),
        });
    }

    private static Scenario ScenarioOf(string id, Plan plan, long orders, int cohorts) => new()
    {
        Id = id,
        Name = new("账本回放", "Replay of a journal"),
        Given = plan,
        Plan = plan,
        Orders = orders,
        Cohorts = cohorts,
    };

    private int Days => _begun is { } begun
        ? (int)((_pool.Clock.Milliseconds - begun.Milliseconds) / Instant.MillisecondsPerDay)
        : 0;

    private void Hear(PoolEvent happened)
    {
        switch (happened)
        {
            case PoolEvent.OrderSettled settled:
                Hear(settled.Settlement);
                break;
            case PoolEvent.OrderReversed reversed when reversed.Row.Amount > Money.Zero:
                ref var past = ref Of(reversed.Row.Member).Past;
                past.Own = past.Own.LessAtMost(
                    Kernel.Share(reversed.Row.Inflow, reversed.Amount, reversed.Row.Amount));
                _touched.Add((reversed.Row.Member, false));
                break;
            case PoolEvent.PointsSold sold:
                _side.Sold(sold.Value);
                _touched.Add((sold.Member, false));
                break;
            case PoolEvent.PointsRedeemed redeemed:
                _side.Sold(redeemed.Value);
                _touched.Add((redeemed.Member, false));
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items)
                {
                    if (item is DueItem.OrderFinal final)
                    {
                        Hear(final.Settlement);
                    }
                    else if (item is DueItem.NoticeEnded { Exit: var exit })
                    {
                        Hear(exit);
                    }

                    Hear(item.After);
                }

                break;
            default:
                break;
        }

        Hear(happened.After);
    }

    private void Hear(Settlement order)
    {
        Of(order.Member).Past.Own += order.Inflow;
        _side.Settled(order);
        _touched.Add((order.Member, false));
    }

    private void Hear(Aftermath after)
    {
        foreach (var exit in after.Exits)
        {
            Hear(exit);
        }
    }

    private void Hear(in CapExit exit)
    {
        _side.Sold(exit.Value);
        _touched.Add((exit.Member, true));
    }

    // Creditors of old who never ordered are nobody's member here.
    private void LookAtTouched()
    {
        foreach (var (member, capped) in _touched)
        {
            if (!_people.TryGetValue(member.Value, out var person))
            {
                continue;
            }

            var (spent, received) = _pool.LifeOf(member);
            if (received > person.Past.Received)
            {
                _answers.Left(spent, received - person.Past.Received);
            }

            (person.Past.Spent, person.Past.Received) = (spent, received);
            person.Capped |= capped;
            _answers.Count(person.Place, ref person.Past);
            if (person.Followed)
            {
                _answers.Watch.Spend(person.Place, spent, person.Past.Own);
                _answers.Watch.See(
                    person.Place, received, _side.Held(person.Place), capped, _pool.Totals.Orders, _day);
            }
        }

        _touched.Clear();
    }

    private Person Of(MemberNumber member)
    {
        if (!_people.TryGetValue(member.Value, out var person))
        {
            var place = _side.Join(member);
            _people.Add(member.Value, person = new() { Place = place, Followed = _answers.Joins(place, _day) });
        }

        return person;
    }
}
